"""Labour contracts: templates, law checks, generation, states."""

__all__ = ["fields", "law", "notifications", "staff_mail"]
