"""Second factors: the authenticator app and recovery codes; which somebody has, and what is asked of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.totp import matching_step, new_secret
from ....platform.crypto.vault import Vault
from ....platform.ids import CODE_SIGNS, new_code, new_id
from ...audit.service import record
from ...company.settings.queries import tenant_settings
from ...features import permissions
from ..roles.rights import Rights
from ..users.keys import member_key
from ..users.models import User
from .emails import tell
from .errors import RecoveryCodeWrongError, SecondFactorWrongError
from .feature import SignInEvent
from .models import AuthenticatorApp, Passkey, RecoveryCode

_SECRET = "totp"  # noqa: S105 – the field's name, bound into the ciphertext
_RECOVERY_CODES = 10
_HALF = 5  # characters on either side of the dash: ten of them are 49 bits


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can show beside their password."""

    app: bool
    passkeys: Sequence[Passkey]
    recovery_left: int


async def factors_of(session: AsyncSession, user_id: UUID) -> Factors:
    """A member's second factors."""
    app = await session.get(AuthenticatorApp, user_id)
    keys = await session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id))
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    confirmed = app is not None and app.confirmed_at is not None
    return Factors(confirmed, keys.all(), await session.scalar(left) or 0)


def asked_of(setting: str, rights: Rights) -> bool:
    """Whether the tenant asks a second factor of somebody with these rights."""
    return setting == "all" or (
        setting == "managers"
        and any(one.meaning.weighty and rights.may(one) for one in permissions().values())
    )


async def ask_of(session: AsyncSession, setting: str, *, actor: str) -> None:
    """Change of whom it is asked; it holds from everybody's next click."""
    (await tenant_settings(session)).second_factor = setting
    record(session, SignInEvent.SECURITY_CHANGED, actor=actor, data={"second_factor": setting})


async def begin_app(session: AsyncSession, vault: Vault, user: User) -> str:
    """The secret for an authenticator app, the same until it is confirmed."""
    key = await member_key(session, vault, user.id)
    app = await session.get(AuthenticatorApp, user.id, with_for_update=True)
    if app is not None and app.confirmed_at is None:
        return key.decrypt(_SECRET, app.secret_encrypted)
    if app is not None:
        raise RuntimeError("the app was confirmed: remove it first")
    secret = new_secret()
    session.add(
        AuthenticatorApp(
            user_id=user.id,
            secret_encrypted=key.encrypt(_SECRET, secret),
            last_step=0,
            created_at=clock.now(),
        )
    )
    return secret


async def confirm_app(session: AsyncSession, vault: Vault, user: User, code: str) -> list[str]:
    """The app shows the right code: from now on it counts. Returns recovery codes where these are the first.

    Raises:
        SecondFactorWrongError: not the code of now.
    """
    app = await _app(session, user)
    if app is None or app.confirmed_at is not None:
        raise SecondFactorWrongError
    await _take_step(session, vault, app, code)
    app.confirmed_at = clock.now()
    return await factor_added(session, vault, user, "app")


async def check_app(session: AsyncSession, vault: Vault, user: User, code: str) -> None:
    """Use the app's code of now.

    Raises:
        SecondFactorWrongError: wrong, or its time step was used before.
    """
    app = await _app(session, user)
    if app is None or app.confirmed_at is None:
        raise SecondFactorWrongError
    await _take_step(session, vault, app, code)


async def remove_app(session: AsyncSession, user: User, *, actor: str) -> None:
    """Forget the app."""
    await session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id))
    await factor_removed(session, user, "app", actor=actor)


async def make_recovery_codes(session: AsyncSession, vault: Vault, user: User) -> list[str]:
    """Ten new codes, shown once; the old ones are void."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [f"{new_code(_HALF)}-{new_code(_HALF)}" for _number in range(_RECOVERY_CODES)]
    for code in codes:
        digest = await _digest(session, vault, user, code)
        session.add(RecoveryCode(id=new_id(), user_id=user.id, digest=digest, created_at=clock.now()))
    record(session, SignInEvent.RECOVERY_CODES_MADE, actor=f"user:{user.id}", data={"user": str(user.id)})
    return codes


async def use_recovery_code(session: AsyncSession, vault: Vault, user: User, typed: str) -> None:
    """Use one code up; dashes, blanks and capitals are forgiven.

    Raises:
        RecoveryCodeWrongError: not one of theirs, or used.
    """
    statement = (
        select(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.digest == await _digest(session, vault, user, typed),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    kept = await session.scalar(statement)
    if kept is None:
        raise RecoveryCodeWrongError
    kept.used_at = clock.now()
    record(session, SignInEvent.RECOVERY_CODE_USED, actor=f"user:{user.id}", data={"user": str(user.id)})
    await tell(session, user, "recovery_code_used")


async def clear_factors(session: AsyncSession, user: User, *, actor: str) -> None:
    """Forget every second factor: for who has lost them all, by an admin who knows that it is them."""
    for table in (AuthenticatorApp, Passkey):
        await session.execute(delete(table).where(table.user_id == user.id))
    await factor_removed(session, user, "all", actor=actor)


async def factor_added(session: AsyncSession, vault: Vault, user: User, kind: str) -> list[str]:
    """Note that there is one more; returns recovery codes where there were none left."""
    user.second_factor = True
    await session.flush()
    record(
        session, SignInEvent.FACTOR_ADDED, actor=f"user:{user.id}", data={"user": str(user.id), "kind": kind}
    )
    await tell(session, user, "factor_added")
    left = (await factors_of(session, user.id)).recovery_left
    return [] if left else await make_recovery_codes(session, vault, user)


async def factor_removed(session: AsyncSession, user: User, kind: str, *, actor: str) -> None:
    """Note that there is one less; with the last one the recovery codes go too."""
    found = await factors_of(session, user.id)
    user.second_factor = found.app or bool(found.passkeys)
    if not user.second_factor:
        await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record(session, SignInEvent.FACTOR_REMOVED, actor=actor, data={"user": str(user.id), "kind": kind})
    await tell(session, user, "factor_removed")


async def _app(session: AsyncSession, user: User) -> AuthenticatorApp | None:
    return await session.get(AuthenticatorApp, user.id, with_for_update=True, populate_existing=True)


async def _take_step(session: AsyncSession, vault: Vault, app: AuthenticatorApp, code: str) -> None:
    secret = (await member_key(session, vault, app.user_id)).decrypt(_SECRET, app.secret_encrypted)
    typed = "".join(code.split())
    step = matching_step(secret, typed, clock.now(), after=app.last_step)
    if step is None:
        raise SecondFactorWrongError
    app.last_step = step


async def _digest(session: AsyncSession, vault: Vault, user: User, typed: str) -> bytes:
    plain = "".join(sign for sign in typed.lower() if sign in CODE_SIGNS)
    return await vault.digest(session, "recovery_code", f"{user.id}:{plain}")
