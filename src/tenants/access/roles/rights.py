"""What one person may do, and how far it reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ....platform.features import Permission
from ...features import permissions


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a permission reaches: everything, or the subtrees of some departments and one's own vacancies.

    `paths` are the departments' paths, `manager` the person whose own vacancies count.
    """

    everything: bool = False
    paths: frozenset[str] = frozenset()
    manager: UUID | None = None

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            self.everything or other.everything, self.paths | other.paths, self.manager or other.manager
        )

    def covers(self, path: str) -> bool:
        """Whether a department lies inside."""
        return self.everything or any(path.startswith(mine) for mine in self.paths)


EVERYTHING = Scope(everything=True)
NOTHING = Scope()


def permissions_in(stored: Iterable[str]) -> frozenset[Permission]:
    """The permissions that a role stores by their values; one whose feature is no longer there opens nothing."""
    known = permissions()
    return frozenset(known[value] for value in stored if value in known)


@dataclass(frozen=True, slots=True)
class Rights:
    """Every permission of one person, by its value, with its scope; `titles` are the names of their roles."""

    scopes: Mapping[str, Scope]
    titles: tuple[str, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether the person has the permission, given itself or by its value, at all."""
        return permission in self.scopes

    def scope(self, permission: str) -> Scope:
        """How far the permission reaches; nowhere when the person does not have it."""
        return self.scopes.get(permission, NOTHING)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role given to one person: its permissions, and the department's path where it was given for one."""

    title: str
    permissions: frozenset[Permission]
    own_vacancies: bool = False
    path: str | None = None


def combine(user_id: UUID, grants: Iterable[Grant]) -> Rights:
    """The rights that several grants make together: scopes add up."""
    scopes: dict[str, Scope] = {}
    titles: dict[str, None] = {}
    for grant in grants:
        titles[grant.title] = None
        paths = frozenset({grant.path} if grant.path is not None else ())
        manager = user_id if grant.own_vacancies else None
        scope = Scope(everything=not paths and manager is None, paths=paths, manager=manager)
        for permission in grant.permissions:
            reach = permission.meaning.reach
            if reach == "own":
                scopes[permission] = EVERYTHING  # whose it is, is asked of each thing itself
            elif reach == "scoped" or scope.everything:
                scopes[permission] = scopes.get(permission, NOTHING) | scope
    return Rights(scopes, tuple(titles))
