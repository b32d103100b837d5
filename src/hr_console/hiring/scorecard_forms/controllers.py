"""评价表: what interviewers are asked, version by version; where each form is used; reminders and words that warn."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.interviews.models import CONCLUSIONS, ROUNDS
from ....tenants.hiring.scorecard_forms.dimensions import BANDS, MOST_DIMENSIONS, Dimension
from ....tenants.hiring.scorecard_forms.errors import FormChangedError
from ....tenants.hiring.scorecard_forms.models import ScorecardForm
from ....tenants.hiring.scorecard_forms.queries import default_version, version_of
from ....tenants.hiring.scorecard_forms.service import drop_use, save_form, set_card_rules, use_form
from ....tenants.hiring.scorecards.queries import used_forms
from ....tenants.hiring.vacancies.queries import vacancies
from ...actor import needs
from ...context import Console, ConsoleRequest
from .editor import Row, as_form, read_dimensions, read_rows, rearranged, rows_of, sketched

_MOST_HOURS, _MOST_WORDS, _LONGEST_WORD = 240, 200, 20


class FormController(Controller):
    """`/hr/forms`."""

    path = "/hr/forms"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every form with its uses and how many open interviews go by which version."""
        settings = await tenant_settings(console.session)
        values = {"hours": str(settings.reminder_hours), "words": "\n".join(settings.note_words)}
        return await _list(console, Form(values))

    @post("/rules")
    async def set_rules(self, console: Console) -> Response[Any]:
        """When a card that is owed is asked for again, and the tenant's own words."""
        form = await console.form()
        hours = whole_number(form.value("hours")) or 0
        if not 1 <= hours <= _MOST_HOURS:
            form.add_error("hours", _("请填写 1 到 {most} 之间的整数。").format(most=_MOST_HOURS))
        words = [line.strip() for line in form.value("words").splitlines() if line.strip()]
        if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
            form.add_error(
                "words",
                _("最多 {most} 个词，每个不超过 {longest} 个字。").format(
                    most=_MOST_WORDS, longest=_LONGEST_WORD
                ),
            )
        if not form.ok:
            return await _list(console, form, status=422)
        await set_card_rules(console.session, reminder_hours=hours, words=words, actor=console.actor)
        return console.redirect(href("hr.scorecard_forms.listing"), flash=_("已保存。"))

    @post("/preview")
    async def preview(self, console: Console) -> Response[str]:
        """What is being typed as an interviewer will see it; nothing is saved."""
        rows = read_rows(await console.form())
        return console.render("hr/hiring/scorecards/_preview.html", **_look(sketched(rows)))

    @get("/new")
    async def blank(self, console: Console) -> Response[str]:
        """A new form begins as the default one."""
        rows = rows_of((await default_version(console.session)).asked())
        return await _editor(console, None, _Sheet(as_form("", rows), rows))

    @post("/new")
    async def make(self, console: Console) -> Response[Any]:
        """Keep a new form, or do to it what the button says."""
        return await _edit(console, None)

    @get("/{form_id:uuid}")
    async def show(self, console: Console, form_id: FromPath[UUID]) -> Response[str]:
        """One form, to be changed."""
        found, version = await version_of(console.session, form_id)
        rows = rows_of(version.asked())
        return await _editor(console, found, _Sheet(as_form(found.name, rows), rows))

    @post("/{form_id:uuid}")
    async def change(self, console: Console, form_id: FromPath[UUID]) -> Response[Any]:
        """Keep a new version, or do to the rows what the button says."""
        found, _version = await version_of(console.session, form_id)
        return await _edit(console, found)

    @post("/{form_id:uuid}/uses")
    async def use(self, console: Console, form_id: FromPath[UUID]) -> Response[Any]:
        """Use the form for a vacancy or a kind of vacancies, in a round."""
        session = console.session
        found, version = await version_of(session, form_id)
        form = await console.form()
        place, round_name = form.value("place"), form.text("round", required=False, most=20)
        offered = {str(row.id): row for row in await vacancies(session)}
        kind = place.removeprefix("kind:") if place.startswith("kind:") else ""
        try:
            async with attempt(session):
                vacancy_id = offered[place].id if place in offered else None
                await use_form(
                    session,
                    found,
                    vacancy_id=vacancy_id,
                    kind=kind,
                    round_name=round_name,
                    actor=console.actor,
                )
        except DomainError as refused:
            form.refuse(refused)
            rows = rows_of(version.asked())
            sheet = _Sheet(as_form(found.name, rows), rows)
            return await _editor(console, found, sheet, uses=form, status=422)
        return console.redirect(
            href("hr.scorecard_forms.show", form_id=form_id),
            flash=_("已指定，新的评价从现在起使用这份评价表。"),
        )

    @post("/{form_id:uuid}/uses/{use_id:uuid}/delete")
    async def leave(self, console: Console, form_id: FromPath[UUID], use_id: FromPath[UUID]) -> Response[Any]:
        """Use it there no more."""
        found, _version = await version_of(console.session, form_id)
        await drop_use(console.session, found, use_id, actor=console.actor)
        return console.redirect(href("hr.scorecard_forms.show", form_id=form_id), flash=_("已取消指定。"))


async def _list(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    forms = await used_forms(console.session)
    return await console.page(
        "forms", "hr/hiring/scorecards/forms.html", status_code=status, forms=forms, form=form
    )


async def _edit(console: ConsoleRequest, found: ScorecardForm | None) -> Response[Any]:
    typed = await console.form()
    rows, do = read_rows(typed), typed.value("do")
    if do not in ("", "save"):
        rows = rearranged(rows, do)
        form = as_form(typed.value("name"), rows)
        return await _editor(console, found, _Sheet(form, rows, typed.value("seen")))
    form, seen = as_form(typed.value("name"), rows), typed.value("seen")
    name = form.text("name", most=40)
    dimensions = read_dimensions(form, rows)
    if form.ok:
        try:
            async with attempt(console.session):
                by = console.author
                version = await save_form(
                    console.session,
                    found,
                    name=name,
                    dimensions=dimensions,
                    by=by,
                    seen=whole_number(seen),
                )
            said = _("「{name}」第 {n} 版已保存。已经开始或提交的评价仍用原来的版本。")
            return console.redirect(
                href("hr.scorecard_forms.show", form_id=version.form_id),
                flash=said.format(name=name, n=version.number),
            )
        except FormChangedError as changed:
            form.refuse(changed)
            seen = ""  # what there is now has been said
        except DomainError as refused:
            form.refuse(refused)
    return await _editor(console, found, _Sheet(form, rows, seen), status=422)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A form being edited; `seen`: the version that was there when the typing began, without it the newest."""

    form: Form
    rows: list[Row]
    seen: str = ""


async def _editor(
    console: ConsoleRequest,
    found: ScorecardForm | None,
    sheet: _Sheet,
    *,
    uses: Form | None = None,
    status: int = 200,
) -> Response[str]:
    used = next(
        (one for one in await used_forms(console.session) if found is not None and one.form.id == found.id),
        None,
    )
    offered = await vacancies(console.session)
    return await console.page(
        "forms",
        "hr/hiring/scorecards/form.html",
        fragment="hr/hiring/scorecards/_editor.html",
        status_code=status,
        used=used,
        action=href("hr.scorecard_forms.change", form_id=found.id)
        if found is not None
        else href("hr.scorecard_forms.make"),
        editing=sheet.form,
        seen=sheet.seen or (used.version.number if used is not None else ""),
        rows=range(len(sheet.rows)),
        full=len(sheet.rows) >= MOST_DIMENSIONS,
        bands=BANDS,
        uses_form=uses or Form(),
        offered=offered,
        kinds=sorted({vacancy.kind for vacancy in offered} - {""}),
        rounds=ROUNDS,
        **_look(sketched(sheet.rows)),
    )


def _look(asked: tuple[Dimension, ...]) -> dict[str, Any]:
    """What the preview of a card needs: nothing filled in yet."""
    return {
        "asked": asked,
        "form": Form(),
        "version": None,
        "conclusions": CONCLUSIONS,
        "flagged": (),
        "words_seen": "",
    }
