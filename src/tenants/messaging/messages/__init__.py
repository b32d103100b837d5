"""Messages to candidates and what became of them."""

__all__ = ["completion", "delivery", "occasion"]
