"""职位: the vacancies, how each is paid, how many are wanted, and who may see its candidates."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.db.narrowing import sees
from ....platform.errors import DomainError
from ....platform.formats.numbers import page_number, whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.feature import UserPermission
from ....tenants.access.users.queries import users_with
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.errors import OutsideScopeError
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.vacancies.kinds import KINDS, PAY_STRUCTURES
from ....tenants.hiring.vacancies.models import Vacancy
from ....tenants.hiring.vacancies.queries import pay_structures, vacancy, vacancy_page
from ....tenants.hiring.vacancies.service import VacancyDetails, add, change, close, place, reopen
from ....tenants.people.departments.queries import departments
from ...actor import needs
from ...context import Console, ConsoleRequest

_PAGE = 50
_WRITE = needs(CandidatePermission.WRITE)


class VacancyController(Controller):
    """`/hr/vacancies`."""

    path = "/hr/vacancies"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """The vacancies that are open, or those that are closed."""
        closed, number = console.query.get("closed") == "1", console.query.get("page", "")
        page = page_number(number)
        rows, total = await vacancy_page(
            console.session, closed=closed, offset=(page - 1) * _PAGE, limit=_PAGE
        )
        return await console.page(
            "vacancies",
            "hr/hiring/vacancies/list.html",
            rows=rows,
            total=total,
            closed=closed,
            number=page,
            last=max(1, -(-total // _PAGE)),
        )

    @get("/new", dependencies=_WRITE)
    async def blank(self, console: Console) -> Response[str]:
        """The form for a new one."""
        return await self._form(console, None, Form({"kind": KINDS[0]}))

    @post("/new", dependencies=_WRITE)
    async def make(self, console: Console) -> Response[Any]:
        """A new vacancy, in a department the maker works for."""
        session = console.session
        form = await console.form()
        wanted = _read(form)
        places = {str(row.id): row for row in await departments(session)}
        department = places.get(form.value("department"))
        if wanted is not None:
            try:
                async with attempt(session):
                    made = await add(session, wanted, department=department, actor=console.actor)
                    if not await sees(session, Vacancy, made.id):
                        raise OutsideScopeError
                return console.redirect(
                    href("hr.vacancies.listing"), flash=_("已添加职位「{title}」。").format(title=made.title)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(console, None, form, status=422)

    @get("/{vacancy_id:uuid}", dependencies=_WRITE)
    async def show(self, console: Console, vacancy_id: FromPath[UUID]) -> Response[str]:
        """One vacancy, to be changed, closed or placed."""
        found = await vacancy(console.session, vacancy_id)
        return await self._form(console, found, _form_of(found))

    @post("/{vacancy_id:uuid}", dependencies=_WRITE)
    async def change(self, console: Console, vacancy_id: FromPath[UUID]) -> Response[Any]:
        """Say something else about it."""
        session = console.session
        found = await vacancy(session, vacancy_id)
        form = await console.form()
        wanted = _read(form)
        if wanted is not None:
            try:
                await change(session, found, wanted, actor=console.actor)
                return console.redirect(
                    href("hr.vacancies.listing"), flash=_("已保存职位「{title}」。").format(title=found.title)
                )
            except DomainError as refused:
                form.refuse(refused)
                await session.refresh(found)
        return await self._form(console, found, form, status=422)

    @post("/{vacancy_id:uuid}/close", dependencies=_WRITE)
    async def shut(self, console: Console, vacancy_id: FromPath[UUID]) -> Response[Any]:
        """Take nobody in any more."""
        found = await vacancy(console.session, vacancy_id)
        close(console.session, found, actor=console.actor)
        return console.redirect(
            href("hr.vacancies.listing"), flash=_("职位「{title}」已关闭。").format(title=found.title)
        )

    @post("/{vacancy_id:uuid}/reopen", dependencies=_WRITE)
    async def take_again(self, console: Console, vacancy_id: FromPath[UUID]) -> Response[Any]:
        """Take people in again."""
        found = await vacancy(console.session, vacancy_id)
        reopen(console.session, found, actor=console.actor)
        return console.redirect(
            href("hr.vacancies.listing"), flash=_("职位「{title}」已重新打开。").format(title=found.title)
        )

    @post("/{vacancy_id:uuid}/place", dependencies=needs(UserPermission.MANAGE))
    async def belong(self, console: Console, vacancy_id: FromPath[UUID]) -> Response[Any]:
        """Hang it under a department and give it a hiring manager: who sees its candidates follows."""
        session = console.session
        found = await vacancy(session, vacancy_id)
        form = await console.form()
        places = {str(row.id): row for row in await departments(session)}
        managers = {str(user.id): user for user in await users_with(session, InterviewPermission.SCORE)}
        department, manager = places.get(form.value("department")), managers.get(form.value("manager"))
        await place(
            session,
            found,
            department=department,
            hiring_manager_id=manager.id if manager is not None else None,
            actor=console.actor,
        )
        said = _("已保存「{title}」的归属。").format(title=found.title)
        return console.redirect(href("hr.vacancies.show", vacancy_id=vacancy_id), flash=said)

    async def _form(
        self, console: ConsoleRequest, found: Vacancy | None, form: Form, *, status: int = 200
    ) -> Response[str]:
        session = console.session
        scope = console.staff.scope(CandidatePermission.WRITE)
        places = await departments(session)
        inside = [(str(row.id), "　" * row.depth + row.name) for row in places if scope.covers(row.path)]
        outside = [("", _("未归部门"))] if scope.everything or scope.manager else []
        own = [pay for pay in await pay_structures(session) if pay not in PAY_STRUCTURES]
        return await console.page(
            "vacancies",
            "hr/hiring/vacancies/form.html",
            status_code=status,
            vacancy=found,
            form=form,
            kinds=[(kind, _(kind) or _("不填")) for kind in KINDS],
            pays=[*map(_, PAY_STRUCTURES), *own],
            places=[*outside, *inside],
            departments=places,
            managers=await users_with(session, InterviewPermission.SCORE) if found is not None else (),
        )


def _read(form: Form) -> VacancyDetails | None:
    """What was typed, or None where something is wrong with it."""
    title = " ".join(form.text("title", most=60).split())
    location = form.text("location", required=False, most=60)
    kind = form.choice("kind", KINDS)
    pay = form.text("pay_structure", required=False, most=40)
    typed = form.value("head_count")
    count = whole_number(typed)
    if typed and (count is None or not typed.isascii() or not 1 <= count <= 9999):
        form.add_error("head_count", _("请填写 1 到 9999 之间的整数。"))
    if not form.ok:
        return None
    known = {_(structure): structure for structure in PAY_STRUCTURES}
    return VacancyDetails(title, location, kind, known.get(pay, pay), count)


def _form_of(vacancy: Vacancy) -> Form:
    return Form(
        {
            "title": vacancy.title,
            "location": vacancy.location,
            "kind": vacancy.kind,
            "pay_structure": _(vacancy.pay_structure),
            "head_count": str(vacancy.head_count or ""),
        }
    )
