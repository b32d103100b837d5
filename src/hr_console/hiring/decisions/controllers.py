"""判定规则: written line by line, tried on past candidates, kept as versions."""

from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.decisions.assessments import latest_assessment
from ....tenants.hiring.decisions.conditions import KINDS
from ....tenants.hiring.decisions.dry_run import DryRun, dry_run
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.policy import policy_of
from ....tenants.hiring.decisions.rule import OUTCOME_WORDS, Line, Rule
from ....tenants.hiring.decisions.versions import (
    Change,
    Place,
    RuleBook,
    compare,
    place_of,
    rules_in_force,
    save_rule,
    version,
    versions_of,
)
from ...actor import needs
from ...context import Console, ConsoleRequest
from .drafts import PARTS, Draft
from .scopes import NamedPlace, key_of, named_places, place_called

_WHY = 200
SHOWN_CHANGES = 100


class RuleController(Controller):
    """`/hr/rule`; `?for=` names the place, `?from=` an old version to go back to."""

    path = "/hr/rule"
    dependencies = needs(DecisionPermission.MANAGE_RULES)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The rule in force for a place, and the editor with it."""
        session = console.session
        book = await rules_in_force(session)
        places = await named_places(session, book)
        named = place_called(console.query.get("for", ""), places)
        old = console.query.get("from", "")
        values: dict[str, str] = {}
        lines = _lines_in_force(book, named)
        if (number := whole_number(old)) is not None:
            earlier = await version(session, number)
            named = place_called(key_of(place_of(earlier)), places)
            if earlier.lines:
                lines = Rule.from_json(earlier.version, earlier.lines).lines
                values = {"from": old, "why": _("改回第 {n} 版").format(n=old)}
        return await _page(console, _Rules(book, places, named), Draft.of(lines), Form(values))

    @post("/")
    async def work(self, console: Console) -> Response[Any]:
        """Edit the lines, try them, or keep them: kept only by who has seen whom they would change."""
        session = console.session
        form = await console.form()
        book = await rules_in_force(session)
        places = await named_places(session, book)
        named = place_called(form.value("for"), places)
        rules = _Rules(book, places, named)
        draft = Draft.read(form)
        action = form.value("do")
        if draft.edit(action) or action == "look":
            return await _page(console, rules, draft, form)
        giving_up = action == "give-up" and named.own and bool(named.key)
        lines = _lines_without(book, named) if giving_up else draft.finish()
        saving = giving_up or action == "save"
        why = form.text("why", required=saving, most=_WHY)
        if lines is None or not form.ok:
            return await _page(console, rules, draft, form, status=422)
        rule = Rule(0, lines)
        base = await _newest(session, named)
        if saving and form.value("base") not in ("", str(base)):
            form.add_error("", _("您打开页面后，这里已有新的一版。请在下面看过它，再决定是否保存您的。"))
            return await _page(console, rules, draft, form, status=422)
        tried = await dry_run(session, rule, named.place, book)
        seen = tried.digest(rule, named.place, base)
        if not saving or (tried.changes and form.value("seen") != seen):
            shown = _Shown(tried, seen, giving_up)
            return await _page(console, rules, draft, form, shown)
        number = await save_rule(
            session,
            () if giving_up else lines,
            console.author,
            place=named.place,
            change=Change(
                why=why,
                from_version=await _gone_back_to(session, form.value("from")),
                dry_run=tried.to_json(),
            ),
        )
        said = _("已保存为第 {n} 版，从现在起生效。").format(n=number)
        return console.redirect(_address(named), flash=said)

    @get("/versions/{number:int}")
    async def older(self, console: Console, number: FromPath[int]) -> Response[str]:
        """One version beside another of its place (`?with=`), by default the one before it."""
        session = console.session
        shown = await version(session, number)
        all_of_them = await versions_of(session, place_of(shown))
        asked = console.query.get("with", "")
        before = [one for one in all_of_them if one.version < number]
        other = next((one for one in all_of_them if str(one.version) == asked), before[0] if before else None)
        differences = None
        if other is not None and shown.lines and other.lines:
            pair = sorted((shown, other), key=lambda one: one.version)
            older, newer = (Rule.from_json(one.version, one.lines) for one in pair)
            differences = compare(older, newer)
        book = await rules_in_force(session)
        return await console.page(
            "rule",
            "hr/hiring/decisions/version.html",
            shown=shown,
            rule=Rule.from_json(shown.version, shown.lines) if shown.lines else None,
            other=other,
            differences=differences,
            versions=all_of_them,
            in_force=all_of_them[0].version == number,
            named=place_called(key_of(place_of(shown)), await named_places(session, book)),
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A dry run for the page; `seen` comes back with the form and says that it was looked at."""

    tried: DryRun
    seen: str
    giving_up: bool


def _lines_in_force(book: RuleBook, named: NamedPlace) -> tuple[Line, ...]:
    rule = book.rules.get(named.place)
    return rule.lines if rule is not None else _lines_without(book, named)


def _lines_without(book: RuleBook, named: NamedPlace) -> tuple[Line, ...]:
    """What is in force where this place has no rule of its own."""
    wider = Place(kind=named.kind) if named.place.vacancy_id else Place()
    return book.rules.get(wider, book.rules[Place()]).lines


async def _gone_back_to(session: AsyncSession, typed: str) -> int | None:
    number = whole_number(typed)
    return None if number is None else (await version(session, number)).version


async def _newest(session: AsyncSession, named: NamedPlace) -> int:
    versions = await versions_of(session, named.place)
    return versions[0].version if versions else 0


def _address(named: NamedPlace) -> str:
    return href("hr.decisions.show", **{"for": named.key or None})


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules in force, the places that may have one, and the place looked at."""

    book: RuleBook
    places: dict[str, list[NamedPlace]]
    named: NamedPlace


async def _page(
    console: ConsoleRequest,
    rules: _Rules,
    draft: Draft,
    form: Form,
    shown: "_Shown | None" = None,
    *,
    status: int = 200,
) -> Response[str]:
    session, book, named = console.session, rules.book, rules.named
    settings = await tenant_settings(session)
    versions = await versions_of(session, named.place)
    refused = bool(form.errors_of(""))
    return await console.page(
        "rule",
        "hr/hiring/decisions/rule.html",
        status_code=status,
        places=rules.places,
        named=named,
        in_force=book.rules.get(named.place),
        wider=None if named.own else _lines_in_force(book, named),
        versions=versions,
        # What the typing began with, until somebody was told that there is a newer one.
        base=form.value("base")
        if form.value("base") and not refused
        else versions[0].version
        if versions
        else 0,
        draft=draft,
        form=form,
        kinds=KINDS,
        parts=PARTS,
        outcomes=OUTCOME_WORDS,
        dimensions=_dimensions(settings.dimensions, draft),
        tried=shown.tried if shown else None,
        seen=shown.seen if shown else "",
        giving_up=shown is not None and shown.giving_up,
        shown_changes=SHOWN_CHANGES,
        policy=await policy_of(session),
        assessment=await latest_assessment(session),
    )


def _dimensions(known: list[Any], draft: Draft) -> list[str]:
    """The tenant's dimensions, then what the rule names and the tenant has dropped."""
    named = [one.dimension for line in draft.lines for one in line.conditions if one.dimension]
    return list(dict.fromkeys([*known, *named]))
