"""What the address of the candidate list says: filter, order and page; and addresses that say it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....tenants.hiring.candidate_list.queries import CandidateFilter
from ....tenants.hiring.candidates.queries import sources
from ....tenants.hiring.decisions.models import OUTCOMES
from ....tenants.hiring.stages.types import STAGES
from ....tenants.hiring.vacancies.queries import vacancies
from ....tenants.people.departments.queries import departments

SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the list: what is left out stands at its default and out of the address."""

    wanted: CandidateFilter
    size: int
    number: int

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """The view an address asks for; what it does not know is left out."""
        stage, outcome = query.get("stage", ""), query.get("outcome", "")
        size, number = query.get("size", ""), query.get("page", "")
        wanted = CandidateFilter(
            search=query.get("q", "").strip()[:50],
            stage=stage if stage in STAGES else "",
            outcome=outcome if outcome in OUTCOMES else "",
            to_confirm=query.get("todo") == "1",
            vacancy_id=_id(query.get("post", "")),
            department=_path(query.get("department", "")),
            source=query.get("source", "").strip()[:60],
            newest=query.get("sort") == "new",
        )
        return cls(
            wanted,
            int(size) if size in map(str, SIZES) else SIZES[0],
            page_number(number),
        )

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out."""
        wanted = self.wanted
        return bool(
            wanted.search
            or wanted.stage
            or wanted.outcome
            or wanted.to_confirm
            or wanted.vacancy_id
            or wanted.department
            or wanted.source
        )

    def url(self, path: str = "", **changes: str) -> str:
        """The address of this view with something changed; back to the first page unless a page is named. `path`: of
        another page that takes the same filter."""
        wanted = self.wanted
        said = {
            "q": wanted.search,
            "stage": wanted.stage,
            "outcome": wanted.outcome,
            "todo": "1" if wanted.to_confirm else "",
            "post": str(wanted.vacancy_id or ""),
            "department": wanted.department,
            "source": wanted.source,
            "sort": "new" if wanted.newest else "",
            "size": str(self.size) if self.size != SIZES[0] else "",
        } | changes
        query = urlencode({name: value for name, value in said.items() if value})
        path = path or href("hr.candidates.listing")
        return f"{path}?{query}" if query else path


async def choices(session: AsyncSession) -> dict[str, Any]:
    """What lists and boards of candidates can be filtered by."""
    return {
        "offered_vacancies": await vacancies(session, limit=500),
        "offered_departments": await departments(session),
        "offered_sources": await sources(session),
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _path(text: str) -> str:
    """A department's path, or nothing where it is none."""
    parts = text.removesuffix("/").split("/")
    return text if text.endswith("/") and all(_id(part) for part in parts) else ""
