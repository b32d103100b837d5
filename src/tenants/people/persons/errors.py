"""What can go wrong with persons."""

from ....platform.errors import NotFoundError


class PersonNotFoundError(NotFoundError):
    """No such person in this tenant."""
