"""What the progress page shows of an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...platform.i18n import gettext as _
from ...tenants.candidates.models import Application
from ...tenants.contracts.models import Contract
from ...tenants.notices.models import Message

_ORDER = ("new", "review", "offer", "sign", "onboard")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the road: done, now or next."""

    label: str
    state: str
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """One application for the page."""

    post: str
    department: str
    headline: str
    promised_at: datetime | None
    steps: tuple[Step, ...]
    ended: bool
    contract: Contract | None
    needs_onboarding: bool
    messages: tuple[Message, ...]


def progress_view(
    application: Application, contract: Contract | None, messages: Sequence[Message]
) -> ProgressView:
    """Never says 淘汰 or 失败; an ended application is thanked."""
    stage, name = application.stage, application.person.name
    ended = stage == "archived"
    onboarded = application.person.onboarded_at is not None
    visible = contract if contract is not None and contract.sent_at is not None else None
    return ProgressView(
        post=application.vacancy.title,
        department=application.vacancy.department,
        headline=_headline(stage, visible, onboarded).format(name=name),
        promised_at=application.promised_at,
        steps=() if ended else _steps(application, visible, onboarded),
        ended=ended,
        contract=visible,
        needs_onboarding=stage in ("offer", "sign") and not onboarded,
        messages=_once(messages),
    )


def _headline(stage: str, contract: Contract | None, onboarded: bool) -> str:
    if contract is not None:
        return {
            "sent": _("{name}，请签署您的劳动合同"),
            "signing": _("{name}，您的签名正在处理"),
            "pending_company": _("{name}，您已签署，等待公司盖章"),
            "sealing": _("{name}，您已签署，公司正在盖章"),
        }.get(contract.state, _("{name}，欢迎加入"))
    if stage in ("offer", "sign"):
        return _("{name}，合同正在准备") if onboarded else _("{name}，恭喜，请填写入职登记")
    return {
        "new": _("{name}，已收到您的申请"),
        "interview": _("{name}，您的面试正在安排"),
        "review": _("{name}，您的面试正在评审"),
        "archived": _("{name}，感谢您的时间"),
    }.get(stage, _("{name}，欢迎加入"))


def _steps(application: Application, contract: Contract | None, onboarded: bool) -> tuple[Step, ...]:
    stage = "new" if application.stage == "interview" else application.stage
    reached = _ORDER.index(stage if stage in _ORDER else "onboard")
    labels = (
        (_("已收到您的申请"), application.created_at, ""),
        (_("面试评审"), None, _("面试官的评价收齐后，我们会在承诺时间前答复")),
        (
            _("填写入职登记"),
            application.person.onboarded_at,
            _("证件号码和住址，用于劳动合同"),
        ),
        (
            _("签署劳动合同（约 2 分钟，手机完成）"),
            contract.signed_at if contract else None,
            "",
        ),
        (_("公司盖章，合同生效"), contract.completed_at if contract else None, ""),
    )
    if reached == 2 and onboarded:
        reached = 3
    if contract is not None:
        reached = {"sent": 3, "signing": 3, "pending_company": 4, "sealing": 4}.get(contract.state, 5)
    if application.stage == "new":
        reached = 1  # the first step is done by being here
    steps = []
    for number, (label, at, detail) in enumerate(labels):
        state = "done" if number < reached else "now" if number == reached else "next"
        steps.append(
            Step(
                label,
                state,
                at if state == "done" else None,
                detail if state == "now" else "",
            )
        )
    return tuple(steps)


def _once(messages: Sequence[Message]) -> tuple[Message, ...]:
    """One line for an occasion told on two channels."""
    seen: dict[str, Message] = {}
    for message in messages:
        seen.setdefault(message.key.rsplit(":", 1)[0], message)
    return tuple(seen.values())
