"""The three steps."""
