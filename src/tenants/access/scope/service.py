"""A scope as walls on the tables that hang on openings."""

from sqlalchemy import ColumnElement, select

from ....platform.db.narrowing import Criteria
from ...contracts.labour_contracts.models import Contract
from ...hiring.blacklist.models import BlacklistEntry
from ...hiring.candidates.models import Application, Person, StageChange
from ...hiring.decisions.models import Decision, ReviewRequest
from ...hiring.duplicates.models import PersonMerge
from ...hiring.interviews.models import InterviewEvent, Scorecard
from ...hiring.promises.models import Promise
from ...hiring.surveys.models import Survey
from ...hiring.talent_pool.models import PoolEntry
from ...hiring.vacancies.models import Vacancy
from ...messaging.messages.models import CallNote, Message
from ...people.employees.models import Employee
from ..roles.rights import Scope

# Core tables inside the criteria: the walls must not be laid on themselves again.
_VACANCIES, _APPLICATIONS, _CONTRACTS = Vacancy.__table__, Application.__table__, Contract.__table__


def walls(scope: Scope) -> Criteria:
    """What a scope leaves to be seen; interviews are left out: who scores is asked for each of them."""
    if scope.everything:
        return ()
    openings = select(_VACANCIES.c.id).where(scope.openings())
    inside = _APPLICATIONS.c.vacancy_id.in_(openings)
    applications = select(_APPLICATIONS.c.id).where(inside)
    contracts = select(_CONTRACTS.c.id).where(_CONTRACTS.c.application_id.in_(applications))
    people = select(_APPLICATIONS.c.person_id).where(inside)
    rules: list[tuple[type, ColumnElement[bool]]] = [
        (Vacancy, scope.openings()),
        (Application, Application.vacancy_id.in_(openings)),
        (Person, Person.id.in_(people)),
        (Decision, Decision.application_id.in_(applications)),
        (ReviewRequest, ReviewRequest.application_id.in_(applications)),
        (Scorecard, Scorecard.application_id.in_(applications)),
        (InterviewEvent, InterviewEvent.application_id.in_(applications)),
        (Message, Message.application_id.in_(applications)),
        (Promise, Promise.application_id.in_(applications)),
        (StageChange, StageChange.application_id.in_(applications)),
        (Survey, Survey.application_id.in_(applications)),
        (CallNote, CallNote.application_id.in_(applications)),
        (Contract, Contract.application_id.in_(applications)),
        (PoolEntry, PoolEntry.person_id.in_(people)),
        (BlacklistEntry, BlacklistEntry.person_id.in_(people)),
        (PersonMerge, PersonMerge.kept_id.in_(people)),
        (Employee, Employee.contract_id.in_(contracts)),
    ]
    return rules
