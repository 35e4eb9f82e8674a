"""Metrics as pure functions: values in, numbers out."""
