"""What a tenant decides for itself."""

__all__ = ["calendar", "features"]
