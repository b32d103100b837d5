"""Messages on their way: opened for the provider, and what it said kept. For many at once: a crowd shares one transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import KeyShreddedError, Vault
from ....platform.db import HotQuery, OffPages, tenant_of
from ....platform.i18n import LazyText
from ....platform.tenant import READ_ONLY
from ...audit.service import record
from ..channels.service import DecryptedAccount, account_in_use, account_of, decrypted_account, tell_groups
from ..channels.types import SMS_KINDS
from ..message_templates.content import OURS, ChosenTemplate
from .fallback import fall_back
from .feature import MessageEvent
from .holds import Due, hold_back
from .topics import UNREACHED

_OFF_PAGES = OffPages("the worker hands messages over to a provider")
# While the tenant is suspended or closing only codes go out: candidates may still sign what was sent. Locked in the
# order of ids: two workers that take overlapping crowds must not wait for each other. The words are chosen with the first
# attempt: the newest of the tenant's own that the account may send. A repeat keeps them.
_TAKE = HotQuery(
    """
with open as materialized (select doors.status() <> all($2::text[]) as answer),
mine as (
  select id, event, channel, attempts, template_id from messages
  where id = any($1::uuid[]) and state = 'queued'
    and (event = 'code' or not $4::bool and (select answer from open))
  order by id for no key update
),
chosen as (
  select mine.id, template.id as template_id, template.content, template.filings
  from mine left join lateral (
    select id, content, filings from message_templates
    where case
      when mine.attempts > 0 then id = mine.template_id
      else event = mine.event and channel = mine.channel and number > 0 and (
        channel = 'email' or content = '{}' or filings -> coalesce($3::uuid::text, 'ours') ->> 'state' = 'approved')
      end
    order by number desc limit 1
  ) template on true
)
update messages message
set attempts = message.attempts + 1, template_id = mine.template_id,
    account_id = case when message.channel = 'sms' and message.attempts = 0 then $3::uuid else message.account_id end
from chosen mine, persons person left join subject_keys key on key.subject_id = person.id
where message.id = mine.id and person.id = message.person_id
returning message.id, message.channel, message.event, message.link_code, message.attempts, message.queued_at,
          message.account_id, message.params_encrypted, person.id as person_id, person.name, person.phone_encrypted, person.email_encrypted, key.wrapped,
          mine.content, mine.filings
""",
    reads=("messages", "persons", "subject_keys", "message_templates"),
    writes=("messages",),
    walls=_OFF_PAGES,
)

# With the hand-over the time begins within which the message must arrive, where another channel comes next.
_KEEP = HotQuery(
    """
with mine as (
  select message.id, given.provider_id, given.failure, given.delivered
  from messages message
  join unnest($1::uuid[], $2::text[], $3::text[], $4::bool[]) as given (id, provider_id, failure, delivered)
    on given.id = message.id
  where message.state = 'queued' or (message.state = 'submitted' and given.failure <> '')
  order by message.id for no key update of message
),
kept as (
  update messages message set
    state = case when mine.failure <> '' then 'failed' when mine.delivered then 'delivered' else 'submitted' end,
    provider_id = case when mine.failure <> '' then message.provider_id else mine.provider_id end,
    failure = mine.failure,
    submitted_at = case when mine.failure <> '' then message.submitted_at else $5::timestamptz end,
    delivered_at = case when mine.failure = '' and mine.delivered then $5 end,
    failed_at = case when mine.failure <> '' then $5 end
  from mine where message.id = mine.id
  returning message.id, message.application_id, message.channel, message.state, message.plan -> 'then' as following
)
select id, application_id, channel,
  case when following ->> 'mode' <> 'failed' and (state = 'submitted' or state = 'delivered' and following ->> 'mode' = 'unopened')
    then queue.enqueue('message.fallback', jsonb_build_object('message', id),
                       $5 + make_interval(mins => (following ->> 'minutes')::int), id::text) end
from kept
""",
    reads=("messages",),
    writes=("messages",),
    walls=_OFF_PAGES,
)


_NONE = LazyText("")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message opened for sending. `repeat`: it was handed over before and nobody knows what became of it.

    `queued_on` is the first day on which it can have been handed over. `account`: of the tenant's own; a repeat goes where
    the first attempt went.
    """

    message_id: UUID
    key: str
    channel: str
    event: str
    recipient: str
    name: str
    values: dict[str, str]
    link: str
    repeat: bool
    queued_on: date
    account: DecryptedAccount | None
    template: ChosenTemplate | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider said of one message: it took it (`delivered`: the recipient's own server has it), or `failure`,
    in plain words for HR."""

    message_id: UUID
    provider_id: str = ""
    delivered: bool = False
    failure: LazyText = _NONE


async def take_for_sending(
    session: AsyncSession, vault: Vault, jobs: Sequence[Due], *, only_codes: bool = False
) -> list[Outgoing | None]:
    """Open queued messages for the provider and count the attempt; None for one that is on its way already, or waits.

    The attempt is committed before the provider is called: a later attempt knows that it is a repeat and
    first asks the provider whether the message was taken. `only_codes`: of others nothing is sent; what goes out before
    everything else is not chosen by whoever puts a job in the queue.

    Raises:
        KeyShreddedError: the person's key is gone.
    """
    held = await hold_back(session, jobs)
    await keep_outcomes(session, [Outcome(id_, failure=reason) for id_, reason in held.refused.items()])
    going = [job.message_id for job in jobs if job.message_id not in held]
    taken: dict[UUID, Outgoing] = {}
    account = await account_in_use(session, SMS_KINDS)
    in_use = account.id if account is not None else None
    rows = await _TAKE.rows(session, going, list(READ_ONLY), in_use, only_codes)
    own = {
        id_: await decrypted_account(session, vault, await account_of(session, id_))
        for id_ in {row["account_id"] for row in rows} - {None}
    }
    for row in rows:
        taken[row["id"]] = await _outgoing(session, vault, row, own)
    return [taken.pop(job.message_id, None) for job in jobs]  # once, whoever else asks for it


async def _outgoing(
    session: AsyncSession, vault: Vault, row: Mapping[str, Any], own: Mapping[UUID, DecryptedAccount]
) -> Outgoing:
    if row["wrapped"] is None:
        raise KeyShreddedError(str(row["person_id"]))
    key = await vault.unwrapped(session, row["person_id"], row["wrapped"])
    to = "phone" if row["channel"] == "sms" else "email"
    return Outgoing(
        message_id=row["id"],
        key=f"{tenant_of(session).schema}.{row['id'].hex}",
        channel=row["channel"],
        event=row["event"],
        recipient=key.decrypt(to, row[f"{to}_encrypted"]),
        name=row["name"],
        values=json.loads(key.decrypt("message", row["params_encrypted"])),
        link=row["link_code"],
        repeat=row["attempts"] > 1,
        queued_on=row["queued_at"].astimezone(clock.BEIJING).date(),
        account=own.get(row["account_id"]),
        template=_chosen_template(row["content"], row["filings"], row["account_id"]),
    )


def _chosen_template(
    content: dict[str, Any] | None, filings: dict[str, Any] | None, account_id: UUID | None
) -> ChosenTemplate | None:
    if content is None or filings is None:
        return None
    return ChosenTemplate(content, filings.get(str(account_id or OURS), {}).get("code", ""))


async def keep_outcomes(session: AsyncSession, outcomes: Sequence[Outcome]) -> None:
    """Keep what the providers said; of a message that is further already nothing changes."""
    by_id = {outcome.message_id: outcome for outcome in outcomes}
    if not by_id:
        return
    rows = await _KEEP.rows(
        session,
        list(by_id),
        [outcome.provider_id for outcome in by_id.values()],
        [_kept(outcome.failure) for outcome in by_id.values()],
        [outcome.delivered for outcome in by_id.values()],
        clock.now(),
    )
    failed = [row["id"] for row in rows if by_id[row["id"]].failure]
    if failed:
        await fall_back(session, failed)
        await tell_groups(session, UNREACHED)
    for row in rows:
        outcome, application_id = by_id[row["id"]], row["application_id"]
        facts = {"message": str(row["id"]), "channel": row["channel"]}
        if outcome.failure:
            facts["reason"] = outcome.failure.source
            record(session, MessageEvent.FAILED, application_id=application_id, data=facts)
            continue
        submitted = facts | {"provider_id": outcome.provider_id}
        record(session, MessageEvent.SUBMITTED, application_id=application_id, data=submitted)
        if outcome.delivered:
            record(session, MessageEvent.DELIVERED, application_id=application_id, data=facts)


def _kept(failure: LazyText) -> str:
    """As the column keeps a sentence."""
    return json.dumps(failure.to_json(), ensure_ascii=False) if failure else ""
