"""添加候选人: one candidate typed in by hand."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email, parse_phone, phone_warning
from ....platform.formats.money import parse_pay
from ....platform.formats.names import parse_name
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import mark
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from ....tenants.hiring.candidates.errors import PersonKnownError
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.service import Details
from ....tenants.hiring.candidates.sources import LONGEST, offered_sources
from ....tenants.hiring.vacancies.kinds import KINDS
from ....tenants.hiring.vacancies.queries import vacancies
from ....tenants.people.persons.service import Contact
from ...actor import needs
from ...context import Console, ConsoleRequest
from ..blacklist.controllers import warning_of


class AddCandidateController(Controller):
    """`/hr/candidates/new`."""

    path = "/hr/candidates/new"
    dependencies = needs(CandidatePermission.WRITE)

    @get("/")
    async def blank(self, console: Console) -> Response[str]:
        """The form."""
        return await self._form(console, Form({"kind": KINDS[0]}))

    @post("/")
    async def add(self, console: Console) -> Response[Any]:
        """Take the candidate in, or show who has this number already."""
        form = await console.form()
        read = _read(form)
        if read is None:
            return await self._form(console, form, status=422)
        contact, facts, details = read
        again = form.value("again") == contact.phone
        try:
            async with attempt(console.session):
                made = await add_candidate(
                    console.session,
                    console.vault,
                    NewCandidate(contact, facts, details),
                    known_person=again,
                    actor=console.actor,
                )
        except PersonKnownError as known:
            form.refuse(known)
            phone = contact.phone if known.code == PersonKnownError.code else ""
            return await self._form(console, form, theirs=known.applications, again=phone, status=422)
        except DomainError as refused:
            form.refuse(refused)
            return await self._form(console, form, status=422)
        said = _("已添加{name}。请一位面试官评价，系统会按规则标记。").format(name=made.person.name)
        said += phone_warning(contact.phone)
        return console.redirect(href("hr.candidates.show", application_id=made.id), flash=said)

    async def _form(
        self, console: ConsoleRequest, form: Form, *, theirs: Any = (), again: str = "", status: int = 200
    ) -> Response[str]:
        session = console.session
        known: list[Application] = list(theirs)
        offered = [vacancy for vacancy in await vacancies(session) if vacancy.closed_at is None]
        warning = (
            await warning_of(session, console.vault, console.staff, known[0].person_id) if known else None
        )
        return await console.page(
            "candidates",
            "hr/hiring/candidates/new.html",
            status_code=status,
            form=form,
            kinds=KINDS,
            warning=warning,
            theirs=known,
            again=again,
            offered={
                "post": sorted({vacancy.title for vacancy in offered}),
                "department": sorted({vacancy.department for vacancy in offered} - {""}),
                "source": [_(source) for source in await offered_sources(session)],
                "location": sorted({vacancy.location for vacancy in offered} - {""}),
            },
        )


def _read(form: Form) -> tuple[Contact, VacancyFacts, Details] | None:
    """What was typed, or None where something is wrong with it."""
    name = form.parsed("name", parse_name)
    phone = form.parsed("phone", parse_phone)
    email = form.parsed("email", parse_email, required=False)
    title = form.text("post", most=100)
    department = form.text("department", required=False, most=100)
    location = form.text("location", required=False, most=100)
    kind = form.choice("kind", KINDS)
    pay = form.parsed("pay", parse_pay, required=False)
    note = form.lines("note", required=False, most=1000)
    if not form.ok or name is None or phone is None:
        return None
    details = Details(
        source=form.text("source", required=False, most=LONGEST) or mark("手工添加"),
        pay_low=pay[0] if pay else None,
        pay_high=pay[1] if pay else None,
        note=note,
    )
    return Contact(name[0], phone, email), VacancyFacts(title, department, kind, location), details
