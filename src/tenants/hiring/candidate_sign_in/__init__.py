"""A candidate proves their phone number by a code and is let in."""

__all__ = ["browsers", "leavers"]
