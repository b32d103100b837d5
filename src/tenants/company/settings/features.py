"""Features that a tenant can switch on for some departments first, as large firms do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...audit.service import record
from ...people.departments.queries import path_of
from .feature import SettingsEvent
from .models import FeatureSwitch
from .queries import one_at_a_time

Mode = Literal["off", "pilot", "on"]
MODES: tuple[Mode, ...] = get_args(Mode)


class Feature(StrEnum):
    """What can be switched. The value is what the table stores."""

    E_CONTRACTS = "e_contracts"
    INTERVIEW_LINKS = "interview_links"


@dataclass(frozen=True, slots=True)
class Words:
    """A feature in words: its name, and what is different where it is off."""

    name: LazyText
    without: LazyText


WORDS: dict[Feature, Words] = {
    Feature.E_CONTRACTS: Words(_("电子合同"), _("关闭时不能在线生成和签署合同，仍按原来的方式签纸质合同")),
    Feature.INTERVIEW_LINKS: Words(_("免登录评价链接"), _("关闭时面试官登录后才能评价")),
}


@dataclass(frozen=True, slots=True)
class Switch:
    """Where a feature is on: everywhere, nowhere, or in the subtrees of `departments`."""

    mode: Mode
    departments: frozenset[UUID] = frozenset()


async def switches(session: AsyncSession) -> dict[Feature, Switch]:
    """Every feature's switch; one that was never touched is on."""
    rows = {row.feature: row for row in await session.scalars(select(FeatureSwitch))}
    return {feature: _switch(rows.get(feature.value)) for feature in Feature}


def _switch(row: FeatureSwitch | None) -> Switch:
    if row is None:
        return Switch("on")
    mode = next(mode for mode in MODES if mode == row.mode)
    return Switch(mode, frozenset(map(UUID, row.department_ids)))


async def is_on(session: AsyncSession, feature: Feature, department_id: UUID | None) -> bool:
    """Whether the feature is on for a department: a pilot reaches the departments below the chosen ones too."""
    switch = _switch(await session.get(FeatureSwitch, feature.value))
    if switch.mode != "pilot":
        return switch.mode == "on"
    if department_id is None:
        return False
    path = await path_of(session, department_id)
    above = {UUID(part) for part in path.split("/") if part}
    return bool(above & switch.departments)


async def turn(
    session: AsyncSession, feature: Feature, mode: Mode, departments: Iterable[UUID], *, actor: str
) -> None:
    """Switch a feature; `departments` count for a pilot only."""
    chosen = sorted(map(str, departments)) if mode == "pilot" else []
    await one_at_a_time(session)
    row = await session.get(FeatureSwitch, feature.value, populate_existing=True)
    if row is None:
        row = FeatureSwitch(feature=feature.value)
        session.add(row)
    row.mode, row.department_ids = mode, chosen
    data = {"feature": feature.value, "mode": mode, "departments": chosen}
    record(session, SettingsEvent.FEATURE_CHANGED, actor=actor, data=data)
