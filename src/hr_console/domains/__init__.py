"""Own domains."""
