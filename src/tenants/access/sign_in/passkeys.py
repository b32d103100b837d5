"""Passkeys: making one, answering with one, taking one away."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth import passkeys as webauthn
from ....platform.auth.passkeys import PasskeyRefused, Site
from ....platform.auth.tickets import make_ticket, read_ticket
from ....platform.auth.tokens import token_hash
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.ids import new_id, new_token
from ..users.models import User
from ..users.queries import user as user_of
from .errors import PasskeyNotFoundError, PasskeyTakenError, PasskeyWrongError
from .factors import factor_added, factor_removed
from .models import Passkey, SpentChallenge

_CHALLENGE = "passkey"
_CHALLENGE_LIFE = timedelta(minutes=15)


async def passkey_options(
    session: AsyncSession, vault: Vault, site: Site, *, purpose: str, user: User | None = None
) -> str:
    """What a page hands to the browser to be answered: by a passkey of `user`, or by any where nobody is named."""
    challenge = await _challenge(session, vault, purpose)
    allowed = await _known(session, user.id, site) if user is not None else []
    return webauthn.authentication_options(site, challenge, allowed=allowed)


async def new_passkey_options(session: AsyncSession, vault: Vault, site: Site, user: User) -> str:
    """What a page hands to the browser to make a passkey."""
    return webauthn.registration_options(
        site,
        await _challenge(session, vault, f"new:{user.id}"),
        company=tenant_of(session).name,
        user_id=user.id.bytes,
        login=user.login,
        name=user.name,
        known=await _known(session, user.id, site),
    )


async def add_passkey(
    session: AsyncSession, vault: Vault, site: Site, user: User, answer: str, name: str
) -> list[str]:
    """Keep the passkey the browser has made; returns recovery codes where these are the first.

    Raises:
        PasskeyWrongError: the answer does not hold.
        PasskeyTakenError: it is kept already.
    """
    try:
        challenge = await _spend(session, vault, answer, f"new:{user.id}")
        made = webauthn.check_registration(site, challenge, answer)
    except PasskeyRefused:
        raise PasskeyWrongError from None
    row = Passkey(
        id=new_id(),
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        host=site.host,
        name=name,
        backed_up=made.backed_up,
        created_at=clock.now(),
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise PasskeyTakenError from None
    return await factor_added(session, vault, user, "passkey")


async def check_passkey(
    session: AsyncSession, vault: Vault, site: Site, answer: str, *, purpose: str
) -> User:
    """Whose passkey answers the challenge made for `purpose`; for a log-in it must have made sure of the person.

    Raises:
        PasskeyWrongError: see there.
    """
    try:
        challenge = await _spend(session, vault, answer, purpose)
        by_id = select(Passkey).where(Passkey.credential_id == webauthn.credential_of(answer))
        row = await session.scalar(by_id.with_for_update())
        if row is None:
            raise PasskeyRefused
        known = webauthn.KnownPasskey(row.public_key, row.sign_count)
        held = webauthn.check_assertion(site, challenge, answer, known)
    except PasskeyRefused:
        raise PasskeyWrongError from None
    owner = await user_of(session, row.user_id)
    if not owner.active or (purpose == "login" and not held.verified):
        raise PasskeyWrongError
    row.sign_count, row.used_at = held.sign_count, clock.now()
    return owner


async def remove_passkey(session: AsyncSession, user: User, passkey_id: UUID, *, actor: str) -> None:
    """Forget a passkey of this person.

    Raises:
        PasskeyNotFoundError: they have no such passkey.
    """
    mine = (Passkey.id == passkey_id, Passkey.user_id == user.id)
    if await session.scalar(delete(Passkey).where(*mine).returning(Passkey.id)) is None:
        raise PasskeyNotFoundError
    await factor_removed(session, user, "passkey", actor=actor)


async def _known(session: AsyncSession, user_id: UUID, site: Site) -> Sequence[bytes]:
    mine = (Passkey.user_id == user_id, Passkey.host == site.host)
    return (await session.scalars(select(Passkey.credential_id).where(*mine))).all()


async def _challenge(session: AsyncSession, vault: Vault, purpose: str) -> str:
    facts = {"for": purpose, "nonce": new_token()}
    return await make_ticket(session, vault, _CHALLENGE, facts, _CHALLENGE_LIFE)


async def _spend(session: AsyncSession, vault: Vault, answer: str, purpose: str) -> str:
    """The challenge that is answered, if we made it for this purpose; from now on it is worth nothing."""
    challenge = webauthn.challenge_of(answer)
    facts = await read_ticket(session, vault, _CHALLENGE, challenge)
    if facts is None or facts["for"] != purpose:
        raise PasskeyRefused
    now = clock.now()
    await session.execute(delete(SpentChallenge).where(SpentChallenge.at < now - _CHALLENGE_LIFE))
    row = {"digest": token_hash(challenge), "at": now}
    once = insert(SpentChallenge).values(row).on_conflict_do_nothing().returning(SpentChallenge.digest)
    if await session.scalar(once) is None:
        raise PasskeyRefused
    return challenge
