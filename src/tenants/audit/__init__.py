"""The hash-chained record of everything that happened."""

__all__ = ["author", "subscriptions"]
