"""Taking the print of a seal out of a picture that somebody hands in: done in a process of its own."""

from ....platform.documents.imprint import CleanImprint, NoImprintError, clean_imprint
from ....platform.documents.picture import PictureUnreadableError
from .errors import ImprintRefusedError

MOST_BYTES = 2_000_000


def sound_imprint(data: bytes) -> CleanImprint:
    """The red print alone.

    Raises:
        ImprintRefusedError: no sound PNG or JPEG, or no print of a seal in it.
    """
    try:
        return clean_imprint(data)
    except (PictureUnreadableError, NoImprintError):
        raise ImprintRefusedError from None
