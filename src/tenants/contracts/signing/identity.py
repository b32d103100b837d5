"""Step ②, before the code: name and number, as the candidate knows them, against the onboarding form."""

import unicodedata
from datetime import timedelta
from hmac import compare_digest

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.formats import FormatError
from ....platform.formats.names import name_key, parse_name
from ...people.persons.service import decrypt_identity
from ..labour_contracts.models import Contract
from .errors import IdentityMismatchError, IdentityTriesError, NotReadError
from .feature import SigningEvent
from .models import Signing
from .service import binding, is_signed, note, signing_of
from .standing import require_signable

IDENTITY_TRIES = 5
_PAUSE = timedelta(hours=1)  # after the last of them


async def identify(session: AsyncSession, vault: Vault, contract: Contract, name: str, number: str) -> None:
    """The candidate says who they are. Which of the two was wrong is told to nobody; said rightly once, it is said.

    Raises:
        NotToSignError, NotReadError: a rung is missing.
        IdentityMismatchError: one of the two is not what stands in the form.
        IdentityTriesError: that was so five times, less than an hour ago.
    """
    if is_signed(contract):
        return
    signing = await signing_of(session, contract)
    require_signable(contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.identified_at is not None:
        return
    _require_tries(signing)
    known = await decrypt_identity(session, vault, contract.person)
    right = _same(_plain_name(known.name), _plain_name(name)), _same(known.id_number, _plain_number(number))
    if not all(right):
        _refuse(signing)
    signing.identified_at = clock.now()
    note(
        session,
        SigningEvent.IDENTIFIED,
        contract,
        binding=binding(contract).hex(),
        against="onboarding",
        wrong_tries=str(signing.identity_tries),
    )


def identity_wait(signing: Signing) -> timedelta:
    """How long until name and number can be tried again; nothing where they can be now."""
    tried = signing.identity_tries
    if signing.identity_tried_at is None or not tried or tried % IDENTITY_TRIES:
        return timedelta()
    return max(timedelta(), signing.identity_tried_at + _PAUSE - clock.now())


def _require_tries(signing: Signing) -> None:
    if wait := identity_wait(signing):
        raise IdentityTriesError(wait)


def _refuse(signing: Signing) -> None:
    signing.identity_tries += 1
    signing.identity_tried_at = clock.now()
    left = -signing.identity_tries % IDENTITY_TRIES
    raise IdentityMismatchError(left) if left else IdentityTriesError(_PAUSE)


def _same(one: str, other: str) -> bool:
    """Compared in one time, whatever is wrong; what is not there is like nothing."""
    return bool(one) and compare_digest(one.encode(), other.encode())


def _plain_name(text: str) -> str:
    """What spellings of one name have in common: width, dots, spaces and capitals do not count."""
    try:
        return name_key(parse_name(text)[0])
    except FormatError:
        return ""


def _plain_number(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
