"""Whether a picture can be a logo: what is done with it in a process of its own."""

from typing import NewType

from ....platform.documents.picture import PictureUnreadableError, check_picture
from ....platform.formats import FormatError
from ....platform.formats.png import clean_png
from .errors import LogoRefusedError

SoundLogo = NewType("SoundLogo", bytes)
"""A PNG that `sound_logo` has found good."""


def sound_logo(data: bytes) -> SoundLogo:
    """Decode and set a picture; returned without what is not picture.

    Raises:
        LogoRefusedError: no sound PNG, or one that the contracts' typesetter cannot show.
    """
    try:
        png = clean_png(data)
        check_picture(png)
    except (FormatError, PictureUnreadableError):
        raise LogoRefusedError from None
    return SoundLogo(png)
