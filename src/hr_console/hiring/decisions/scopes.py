"""For whom a rule is: named in addresses and forms, and in words."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import gettext as _
from ....tenants.hiring.decisions.versions import Place, RuleBook
from ....tenants.hiring.vacancies.queries import vacancies


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with its name; `key` is what an address says, `own` whether it has a rule of its own.

    `kind`: that of a vacancy.
    """

    place: Place
    key: str
    name: str
    own: bool
    kind: str = ""


async def named_places(session: AsyncSession, book: RuleBook) -> dict[str, list[NamedPlace]]:
    """Every place a rule can be for: the tenant, the kinds there are, the vacancies."""
    offered = await vacancies(session)
    kinds = sorted({vacancy.kind for vacancy in offered} - {""})

    def named(place: Place, name: str, kind: str = "") -> NamedPlace:
        return NamedPlace(place, key_of(place), name, place in book.rules, kind)

    return {
        "": [named(Place(), _("全公司默认"))],
        _("岗位类别"): [named(Place(kind=kind), _(kind)) for kind in kinds],
        _("职位"): [
            named(
                Place(vacancy.id), " · ".join(filter(None, (vacancy.title, vacancy.department))), vacancy.kind
            )
            for vacancy in offered
        ],
    }


def key_of(place: Place) -> str:
    """`vacancy:<id>`, `kind:<kind>` or nothing."""
    if place.vacancy_id is not None:
        return f"vacancy:{place.vacancy_id}"
    return f"kind:{place.kind}" if place.kind else ""


def place_called(key: str, known: dict[str, list[NamedPlace]]) -> NamedPlace:
    """The place an address names; the tenant's own where it names none that there is."""
    key = key.replace("opening:", "vacancy:")  # as addresses said before
    everywhere = [named for group in known.values() for named in group]
    return next((named for named in everywhere if named.key == key), everywhere[0])
