"""Where am I, and by when will I hear."""
