"""Companies that sign up in tests, each with a code of its own."""

import itertools
import os

from huiyin.platform.formats.uscc import check_character, organisation_check

_numbers = itertools.count(os.getpid() % 1000 * 1000)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def new_uscc() -> str:
    """A sound 统一社会信用代码 that no other test uses."""
    number = next(_numbers)
    organisation = f"MA{number:06d}"
    body = f"91330106{organisation}{organisation_check(organisation)}"
    return body + check_character(body)
