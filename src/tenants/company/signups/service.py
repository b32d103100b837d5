"""Signing up: nothing is made before the mailed link is followed, and then a job makes it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.errors import PasswordWeakError, TooManyTriesError
from ....platform.auth.passwords import hash_password, weak
from ....platform.crypto.keyed import keyed_digest
from ....platform.crypto.vault import Vault
from ....platform.features import Limit
from ....platform.ids import new_id
from ....platform.queue import enqueue_system
from ....platform.tenancy.models import TenantRow, Tombstone
from .errors import SignupLinkError, SlugTakenError
from .feature import PROVISION, SIGNUP_MAIL
from .models import DirectoryThrottle, Signup
from .states import SIGNUP, advance

LINK_LIFE = timedelta(hours=24)
_LINK = b"signup link"
_APPLICANT = b"signup"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks, for which company. `password_hash` is empty until the link was followed."""

    company: str
    uscc: str
    name: str
    email: str
    phone: str
    password_hash: str = ""


async def ask(session: AsyncSession, vault: Vault, applicant: Applicant, slug: str) -> Signup:
    """Keep what was typed and queue the mail with the link.

    Raises:
        SlugTakenError: the address belongs to somebody.
    """
    await _require_free(session, slug)
    now, id_ = clock.now(), new_id()
    signup = Signup(
        id=id_,
        tenant_id=new_id(),
        state=SIGNUP.initial,
        slug=slug,
        applicant_encrypted=_encrypt(vault, id_, applicant),
        created_at=now,
        expires_at=now + LINK_LIFE,
    )
    session.add(signup)
    await session.flush()
    await enqueue_system(session, SIGNUP_MAIL, id_)
    return signup


def link_token(vault: Vault, signup: Signup) -> str:
    """What stands in the mailed link: the row's id, encrypted and so signed by the installation's key."""
    return urlsafe_b64encode(vault.encrypt_outside(signup.id.bytes, _LINK)).decode().rstrip("=")


async def by_link(session: AsyncSession, vault: Vault, token: str, *, lock: bool = False) -> Signup:
    """The sign-up a link leads to. One that is done is found for a day, so that a second click arrives too.

    Raises:
        SignupLinkError: not ours, or too old.
    """
    try:
        id_ = UUID(bytes=vault.decrypt_outside(urlsafe_b64decode(token.encode("ascii") + b"=="), _LINK))
    except ValueError:
        raise SignupLinkError from None
    found = await session.get(Signup, id_, with_for_update=lock or None)
    if found is None or found.expires_at <= clock.now():
        raise SignupLinkError
    return found


def applicant_of(vault: Vault, signup: Signup) -> Applicant:
    """Who asked.

    Raises:
        SignupLinkError: it is done, and nothing of them is kept here any more.
    """
    if signup.applicant_encrypted is None:
        raise SignupLinkError
    return Applicant(
        **json.loads(vault.decrypt_outside(signup.applicant_encrypted, _APPLICANT + signup.id.bytes))
    )


async def confirm(session: AsyncSession, vault: Vault, signup: Signup, *, slug: str, password: str) -> None:
    """Take the password and queue the provisioning (loaded with `lock`). Confirming twice provisions once.

    Raises:
        PasswordWeakError: guessable.
        SlugTakenError: somebody was faster.
    """
    if signup.state in ("confirmed", "done"):
        return
    applicant = applicant_of(vault, signup)
    if weak(password, (applicant.name, applicant.email, applicant.company, slug)):
        raise PasswordWeakError
    await _require_free(session, slug)
    advance(signup, "confirmed")
    signup.slug, signup.confirmed_at = slug, clock.now()
    signup.applicant_encrypted = _encrypt(
        vault, signup.id, replace(applicant, password_hash=hash_password(password))
    )
    await session.flush()
    await enqueue_system(session, PROVISION, signup.id)


async def throttle(session: AsyncSession, limit: Limit, identity: str) -> None:
    """Count one try at the base domain; `identity` is kept as a hash.

    Raises:
        TooManyTriesError: more than the limit allows in this window.
    """
    now = clock.now()
    start = (now - timedelta(seconds=now.timestamp() % limit.seconds)).replace(microsecond=0)
    digest = keyed_digest(b"throttle", limit.purpose, identity)
    row = {"purpose": limit.purpose, "identity": digest, "window_start": start, "count": 1}
    counted = (
        insert(DirectoryThrottle)
        .values(row)
        .on_conflict_do_update(
            index_elements=["purpose", "identity", "window_start"],
            set_={"count": DirectoryThrottle.count + 1},
        )
        .returning(DirectoryThrottle.count)
    )
    if (await session.scalar(counted) or 0) > limit.most:
        raise TooManyTriesError


async def _require_free(session: AsyncSession, slug: str) -> None:
    taken = select(TenantRow.id).where(TenantRow.slug == slug)
    gone = select(Tombstone.id).where(Tombstone.slug == slug)
    if await session.scalar(taken.union_all(gone).limit(1)) is not None:
        raise SlugTakenError


def _encrypt(vault: Vault, id_: UUID, applicant: Applicant) -> bytes:
    return vault.encrypt_outside(json.dumps(asdict(applicant)).encode(), _APPLICANT + id_.bytes)
