"""The way to every setting."""
