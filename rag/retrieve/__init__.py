"""Question to hits: resolve the follow-up, expand with the glossary, search, fuse, mind the edition."""
