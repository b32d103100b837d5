"""Deadlines on a real tenant: days that were not kept are read once, members are told once a day, as far as they see."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.tenants.contracts.deadlines.dates import fill_dates
from huiyin.tenants.contracts.deadlines.queries import deadlines
from huiyin.tenants.contracts.deadlines.staff_mail import MAIL, deadline_mail, tell_of_today
from huiyin.tenants.contracts.deadlines.types import DeadlineKind
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.service import withdraw
from huiyin.tenants.contracts.law.periods import last_day
from huiyin_migrations.runner import plain_dsn
from sqlalchemy import text

from tests.support.hiring import ME, Hiring
from tests.support.offer_desk import OfferDesk as Desk
from tests.support.offer_desk import offer_desk
from tests.support.tenants import Place


def _begun() -> date:
    """A first day at work that makes today one of the days on which members are told that a contract is late."""
    today = clock.today_in_china()
    days = (today - timedelta(days=back) for back in range(32, 120))
    return next(day for day in days if (late := (today - last_day(day, 1)).days) > 0 and late % 7 == 1)


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with offer_desk(settings) as made:
        yield made


async def late(desk: Desk) -> Contract:
    """A contract of somebody who has been at work for more than a month, and has not signed it."""
    contract_id = await desk.contract(contract__employment_start=_begun().isoformat())
    async with desk.session() as session:
        return await load(session, contract_id)


async def asked_for(settings: Settings, place: Place) -> int:
    """How many mails about deadlines wait for their hour."""
    owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    mine = "convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $2"
    query = f"select count(*) from queue.pgqueuer where entrypoint = $1 and {mine}"  # noqa: S608
    found: int = await owner.fetchval(query, MAIL, place.tenant.schema)
    await owner.close()
    return found


async def test_days_are_kept_and_read_from_the_terms_where_they_were_not(desk: Desk) -> None:
    made = await late(desk)
    kept = (made.starts_on, made.ends_on, made.probation_ends_on, made.works_from)
    assert made.works_from == _begun() and None not in kept
    async with desk.session() as session:
        await session.execute(
            text(
                "update contracts set starts_on = null, ends_on = null, probation_ends_on = null, works_from = null"
            )
        )
    async with desk.session() as session:
        assert await deadlines(session, desk.place.vault) == []
        assert await fill_dates(session, desk.place.vault) is False
    async with desk.session() as session:
        again = await load(session, made.id)
        assert (again.starts_on, again.ends_on, again.probation_ends_on, again.works_from) == kept


async def test_whoever_makes_contracts_is_told_what_is_late_and_what_it_costs(desk: Desk) -> None:
    async with desk.session() as session:
        hiring = Hiring(session, desk.place, made=720)
        admin, reader = await hiring.user("admin", name="陈立"), await hiring.user("auditor", name="审计")
    made = await late(desk)
    async with desk.session() as session:
        (found,) = await deadlines(session, desk.place.vault)
        assert (found.kind, found.contract_id, found.late) == (DeadlineKind.UNSIGNED, made.id, True)
        assert found.cost is not None and found.cost > 0
        mail = await deadline_mail(session, desk.place.vault, admin.id, at="1")
        assert mail is not None and mail.path == "/hr/deadlines"
        said = "".join(mail.email.paragraphs)
        assert "要签劳动合同" in said and f"{found.cost:,.2f}" in said
        assert await deadline_mail(session, desk.place.vault, reader.id, at="1") is None


async def test_a_mail_is_asked_for_once_a_day_and_none_where_nothing_is_due(
    desk: Desk, settings: Settings
) -> None:
    async def tell(day: date) -> None:
        with clock.use(datetime.combine(day, time(1), clock.BEIJING)):
            async with desk.session() as session:
                await tell_of_today(session, desk.place.vault)

    async with desk.session() as session:
        await Hiring(session, desk.place, made=740).user("admin", name="陈立")
    made = await late(desk)
    assert made.works_from is not None
    # So far ahead, on a day on which they are told, that no worker takes it before it is counted.
    day = last_day(made.works_from, 1) + timedelta(days=7 * 3_700 + 1)
    await tell(day + timedelta(days=1))
    assert await asked_for(settings, desk.place) == 0
    for _twice in range(2):
        await tell(day)
    assert await asked_for(settings, desk.place) == 1
    async with desk.session() as session:
        await withdraw(session, desk.place.vault, await load(session, made.id, lock=True), actor=ME)
    async with desk.session() as session:
        assert await deadlines(session, desk.place.vault) == []
