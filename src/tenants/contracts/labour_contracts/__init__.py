"""Labour contracts: templates, law checks, generation, states."""

__all__ = ["facts", "fields", "law", "notifications", "origin", "staff_mail", "template"]
