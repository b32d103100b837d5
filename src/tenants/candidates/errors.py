"""What can go wrong with candidates."""

from ...platform.errors import NotFoundError


class CandidateNotFoundError(NotFoundError):
    """No such application here, or not this actor's to see: the same answer for both."""
