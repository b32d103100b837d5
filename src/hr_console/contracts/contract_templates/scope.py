"""The fields in which it is said for whom a template is."""

from collections.abc import Collection
from typing import Any

from ....platform.formats.regions import regions_of
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.contract_templates.scope import MOST, Scope, places, scope_of

_LONGEST = 40


def read_scope(form: Form, employers: Collection[str]) -> Scope:
    """What was typed; a place that nobody knows is said beside it."""
    regions: list[str] = []
    for line in _lines(form, "regions"):
        found = regions_of(line)
        if not found:
            form.add_error("regions", _("没有认出“{place}”，请从省、市写起。").format(place=line))
        regions += found[:1]
    posts = _lines(form, "posts")
    if any(len(one) > _LONGEST for one in posts):
        form.add_error("posts", _("每行最多 {most} 个字。").format(most=_LONGEST))
    chosen = tuple(one for one in form.all("employers") if one in employers)
    return Scope(chosen, tuple(dict.fromkeys(regions)), posts)


def scope_values(kept: dict[str, Any]) -> dict[str, str]:
    """What the fields say of a scope that is kept."""
    scope = scope_of(kept)
    return {"regions": "\n".join(places(scope)), "posts": "\n".join(scope.posts)}


def _lines(form: Form, name: str) -> tuple[str, ...]:
    lines = [line.strip() for line in form.value(name).splitlines() if line.strip()]
    if len(lines) > MOST:
        form.add_error(name, _("最多 {most} 行。").format(most=MOST))
    return tuple(dict.fromkeys(lines))
