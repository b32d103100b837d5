"""The three steps of a candidate's signature."""

__all__ = ["rule"]
