"""The tables of steps are those of the columns, of the moves by hand and of the steward."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from huiyin.platform.tenancy.models import TenantRow
from huiyin.platform.tenancy.states import MOVE
from huiyin.steward.relocation import _STEPS
from huiyin.tenants.automation.triggers.models import TriggerRun
from huiyin.tenants.company.exports.models import Export
from huiyin.tenants.company.signups.models import Signup
from huiyin.tenants.contracts.contract_templates.models import ContractTemplateDraft
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.offers.models import Offer
from huiyin.tenants.contracts.paper.models import PaperScan
from huiyin.tenants.contracts.paper_copies.models import PaperCopy
from huiyin.tenants.contracts.sealing.models import SealRequest
from huiyin.tenants.contracts.signing.models import Concern, PersonCheck
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.states import APPLICATION
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.imports.models import ImportBatch
from huiyin.tenants.hiring.interviews.models import Interview
from huiyin.tenants.hiring.pipeline.moves import Standing
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.company_verification.models import CompanyVerification
from sqlalchemy import CheckConstraint, Table

from tools.states import PAGE, machines, written

# Which column keeps the state; a move's is held by nothing but its steward.
COLUMNS = {
    "application": (Application, "stage"),
    "approval of a contract": (Contract, "approval"),
    "company verification": (CompanyVerification, "state"),
    "concern": (Concern, "state"),
    "contract": (Contract, "state"),
    "draft of a contract template": (ContractTemplateDraft, "state"),
    "export": (Export, "state"),
    "import": (ImportBatch, "state"),
    "interview": (Interview, "state"),
    "message": (Message, "state"),
    "offer": (Offer, "state"),
    "paper copy": (PaperCopy, "state"),
    "paper scan": (PaperScan, "state"),
    "person check": (PersonCheck, "state"),
    "run of a trigger": (TriggerRun, "state"),
    "seal request": (SealRequest, "state"),
    "sign-up": (Signup, "state"),
    "tenant": (TenantRow, "status"),
}
_UNUSED = {"import": {"discarded"}}  # allowed by the column since the first release, and never written
_AT = datetime(2026, 7, 6, 9, tzinfo=UTC)


def _kept(table: Table, column: str) -> set[str]:
    (check,) = (
        one for one in table.constraints
        if isinstance(one, CheckConstraint) and str(one.sqltext).startswith(f"{column} in (")
    )  # fmt: skip
    return set(re.findall(r"'(\w+)'", str(check.sqltext)))


def test_every_table_is_looked_at() -> None:
    assert {one.name for one in machines()} == {*COLUMNS, "move"}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_takes_the_states_of_its_table(name: str) -> None:
    model, column = COLUMNS[name]
    (machine,) = (one for one in machines() if one.name == name)
    assert _kept(model.__table__, column) - _UNUSED.get(name, set()) == set(machine.states)  # type: ignore[arg-type]


def test_a_move_goes_through_its_steps_in_order() -> None:
    names = [MOVE.initial, *(name for name, _step in _STEPS)]
    assert str(MOVE).startswith(" → ".join(names))


def _standings() -> Iterator[Standing]:
    """Every way an application can stand: where, with which result, with which contract."""
    marked = Decision(outcome="pass")
    told = {
        outcome: Decision(outcome=outcome, confirmed_outcome=outcome, confirmed_at=_AT)
        for outcome in ("pass", "fail")
    }
    for stage in ("new", "interview", "review", "archived"):
        for decision in (None, marked):
            for meeting in (False, True):
                yield Standing(Application(stage=stage), decision, None, meeting, False)
    for offer in (False, True):
        yield Standing(Application(stage="offer"), told["pass"], None, False, offer)
    yield Standing(Application(stage="archived"), told["pass"], None, False, False)
    yield Standing(Application(stage="archived"), told["fail"], None, False, False)
    yield Standing(Application(stage="sign"), told["pass"], Contract(number="1"), False, False)
    yield Standing(Application(stage="sign"), told["pass"], Contract(number="1", signed_at=_AT), False, False)
    for stage in ("onboard", "hired"):
        contract = Contract(number="1", signed_at=_AT, completed_at=_AT)
        yield Standing(Application(stage=stage), told["pass"], contract, False, False)


def test_what_may_be_moved_by_hand_is_a_step() -> None:
    seen = set()
    for standing in _standings():
        for stage in APPLICATION.states:
            before = standing.application.stage
            if before != stage and standing.obstacle(stage, "candidate.other") is None:
                assert APPLICATION.allows(before, stage), (before, stage)
                seen.add((before, stage))
    assert len(seen) == 16


def test_the_page_of_states_is_refused_without_its_block() -> None:
    text = PAGE.read_text("utf-8")
    assert written(text.replace("draft → checked", "draft → sent")) == text
    with pytest.raises(ValueError, match="block"):
        written("# Architecture\n")
