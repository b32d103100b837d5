"""Triggers, and what each did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows, Unscoped
from ....platform.i18n import lazy as _

RUN_STATES = ("new", "waiting", "sent", "dropped")
WHY = {
    "off": _("已停用"),
    "changed": _("情况有变"),
    "words": _("消息模板没有正在使用的内容"),
    "unreachable": _("候选人没有这个模板能用的联系方式"),
    "nobody": _("找不到可以告诉的同事"),
    "group": _("群机器人已停用或拒收"),
}
"""Why a run was dropped. After the first two nobody needs to do anything."""
TROUBLES = tuple(WHY)[2:]


class Trigger(HasId, TenantBase):
    """A rule: when `event` happens, `wanted` says to whom what goes, and under which conditions."""

    __tablename__ = "triggers"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (CheckConstraint("event !~ '^(message|trigger)[.]'", name="event"),)

    event: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    wanted: Mapped[dict[str, Any]]


class TriggerRun(TenantBase):
    """That an event (`seq` in the chain) set a trigger off: one row, written by the statement that writes the event.

    new → gone again where the conditions do not hold, waiting until `due_at`, or sent at once; waiting → sent, or
    dropped where they do not hold any more; what cannot be sent is dropped, and says `why`. `stage`: where the
    application stood. `told`: how many were written to. No foreign keys: whoever writes the row holds the chain's
    head and must not wait for another.
    """

    __tablename__ = "trigger_runs"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (one_of("state", *RUN_STATES),)

    trigger_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    application_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="new")
    why: Mapped[str] = mapped_column(server_default="")
    stage: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(server_default="0")
