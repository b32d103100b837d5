"""Scorecard forms with versions, what the rule gets of them, corrections, and reminders, on the real database."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from huiyin.jobs.context import Context, Services
from huiyin.jobs.hiring.scorecards import ask_to_correct, remind
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.providers.email.smtp import SmtpProvider
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.company.settings.queries import tenant_settings
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application as loaded
from huiyin.tenants.hiring.candidates.service import Details
from huiyin.tenants.hiring.decisions.service import confirm, current
from huiyin.tenants.hiring.interviews.errors import AlreadyScoredError
from huiyin.tenants.hiring.interviews.models import InterviewAssignment, Scorecard
from huiyin.tenants.hiring.interviews.queries import scorecards
from huiyin.tenants.hiring.interviews.service import assign
from huiyin.tenants.hiring.scorecard_forms.dimensions import Dimension, names_of
from huiyin.tenants.hiring.scorecard_forms.errors import FormNameTakenError, UseEmptyError, UseTakenError
from huiyin.tenants.hiring.scorecard_forms.models import FormVersion
from huiyin.tenants.hiring.scorecard_forms.queries import default_version, version_for, version_of
from huiyin.tenants.hiring.scorecard_forms.service import (
    drop_use,
    save_form,
    set_card_rules,
    use_form,
)
from huiyin.tenants.hiring.scorecards.corrections import reopen
from huiyin.tenants.hiring.scorecards.drafts import draft_of, keep_draft, version_in_hand
from huiyin.tenants.hiring.scorecards.errors import (
    CardNotFoundError,
    ReasonMissingError,
    ResultConfirmedError,
)
from huiyin.tenants.hiring.scorecards.models import CardReminder, CardRevision
from huiyin.tenants.hiring.scorecards.pending import blind_review, open_assignments, owes_card
from huiyin.tenants.hiring.scorecards.queries import used_forms
from huiyin.tenants.hiring.scorecards.reminders import due_reminder, record_reminded
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place

BY = Author("user:test", "沈知远")
NAMES = ("沟通能力", "专业技能", "团队协作", "稳定性")


async def applied(session: AsyncSession, place: Place, number: int = 1, post: str = "工程师") -> Application:
    contact = Contact(f"候选{number}", f"+861380001{number:04d}", None)
    vacancy = VacancyFacts(post, "研发部", "技术", "上海")
    return await add_candidate(
        session, place.vault, NewCandidate(contact, vacancy, Details()), actor=BY.actor
    )


async def interviewer(session: AsyncSession, login: str = "i@x.cn") -> User:
    return await create_user(session, NewUser(login, login.split("@")[0]), roles=[GivenRole("interviewer")])


async def asked(
    session: AsyncSession, application: Application, user: User, round_name: str = "初试"
) -> InterviewAssignment:
    return await assign(
        session, application, user_id=user.id, round_name=round_name, held_at=None, actor=BY.actor
    )


def card(user: User, scores: Mapping[str, int | None], **more: Any) -> Card:
    points = {name: None if value is None else Decimal(value) for name, value in scores.items()}
    return Card("初试", user.name, points, user_id=user.id, conclusion="通过", **more)


async def test_an_old_card_keeps_its_form(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        first = await default_version(session)
        assert names_of(first.asked()) == list(NAMES) and first.number == 1
        application, user = await applied(session, place), await interviewer(session)
        await asked(session, application, user)
        old = await submit(session, application, card(user, dict.fromkeys(NAMES, 8)), actor="user:x")
        form, _version = await version_of(session, first.form_id)
        dimensions = (Dimension("专业技能", Decimal(3)), Dimension("诚信", minimum=Decimal(6), veto=True))
        second = await save_form(session, form, name="技术面试表", dimensions=dimensions, by=BY)
        assert (second.number, (await default_version(session)).id) == (2, second.id)
        assert (await tenant_settings(session)).dimensions == ["专业技能", "诚信"]
        same = await save_form(session, form, name="技术面试表", dimensions=dimensions, by=BY)
        assert same.id == second.id  # the same again is no new version
    async with place.database.tenant(place.tenant) as session:
        (kept,) = await scorecards(session, application.id)
        assert kept.id == old.id and kept.form_version is not None and kept.form_version.number == 1
        assert [name for name, _score in kept.ordered_as_asked(["专业技能", "诚信"])] == list(NAMES)
        assert set(kept.weights().values()) == {Decimal(1)}
    for change in ("update scorecard_form_versions set number = 9", "delete from scorecard_form_versions"):
        with pytest.raises(
            ProgrammingError, match="permission denied"
        ):  # the database itself keeps old versions
            async with place.database.tenant(place.tenant) as session:
                await session.execute(text(change))


async def test_the_closest_form_is_asked(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        application, user = await applied(session, place), await interviewer(session)
        vacancy = application.vacancy
        forms = {}
        for name in ("终面", "技术", "技术终面", "此职位"):
            version = await save_form(session, None, name=name, dimensions=(Dimension(name),), by=BY)
            forms[name] = (await version_of(session, version.form_id))[0]
        places: dict[str, dict[str, Any]] = {
            "终面": {"vacancy_id": None, "kind": "", "round_name": "终面"},
            "技术": {"vacancy_id": None, "kind": "技术", "round_name": ""},
            "技术终面": {"vacancy_id": None, "kind": "技术", "round_name": "终面"},
        }
        for name, where in places.items():
            await use_form(session, forms[name], **where, actor=BY.actor)

        async def chosen(round_name: str) -> list[str]:
            return names_of((await version_for(session, vacancy, round_name)).asked())

        assert (await chosen("初试"), await chosen("终面")) == (["技术"], ["技术终面"])
        await use_form(
            session, forms["此职位"], vacancy_id=vacancy.id, kind="", round_name="", actor=BY.actor
        )
        assert (await chosen("初试"), await chosen("终面")) == (["此职位"], ["此职位"])
        with pytest.raises(UseTakenError):
            await use_form(session, forms["技术"], **places["终面"], actor=BY.actor)
        with pytest.raises(UseEmptyError):
            await use_form(session, forms["技术"], vacancy_id=None, kind="", round_name="", actor=BY.actor)
        with pytest.raises(FormNameTakenError):
            await save_form(session, None, name="终面", dimensions=(Dimension("甲"),), by=BY)
        assignment = await asked(session, application, user)
        listed = {used.form.name: used for used in await used_forms(session)}
        assert listed["此职位"].opened == [(1, 1)] and listed["通用评价表"].opened == []
        await keep_draft(session, assignment, listed["此职位"].version, {"此职位": "8"}, whole=False)
        await save_form(session, forms["此职位"], name="此职位", dimensions=(Dimension("新"),), by=BY)
        assert names_of((await version_in_hand(session, assignment, vacancy)).asked()) == ["此职位"]
        await asked(session, application, user, "复试")
        listed = {used.form.name: used for used in await used_forms(session)}
        assert listed["此职位"].opened == [(2, 1), (1, 1)]  # one begun with the old version, one not begun
        ((use, _vacancy),) = listed["此职位"].uses
        await drop_use(session, forms["此职位"], use.id, actor=BY.actor)
        assert await chosen("初试") == ["技术"]


async def test_weights_and_vetoes_reach_the_rule(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        application, user = await applied(session, place), await interviewer(session)
        form, _version = await version_of(session, (await default_version(session)).form_id)
        dimensions = (Dimension("专业技能", Decimal(3)), Dimension("诚信", Decimal(1), veto=True))
        version = await save_form(session, form, name="表", dimensions=dimensions, by=BY)
        sent = card(user, {"专业技能": 8, "诚信": 4}, form_version=version, vetoes={"诚信": "伪造项目经历"})
        kept = await submit(session, application, sent, actor="user:x")
        decision = await current(session, application)
        assert (
            decision is not None and decision.outcome == "pass"
        )  # (3 x 8 + 4) / 4 = 7; unweighted it were 6
        assert kept.vetoed() == {"诚信"} and kept.vetoes[0]["reason"] == "伪造项目经历"


async def test_a_draft_never_counts_and_two_devices_share_it(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        application, user = await applied(session, place), await interviewer(session)
        assignment = await asked(session, application, user)
        version = await version_in_hand(session, assignment, application.vacancy)
        await keep_draft(session, assignment, version, {"沟通能力": "8", "note": "手机上写的"}, whole=False)
        await keep_draft(session, assignment, version, {"专业技能": "7"}, whole=False)  # the other device
        draft = await draft_of(session, assignment.id)
        assert draft is not None
        assert draft.fields == {"沟通能力": "8", "note": "手机上写的", "专业技能": "7"}
        await keep_draft(session, assignment, version, {"稳定性": "6"}, whole=True)
        assert (await draft_of(session, assignment.id)).fields == {"稳定性": "6"}
        assert await scorecards(session, application.id) == []
        assert await current(session, application) is None
        await submit(session, application, card(user, dict.fromkeys(NAMES, 8)), actor="user:x")
        assert await draft_of(session, assignment.id) is None


async def test_nothing_is_seen_before_ones_own_is_sent(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        application, other = await applied(session, place), await applied(session, place, 2)
        mine, theirs = await interviewer(session), await interviewer(session, "j@x.cn")
        for user in (mine, theirs):
            await asked(session, application, user)
        await asked(session, application, mine, "复试")
        for one in (application, other):
            await submit(session, one, card(theirs, dict.fromkeys(NAMES, 9)), actor="user:x")
        await session.flush()
        session.expunge_all()
        with narrowed(session, blind_review(mine.id)):
            assert await owes_card(session, mine.id, application.id)
            assert await scorecards(session, application.id) == []
            assert await current(session, application) is None
            assert len(await scorecards(session, other.id)) == 1  # nothing is owed there
            # Sending in the dark marks from all cards, and shows one's own only, as the second round is still owed.
            await submit(session, application, card(mine, dict.fromkeys(NAMES, 2)), actor="user:x")
            assert [found.user_id for found in await scorecards(session, application.id)] == [mine.id]
        decision = await current(session, application)
        assert decision is not None and decision.outcome == "fail"  # (9 + 2) / 2 = 5.5
        with narrowed(session, blind_review(theirs.id)):
            assert len(await scorecards(session, application.id)) == 2
        await confirm(
            session, place.vault, application, outcome="fail", reason="", by=Author("user:hr", "周敏")
        )
        await session.flush()
        # The result is out: nobody waits for the second card, and nobody is blind.
        assert await open_assignments(session, mine.id) == []
        assert not await owes_card(session, mine.id, application.id)


@pytest.fixture
async def at_work(place: Place, settings: Settings) -> AsyncIterator[Context]:
    """A worker's context, as far as mails need it."""
    email = SmtpProvider(settings)
    mailing = (settings, place.database, place.vault, email)
    yield Context(place.tenant, Services(*mailing, *(6 * (None,))))  # type: ignore[arg-type]
    await email.close()


async def test_only_a_reopened_card_is_corrected(place: Place, at_work: Context, inbox: Inbox) -> None:
    async with place.database.tenant(place.tenant) as session:
        application, user = await applied(session, place), await interviewer(session, "i@again.test")
        assignment = await asked(session, application, user)
        sent = await submit(
            session, application, card(user, dict.fromkeys(NAMES, 8), note="写错了人"), actor="user:x"
        )
        with pytest.raises(AlreadyScoredError):
            await submit(session, application, card(user, dict.fromkeys(NAMES, 3)), actor="user:x")
        with pytest.raises(ReasonMissingError):
            await reopen(session, application, sent.id, reason="", by=BY)
        with clock.use(at(3, 10)):
            await reopen(session, application, sent.id, reason="面试官写错了候选人", by=BY)
        with pytest.raises(CardNotFoundError):
            await reopen(session, application, sent.id, reason="再来一次", by=BY)
    async with place.database.tenant(place.tenant) as session:
        application = await loaded(session, application.id)
        payload = {"revision": str(await session.scalar(select(CardRevision.id)))}
        await ask_to_correct(at_work, payload)
        mails = [mail["text"] for mail in await inbox.messages() if mail["to"] == "i@again.test"]
        assert len(mails) == 1 and "面试官写错了候选人" in mails[0] and "/i/" in mails[0]
        assert await owes_card(session, user.id, application.id)
        draft = await draft_of(session, assignment.id)
        assert draft is not None and draft.fields["沟通能力"] == "8" and draft.fields["note"] == "写错了人"
        before = await current(session, application)
        assert before is not None and before.outcome == "pass"  # counts until it is corrected
        corrected = await submit(
            session, application, card(user, dict.fromkeys(NAMES, 3), note="改正"), actor="user:x"
        )
        after = await current(session, application)
        assert after is not None and (after.id, after.outcome) != (before.id, "pass")
        assert corrected.id == sent.id and corrected.reopened_at is None
        (revision,) = (await session.scalars(select(CardRevision))).all()
        assert revision.before["scores"]["沟通能力"] == "8" and revision.reason == "面试官写错了候选人"
        await confirm(
            session, place.vault, application, outcome="fail", reason="", by=Author("user:hr", "周敏")
        )
        with pytest.raises(ResultConfirmedError):
            await reopen(session, application, sent.id, reason="太迟了", by=BY)
    async with place.database.tenant(place.tenant) as session:
        kinds = (await session.scalars(select(AuditEvent.kind).order_by(AuditEvent.seq))).all()
        assert kinds.count("scorecard.submitted") == 2 and kinds.count("scorecard.reopened") == 1
        assert kinds.count("decision.marked") == 2
        assert (await verify_chain(session)).valid


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in Beijing, far enough ahead that no worker takes the jobs up."""
    return datetime(2036, 3, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


async def test_reminders_come_by_day_then_those_who_asked_are_told(
    place: Place, at_work: Context, inbox: Inbox
) -> None:
    async with place.database.tenant(place.tenant) as session:
        with clock.use(at(3, 20)):
            application, user = await applied(session, place), await interviewer(session, "slow@remind.test")
            boss = await create_user(
                session, NewUser("boss@remind.test", "赵峰"), roles=[GivenRole("hiring_manager")]
            )
            hr = await create_user(session, NewUser("hr@remind.test", "周敏"), roles=[GivenRole("hr")])
            application.vacancy.hiring_manager_id = boss.id
            await set_card_rules(session, reminder_hours=2, words=("狼性",), actor=BY.actor)
            assignment = await assign(
                session,
                application,
                user_id=user.id,
                round_name="初试",
                held_at=None,
                actor=f"user:{hr.id}",
            )
    payload = {
        "interview": str(assignment.id),
        "asked_by": f"user:{hr.id}",
        "since": at(3, 20).isoformat(),
    }

    async def told(moment: datetime) -> list[str]:
        """Who has got a mail about the card once the job has run at this moment, in their order."""
        with clock.use(moment):
            await remind(at_work, payload)
        mails = [one for one in await inbox.messages() if one["to"].endswith("@remind.test")]
        return [one["to"] for one in reversed(mails)]

    assert await told(at(3, 21, 30)) == []  # not yet due
    assert await told(at(3, 22, 30)) == []  # due, and night
    assert await told(at(4, 8, 59)) == []
    assert await told(at(4, 9)) == ["slow@remind.test"]
    assert await told(at(4, 9, 1)) == ["slow@remind.test"]  # a second run of the same row
    assert await told(at(4, 11)) == ["slow@remind.test"] * 2
    told_all = await told(at(4, 13))
    assert told_all[:2] == ["slow@remind.test"] * 2 and set(told_all[2:]) == {
        "boss@remind.test",
        "hr@remind.test",
    }
    assert len(await told(at(9, 10))) == 4  # and never again
    async with place.database.tenant(place.tenant) as session:
        kinds = (await session.scalars(select(AuditEvent.kind))).all()
        assert kinds.count("scorecard.reminded") == 2 and kinds.count("scorecard.escalated") == 1


async def test_nobody_is_reminded_of_what_is_done(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        with clock.use(at(3, 10)):
            application, user = await applied(session, place), await interviewer(session)
            assignment_id = (await asked(session, application, user)).id
            application_id = application.id
        due = {"asked_by": BY.actor, "since": at(3, 10)}
        with clock.use(at(4, 12)):
            owing = await due_reminder(session, assignment_id, **due)
            assert owing is not None and owing.step == 1 and owing.to == (user,)
            await record_reminded(session, owing, **due)
            await record_reminded(session, owing, **due)
            await session.flush()
            assert len((await session.scalars(select(CardReminder))).all()) == 1
            await session.execute(update(InterviewAssignment).values(held_at=at(6, 10)))
            session.expunge_all()
        with clock.use(at(5, 13)):  # moved to a later day: that day counts
            assert await due_reminder(session, assignment_id, **due) is None
        with clock.use(at(7, 10)):
            assert (await due_reminder(session, assignment_id, **due)) is not None
            application = await session.get_one(Application, application_id)
            await submit(session, application, card(user, dict.fromkeys(NAMES, 8)), actor="user:x")
            assert await due_reminder(session, assignment_id, **due) is None


async def test_an_imported_card_takes_the_default_form(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        application = await applied(session, place)
        kept = await submit(session, application, Card("初试", "王磊", {"英语": Decimal(9)}), actor=BY.actor)
        assert kept.form_version_id == (await default_version(session)).id
        assert list(kept.scores) == ["英语"] and isinstance(kept.form_version, FormVersion)
        with pytest.raises(CardNotFoundError):  # nobody here was asked for it
            await reopen(session, application, kept.id, reason="x", by=BY)
        found = (await session.scalars(select(Scorecard))).one()
        assert found.weights()["沟通能力"] == 1
