"""What can go wrong with openings."""

from ...platform.errors import NotFoundError


class VacancyNotFoundError(NotFoundError):
    """No such opening in this tenant."""
