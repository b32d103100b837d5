"""Which columns of the candidate list somebody wants to see; the name stays."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....tenants.company.settings.preferences import prefer, preference

COLUMNS: dict[str, LazyText] = {
    "post": _("应聘岗位"),
    "phone": _("手机"),
    "stage": _("阶段"),
    "outcome": _("系统标记"),
    "rule": _("决定的规则"),
    "promise": _("承诺"),
    "source": _("来源"),
    "location": _("工作地点"),
    "applied": _("投递日期"),
    "available": _("可到岗"),
}
_USUAL = ("post", "phone", "stage", "outcome", "rule", "promise", "source")
_KEY = "candidates.columns"


async def columns_of(session: AsyncSession, user_id: UUID) -> list[str]:
    """What somebody chose, in the list's order; the usual ones where they chose none."""
    chosen = await preference(session, user_id, _KEY)
    wanted = _USUAL if chosen is None else chosen
    return [name for name in COLUMNS if name in wanted]


async def choose_columns(session: AsyncSession, user_id: UUID, wanted: list[str]) -> None:
    """Keep a choice; none at all is the usual ones."""
    known = [name for name in COLUMNS if name in wanted]
    await prefer(session, user_id, _KEY, known or list(_USUAL))
