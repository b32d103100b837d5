"""Deadlines that cost money: work without a written contract, terms and probations that end."""

__all__ = ["calendar", "dates", "staff_mail"]
