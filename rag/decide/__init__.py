"""Whether the hits answer the question: answered, not found, out of scope, refused."""
