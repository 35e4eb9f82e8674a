"""The steps; a step that was released never changes."""
