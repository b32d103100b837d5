"""The tenant's rule."""
