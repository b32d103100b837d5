"""用印登记: every use of a seal, filtered, and taken away as a sheet."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.db import tenant_of
from ....platform.formats.sheet import sheet
from ....platform.i18n import gettext as _
from ....platform.i18n.formats import format_datetime
from ...audit.service import record
from ...people.seals.kinds import KINDS, RULES
from ..labour_contracts.models import Contract
from .feature import SealingEvent
from .models import SealEntry

_WIDTHS = (18, 18, 34, 20, 18, 14, 22, 18, 66, 66, 38)


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Which lines: of one seal, pressed on days from `since` to `until` in the tenant's zone, of numbers that hold `number`."""

    seal_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    number: str = ""


async def entries(
    session: AsyncSession, wanted: RegisterFilter, *, offset: int = 0, limit: int | None = None
) -> Sequence[SealEntry]:
    """The lines, newest first, each with its contract, person and seal."""
    statement = (
        select(SealEntry)
        .join(SealEntry.contract)
        .where(*_conditions(session, wanted))
        .options(
            joinedload(SealEntry.contract).joinedload(Contract.person),
            joinedload(SealEntry.contract).joinedload(Contract.legal_entity),
            joinedload(SealEntry.seal),
        )
        .order_by(SealEntry.pressed_at.desc(), SealEntry.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def entry_count(session: AsyncSession, wanted: RegisterFilter) -> int:
    """How many lines there are."""
    statement = select(func.count(SealEntry.id)).join(SealEntry.contract)
    return await session.scalar(statement.where(*_conditions(session, wanted))) or 0


async def export(session: AsyncSession, wanted: RegisterFilter, *, actor: str) -> bytes:
    """Every line the filter lets through, as .xlsx; taking it away is written to the chain, with how many and which."""
    rows = [_words(entry) for entry in await entries(session, wanted)]
    data = {
        "rows": len(rows),
        "seal": str(wanted.seal_id or ""),
        "since": str(wanted.since or ""),
        "until": str(wanted.until or ""),
        "searched": bool(wanted.number),
    }
    record(session, SealingEvent.EXPORTED, actor=actor, data=data)
    return await asyncio.to_thread(sheet, "seals", _headings(), rows, _WIDTHS)


def _conditions(session: AsyncSession, wanted: RegisterFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.seal_id is not None:
        chosen.append(SealEntry.seal_id == wanted.seal_id)
    if wanted.since is not None:
        chosen.append(SealEntry.pressed_at >= _midnight(session, wanted.since))
    if wanted.until is not None:
        chosen.append(SealEntry.pressed_at < _midnight(session, wanted.until + timedelta(days=1)))
    if wanted.number:
        chosen.append(Contract.number.contains(wanted.number, autoescape=True))
    return chosen


def _midnight(session: AsyncSession, day: date) -> datetime:
    return datetime.combine(day, time(), tenant_of(session).zoneinfo)


def _headings() -> tuple[str, ...]:
    return (
        _("盖章时间"),
        _("用印人"),
        _("用人单位"),
        _("印章"),
        _("合同编号"),
        _("员工"),
        _("方式"),
        _("完成时间"),
        _("盖章前 SHA-256"),
        _("盖章后 SHA-256"),
        _("清单编号"),
    )


def _words(entry: SealEntry) -> tuple[str, ...]:
    return (
        format_datetime(entry.pressed_at),
        entry.pressed_name or _("自动"),
        entry.contract.employer_name,
        str(KINDS[entry.seal.kind]),
        entry.contract.number,
        entry.contract.person.name,
        str(RULES[entry.way]),
        format_datetime(entry.sealed_at),
        entry.before_sha256,
        entry.after_sha256,
        str(entry.request_id or ""),
    )
