"""Minimum wages: the standards of places from a day on, as somebody of the tenant has looked them up."""

__all__ = ["presets"]
