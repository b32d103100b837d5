"""Formats of the field: identity numbers, phones, money, dates, names."""


class FormatError(ValueError):
    """A value is not what it should be; `code` for programs, the text for people (Chinese)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
