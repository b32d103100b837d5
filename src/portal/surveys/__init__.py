"""How was it? Asked once, after the result."""
