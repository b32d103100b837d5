"""What features declare fits together, and what the chain keeps for ever stays."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from huiyin.hr_console.settings_pages import setting_keys
from huiyin.jobs import register_handlers
from huiyin.platform.db import TenantBase
from huiyin.platform.discovery import modules, own_values
from huiyin.platform.features import Event, Feature, Limit, NavigationEntry, RowOf, SystemJob
from huiyin.platform.i18n import lazy
from huiyin.platform.queue import registry
from huiyin.platform.tenant import READ_ONLY
from huiyin.tenants import loading  # noqa: F401 – every table
from huiyin.tenants.access.roles.built_in import BUILT_IN
from huiyin.tenants.contracts.evidence.labels import describe
from huiyin.tenants.features import (
    counters,
    events,
    features,
    in_order,
    job_kinds,
    permissions,
    read_only_reasons,
    require_consistent,
    table_exports,
    topics,
)

_CONSOLE = Path(__file__).resolve().parents[2] / "src/hr_console"
_EVENTS = Path(__file__).with_name("audit_events.txt")


def test_the_events_of_the_chain_are_those_of_the_list() -> None:
    """The chain is for ever: a value is added to the list with its feature, and never changed or taken away."""
    listed = _EVENTS.read_text("utf-8").split()
    assert listed == sorted(listed)
    assert set(events()) == set(listed)


def test_an_event_that_nobody_declares_any_more_is_called_by_its_value() -> None:
    assert describe("contract.sent") == "合同发送给候选人"
    assert describe("fax.sent") == "fax.sent"
    assert describe("fax.sent", {"starts_at": "2026-11-24T10:00:00+08:00"}).startswith("fax.sent · ")
    for odd in (
        None,
        7,
        [],
        "x",
        {"starts_at": None},
        {"starts_at": 7},
        {"starts_at": "soon"},
        {"starts_at": {}},
    ):
        assert describe("fax.sent", odd) == "fax.sent"
        assert describe("contract.sent", odd) == "合同发送给候选人"


def test_roles_that_permissions_name_are_there() -> None:
    named = {role for one in permissions().values() for role in one.meaning.roles}
    assert named == set(BUILT_IN)


def test_no_two_entries_claim_the_same_place() -> None:
    """Or what comes first would depend on the names of folders."""
    places = [
        [one.meaning.order for one in permissions().values()],
        [one.order for one in in_order(lambda feature: feature.navigation)],
        [one.order for one in in_order(lambda feature: feature.settings)],
        [one.order for one in in_order(lambda feature: feature.help)],
        [one.order for one in in_order(lambda feature: feature.triggers)],
    ]
    assert all(len(kind) == len(set(kind)) for kind in places)


def test_every_limit_event_and_system_job_is_declared() -> None:
    for module in modules("huiyin.tenants", "feature"):
        feature: Feature = module.FEATURE
        assert tuple(own_values(module, Limit)) == feature.limits, module.__name__
        assert tuple(own_values(module, SystemJob)) == feature.system_jobs, module.__name__
        own = [kind for kind in own_values(module, type) if issubclass(kind, Event) and kind is not Event]
        assert own == ([feature.events] if feature.events else []), module.__name__


def test_there_is_a_reason_for_whatever_makes_a_tenant_read_only() -> None:
    assert {one.status for one in read_only_reasons() if not one.reason} == set(READ_ONLY)


def test_every_job_is_declared_and_handled() -> None:
    register_handlers()
    assert set(job_kinds()) == set(registry.jobs)


def test_what_is_counted_stands_beside_its_entry() -> None:
    """Or a number would stand beside another, or nowhere: an entry's key may change."""
    labels = {entry.key: entry.label.source for entry in in_order(lambda feature: feature.navigation)}
    counted = {labels[key] for key in counters()}
    assert counted >= {"待办", "面试日程", "我的面试", "消息", "合同"}


def test_every_page_stands_under_an_entry() -> None:
    """Or its entry would not be marked while it is shown; one's own account has none."""
    known = {entry.key for entry in in_order(lambda feature: feature.navigation)} | setting_keys()
    shown = {
        key
        for file in sorted(_CONSOLE.rglob("*.py"))
        for key in _page_keys(ast.parse(file.read_text("utf-8")))
    }
    assert len(shown) > 20
    assert shown - known == {"", "account", "help", "settings"}


def _page_keys(module: ast.Module) -> Iterator[str]:
    """What `console.page` is called with first, where that is said there."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "page":
            yield from (one.value for one in node.args[:1] if isinstance(one, ast.Constant))


def test_groups_can_be_told_of_what_accounts_store() -> None:
    labels = {value: topic.label.source for value, topic in topics().items()}
    assert labels.items() >= {"to_confirm": "结果待确认", "unreached": "消息未送达，需要电话通知"}.items()


def test_tables_that_declarations_name_are_there() -> None:
    tables = set(TenantBase.metadata.tables)
    named = {
        part.table for job in job_kinds().values() for part in job.payload.values() if isinstance(part, RowOf)
    }
    assert named | set(table_exports()) <= tables


class _Twice(Event):
    SENT = "contract.sent", lazy("合同发送给候选人")


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match=r"event declared twice: contract\.sent"):
        require_consistent([*features().values(), Feature(events=_Twice)])
    entry = NavigationEntry("fax", lazy("传真"), "hr.fax.show", "fax.read", order=0)
    with pytest.raises(ValueError, match=r"that no feature declares: fax\.read"):
        require_consistent([Feature(navigation=(entry,))])
