"""People and their applications."""

__all__ = ["sources"]
