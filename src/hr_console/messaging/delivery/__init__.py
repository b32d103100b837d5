"""How messages go out, and one that goes before its time."""
