"""The tenant's own channels: accounts at SMS gateways, robots in group chats, applications in suites.

Without a gateway of its own, ours sends.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import token_hash
from ....platform.crypto.vault import Vault
from ....platform.errors import NotFoundError
from ....platform.features import Topic
from ....platform.i18n import LazyText
from ....platform.ids import new_id, new_token
from ....platform.providers.declared import UnknownProviderError
from ....platform.queue import enqueue
from ...audit.service import record
from .feature import ChannelEvent
from .models import ChannelAccount
from .types import ACCOUNT_KINDS, APP_KINDS, ROBOT_KINDS, SMS_KINDS

# Of these one is in use at a time: switching one on switches the others off.
_ALONE = (SMS_KINDS, APP_KINDS)


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """An account as an admin types it; an empty secret keeps the one that is there.

    `facts` are not secret: the key's id, the signature name, the provider's number of each template. `secrets` are
    encrypted and never shown again.
    """

    kind: str
    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    topics: Sequence[str] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class DecryptedAccount:
    """An account opened for sending. `version` moves with every change."""

    id: UUID
    kind: str
    version: str
    facts: Mapping[str, str]
    secrets: Mapping[str, str]


async def accounts(session: AsyncSession) -> Sequence[ChannelAccount]:
    """Every account, in the order they were made."""
    return (await session.scalars(select(ChannelAccount).order_by(ChannelAccount.id))).all()


async def account_in_use(session: AsyncSession, kinds: Sequence[str]) -> ChannelAccount | None:
    """The tenant's own account among kinds of which one is in use at a time: `SMS_KINDS` (without one of its own, ours
    sends), `APP_KINDS`."""
    statement = select(ChannelAccount).where(ChannelAccount.enabled, ChannelAccount.kind.in_(kinds))
    return await session.scalar(statement.limit(1))


async def find_account(session: AsyncSession, account_id: UUID) -> ChannelAccount | None:
    """One account; None where it is gone."""
    return await session.get(ChannelAccount, account_id)


async def account_of(session: AsyncSession, account_id: UUID) -> ChannelAccount:
    """One account.

    Raises:
        NotFoundError: there is none.
    """
    found = await find_account(session, account_id)
    if found is None:
        raise NotFoundError
    return found


async def save_account(
    session: AsyncSession, vault: Vault, account: ChannelAccount | None, wanted: WantedAccount, *, actor: str
) -> ChannelAccount:
    """Make an account, or change one. One SMS gateway and one suite at a time: the others are switched off.

    Raises:
        UnknownProviderError: nobody here speaks to such a provider.
    """
    if wanted.kind not in ACCOUNT_KINDS:
        raise UnknownProviderError
    now = clock.now()
    if account is None:
        account = ChannelAccount(id=new_id(), kind=wanted.kind, created_at=now)
        key = await vault.new_subject(session, account.id)
        secrets = {"hook": new_token()}
        account.hook_hash = token_hash(secrets["hook"])
        session.add(account)
    else:
        key = await vault.subject(session, account.id)
        secrets = json.loads(key.decrypt("secrets", account.secrets_encrypted))
    secrets |= {name: value for name, value in wanted.secrets.items() if value}
    account.secrets_encrypted = key.encrypt("secrets", json.dumps(secrets))
    account.name, account.facts, account.topics = wanted.name, dict(wanted.facts), list(wanted.topics)
    account.enabled, account.changed_at, account.failure = wanted.enabled, now, LazyText("")
    rivals = next((kinds for kinds in _ALONE if wanted.kind in kinds), ())
    if wanted.enabled and rivals:
        for other in await accounts(session):
            if other.kind in rivals and other.id != account.id:
                other.enabled = False
    await session.flush()
    data = {"account": str(account.id), "kind": account.kind, "enabled": wanted.enabled}
    record(session, ChannelEvent.CHANGED, actor=actor, data=data)
    return account


async def decrypted_account(session: AsyncSession, vault: Vault, account: ChannelAccount) -> DecryptedAccount:
    """The account with its secrets, for sending."""
    key = await vault.subject(session, account.id)
    secrets = json.loads(key.decrypt("secrets", account.secrets_encrypted))
    return DecryptedAccount(account.id, account.kind, account.changed_at.isoformat(), account.facts, secrets)


async def by_hook(session: AsyncSession, token: str) -> ChannelAccount | None:
    """The account whose reports come to this secret path."""
    return await session.scalar(select(ChannelAccount).where(ChannelAccount.hook_hash == token_hash(token)))


async def tell_groups(session: AsyncSession, topic: Topic) -> None:
    """Have the tenant's robots that care about `topic` say in a while how things stand; several calls, one message."""
    wanted = (
        select(ChannelAccount.id)
        .where(
            ChannelAccount.enabled,
            ChannelAccount.kind.in_(ROBOT_KINDS),
            ChannelAccount.topics.contains([topic.value]),
        )
        .order_by(ChannelAccount.id)
    )
    at = clock.now() + topic.gathers
    for id_ in await session.scalars(wanted):
        payload = {"account": str(id_), "topic": topic.value}
        await enqueue(session, "robot.tell", payload, run_at=at, dedupe=f"{id_}:{topic.value}")


async def try_robot(session: AsyncSession, account: ChannelAccount, *, actor: str) -> None:
    """Have a robot say that it is there; who clicks twice before it has begun asks once."""
    payload = {"account": str(account.id), "topic": ""}
    await enqueue(session, "robot.tell", payload, dedupe=f"{account.id}:try")
    data = {"account": str(account.id), "kind": account.kind, "tried": True}
    record(session, ChannelEvent.CHANGED, actor=actor, data=data)


def note_sent(account: ChannelAccount, failure: LazyText) -> None:
    """What came of the last message: seen by the admin beside the account."""
    account.tried_at, account.failure = clock.now(), failure
