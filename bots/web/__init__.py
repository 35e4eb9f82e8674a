"""The page, and Markdown for it."""
