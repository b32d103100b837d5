"""The hash-chained record of everything that happened."""

__all__ = ["anchors", "author", "checking", "subscriptions"]
