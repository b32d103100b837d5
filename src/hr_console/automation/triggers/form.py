"""A trigger while it is being written: what there is to choose from, what was typed, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.formats.numbers import whole_number
from ....platform.http.forms import Form
from ....platform.i18n import LazyText, lazy
from ....platform.i18n import gettext as _
from ....tenants.access.roles.built_in import BUILT_IN
from ....tenants.access.users.queries import own_roles
from ....tenants.automation.triggers.conditions import FACTS, Condition
from ....tenants.automation.triggers.events import trigger_groups
from ....tenants.automation.triggers.specification import UNITS, Wanted, said_delay
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.contracts.evidence.labels import describe
from ....tenants.hiring.candidates.sources import offered_sources
from ....tenants.hiring.decisions.rule import OUTCOME_WORDS
from ....tenants.hiring.stages.types import STAGES, stage_name
from ....tenants.hiring.vacancies.queries import vacancies
from ....tenants.messaging.channels.service import accounts
from ....tenants.messaging.channels.types import ROBOT_KINDS
from ....tenants.messaging.message_templates.custom import own_messages
from ....tenants.people.departments.queries import departments

UNIT_WORDS = {"minutes": lazy("分钟后"), "hours": lazy("小时后"), "days": lazy("天后")}
_AUDIENCE_WORDS = {
    "candidate": lazy("候选人本人"),
    "manager": lazy("职位的用人经理"),
    "panel": lazy("这位候选人的面试官"),
}
_LONGEST_DELAY = 99_999
# Most places have one of these, whatever else they made of their roles.
_ROLES = ("hr", "admin", "hiring_manager", "seal_keeper")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: (value, words), in groups where there are several kinds."""

    events: list[tuple[str, list[tuple[str, str]]]]
    audiences: list[tuple[str, list[tuple[str, str]]]]
    values: dict[str, list[tuple[str, str]]]
    messages: dict[str, str]
    titles: dict[str, str]

    def audience(self, key: str) -> str:
        """An audience in words; one that is gone says so."""
        known = {value: words for _group, entries in self.audiences for value, words in entries}
        return known.get(key) or _("已停用或删除的对象")

    def gone(self, wanted: Wanted) -> list[str]:
        """What a trigger needs that is not there any more, each as a sentence."""
        known = {value for _group, entries in self.audiences for value, _words in entries}
        names = self.names()
        lost = [
            str(one.words(names)) for one in wanted.conditions
            if not FACTS[one.fact].speaks and f"{one.fact}:{one.value}" not in names
        ]  # fmt: skip
        return [
            *([_("收到的人或群已停用或删除，不会发出。")] if wanted.audience not in known else []),
            *([_("消息模板没有正在使用的内容，不会发出。")] if self._wordless(wanted) else []),
            *(_("条件里的选项已删除，请修改：{clause}").format(clause=clause) for clause in lost),
        ]

    def _wordless(self, wanted: Wanted) -> bool:
        return bool(wanted.message) and wanted.message not in self.messages

    def names(self) -> dict[str, str]:
        """What the values of conditions are called, by `fact:value`."""
        return {f"{fact}:{value}": words for fact, entries in self.values.items() for value, words in entries}

    def offers(self, form: Form) -> None:
        """Complain of what is not on offer (any more)."""
        if form.value("audience") not in {value for _g, entries in self.audiences for value, _w in entries}:
            form.add_error("audience", _("请选择一项。"))
        if form.value("message") and form.value("message") not in self.messages:
            form.add_error("message", _("请选择一项。"))
        for fact, entries in self.values.items():
            value = form.value(f"value.{fact}")
            if form.value(f"op.{fact}") and value and value not in {one for one, _words in entries}:
                form.add_error(fact, _("请选择一项。"))


async def choices(session: AsyncSession) -> Choices:
    """What this tenant has to choose from."""
    roles = [(f"role:{code}", str(BUILT_IN[code].name)) for code in _ROLES]
    roles += [(f"role:{role.id}", role.name) for role in await own_roles(session)]
    robots = [
        (f"robot:{account.id}", account.name)
        for account in await accounts(session)
        if account.kind in ROBOT_KINDS and account.enabled
    ]
    audiences = [
        (_("候选人"), [("candidate", str(_AUDIENCE_WORDS["candidate"]))]),
        (
            _("同事"),
            [*((one, str(_AUDIENCE_WORDS[one])) for one in ("manager", "panel")), *roles],
        ),
        (_("群"), robots),
    ]
    offered = [
        (str(one.id), " · ".join(filter(None, (one.title, one.department, one.location))))
        for one in await vacancies(session)
    ]
    return Choices(
        events=[
            (str(name), [(event.value, describe(event)) for event in events])
            for name, events in trigger_groups()
        ],
        audiences=[group for group in audiences if group[1]],
        values={
            "post": offered,
            "department": [(str(one.id), "　" * one.depth + one.name) for one in await departments(session)],
            "source": [(one, _(one)) for one in await offered_sources(session)],
            "stage": [(one, stage_name(one)) for one in STAGES],
            "outcome": [(code, str(words)) for code, words in OUTCOME_WORDS.items()],
        },
        messages=await own_messages(session),
        titles=(await tenant_settings(session)).own_messages,
    )


def read(form: Form, offered: Choices) -> Wanted:
    """What was typed; what is wrong with it stands in the form."""
    unit, typed = form.value("unit"), form.value("delay") or "0"
    number = whole_number(typed)
    if number is None or not typed.isascii() or number > _LONGEST_DELAY or unit not in UNITS:
        form.add_error("delay", _("请填写整数。"))
        number = 0
    conditions = tuple(
        Condition(fact, operator, form.value(f"value.{fact}"))
        for fact in FACTS
        if (operator := form.value(f"op.{fact}"))
    )
    offered.offers(form)
    wanted = Wanted(
        event=form.value("event"),
        audience=form.value("audience"),
        title=form.value("title"),
        text=form.value("text"),
        conditions=conditions,
        delay=number * UNITS.get(unit, 1),
        only_if_still=form.checked("only_if_still"),
        message=form.value("message"),
    )
    for problem in wanted.problems():
        form.add_error(problem.field, str(problem.text))
    return wanted


def typed(wanted: Wanted, *, enabled: bool) -> Form:
    """A trigger as the form shows it."""
    unit = (
        next(name for name in reversed(UNITS) if wanted.delay % UNITS[name] == 0) if wanted.delay else "days"
    )
    values = {
        "event": wanted.event,
        "audience": wanted.audience,
        "title": wanted.title,
        "text": wanted.text,
        "message": wanted.message,
        "delay": str(wanted.delay // UNITS[unit]),
        "unit": unit,
    }
    for one in wanted.conditions:
        values |= {f"op.{one.fact}": one.operator, f"value.{one.fact}": one.value}
    if wanted.only_if_still:
        values["only_if_still"] = "1"
    if enabled:
        values["enabled"] = "1"
    return Form(values)


def sentence(wanted: Wanted, offered: Choices, names: Mapping[str, str]) -> LazyText:
    """The trigger as one sentence."""
    clauses = [str(one.words(names)) for one in wanted.conditions]
    when = "".join(_("，且{clause}").format(clause=clause.strip()) for clause in clauses)
    return lazy("{event}{when} → {delay}发给{audience}：{title}").format(
        event=describe(wanted.event),
        when=when,
        delay=said_delay(wanted.delay) if wanted.delay else _("立即"),
        audience=offered.audience(wanted.audience),
        title=offered.titles.get(wanted.message) or wanted.title,
    )
