"""The seals of a company: how they look, who may use them, for what, and by which rule."""

__all__ = ["imprint", "kinds"]
