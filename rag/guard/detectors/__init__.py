"""One file a family of confidential data."""
