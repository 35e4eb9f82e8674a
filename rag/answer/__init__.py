"""Hits to an answer: whole units of the documents, each with its place."""
