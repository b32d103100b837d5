"""What a tenant decides for itself."""

__all__ = ["features"]
