"""Which contracts a template is for: those of some employers, in some places, for some kinds of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ....platform.formats.regions import region_name, regions_of
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .models import ContractTemplate

MOST = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of employers, codes of divisions (GB/T 2260) and kinds of posts; where one is empty, it is for all of them."""

    employers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()

    @property
    def narrow(self) -> int:
        """How much it says: of two templates that fit, the one that says more is meant."""
        return sum(bool(one) for one in (self.employers, self.regions, self.posts))

    def to_json(self) -> dict[str, Any]:
        """For storage with the template."""
        return {"employers": list(self.employers), "regions": list(self.regions), "posts": list(self.posts)}


@dataclass(frozen=True, slots=True)
class Post:
    """For whom a contract is: the employer's id, where the work is, and the kind of post; empty where that is not known."""

    employer: str = ""
    place: str = ""
    kind: str = ""


def scope_of(kept: dict[str, Any]) -> Scope:
    """What `Scope.to_json` gave."""
    return Scope(*(tuple(kept.get(name, ())) for name in ("employers", "regions", "posts")))


def misfits(scope: Scope, post: Post) -> list[LazyText]:
    """In what a post is not what a template is for; what is not known of the post is nothing against it."""
    found = []
    if scope.employers and post.employer and post.employer not in scope.employers:
        found.append(_("用人单位"))
    if scope.regions and post.place and not {*regions_of(post.place)} & {*scope.regions}:
        found.append(_("工作地点"))
    if scope.posts and post.kind and post.kind not in scope.posts:
        found.append(_("岗位类别"))
    return found


def places(scope: Scope) -> list[str]:
    """The regions of a scope as they are called."""
    return [region_name(code) for code in scope.regions]


def best(templates: Iterable[ContractTemplate], post: Post) -> ContractTemplate | None:
    """The template for a fixed term that a post's first contract is made from, unless somebody chooses another."""
    fitting = [
        one
        for one in templates
        if one.kind == "fixed"
        and not misfits(one_scope := scope_of(one.scope), post)
        and _known(one_scope, post)
    ]
    return min(
        fitting, key=lambda one: (-scope_of(one.scope).narrow, one.approved_by != "", one.code), default=None
    )


def _known(scope: Scope, post: Post) -> bool:
    """Whether of the post is known what the scope asks for."""
    return all(
        not asked or said
        for asked, said in (
            (scope.employers, post.employer), (scope.regions, post.place), (scope.posts, post.kind),
        )
    )  # fmt: skip
