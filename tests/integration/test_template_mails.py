"""Whoever may approve a template is told that one waits, and its writers that it came back; nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.tenants.access.users.models import User
from huiyin.tenants.contracts.contract_templates.errors import DraftChangedError, OwnDraftError
from huiyin.tenants.contracts.contract_templates.queries import draft as load
from huiyin.tenants.contracts.contract_templates.service import (
    Submission,
    approve,
    begin_draft,
    send_back,
    submit,
    take_back,
)
from huiyin.tenants.contracts.contract_templates.staff_mail import template_mail
from huiyin.tenants.contracts.contract_templates.tree import tree_hash

from tests.support.hiring import Hiring
from tests.support.tenants import Place, fresh_tenant


@dataclass
class Office:
    """A tenant with somebody who writes and somebody who approves."""

    place: Place
    writer: User
    boss: User
    draft: UUID

    async def mail(self, user: User, about: str) -> str | None:
        """What a mail to somebody would say."""
        async with self.place.database.tenant(self.place.tenant) as session:
            made = await template_mail(session, self.draft, user.id, about=about, at="1")
            return made.email.subject + made.path if made is not None else None


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            hiring = Hiring(session, place, made=760)
            writer, boss = await hiring.user("hr", name="周敏"), await hiring.user("admin", name="陈立")
            made = await begin_draft(session, "fixed_tech", actor=f"user:{writer.id}")
        yield Office(place, writer, boss, made.id)


async def test_who_is_told(office: Office) -> None:
    writer, boss = f"user:{office.writer.id}", f"user:{office.boss.id}"
    assert await office.mail(office.boss, "wanted") is None
    async with office.place.database.tenant(office.place.tenant) as session:
        found = await load(session, office.draft, lock=True)
        await submit(session, found, Submission("固定期限", clock.today_in_china()), actor=writer)
        seen = tree_hash(found.body)
    wanted = await office.mail(office.boss, "wanted")
    assert wanted is not None and "等您审批" in wanted and wanted.endswith(f"{office.draft}/review")
    assert await office.mail(office.writer, "wanted") is None  # who writes may not approve
    async with office.place.database.tenant(office.place.tenant) as session:
        found = await load(session, office.draft, lock=True)
        with pytest.raises(OwnDraftError):
            await approve(session, found, seen, actor=writer)
        with pytest.raises(DraftChangedError):
            await send_back(session, found, "another", "不行", actor=boss)
        await send_back(session, found, seen, "第三条写得不清楚", actor=boss)
    assert await office.mail(office.boss, "wanted") is None
    returned = await office.mail(office.writer, "returned")
    assert returned is not None and "没有通过" in returned and returned.endswith(f"{office.draft}/submit")


async def test_what_is_taken_back_waits_for_nobody(office: Office) -> None:
    writer = f"user:{office.writer.id}"
    async with office.place.database.tenant(office.place.tenant) as session:
        found = await load(session, office.draft, lock=True)
        await submit(session, found, Submission("固定期限", clock.today_in_china()), actor=writer)
        await take_back(session, found, actor=writer)
    assert await office.mail(office.boss, "wanted") is None
