"""What the progress page shows of an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ...platform import clock
from ...platform.http.addresses import href
from ...platform.i18n import gettext as _
from ...platform.i18n.formats import format_daymonth, format_time, format_weekday
from ...tenants.contracts.offers.states import state_now as offer_state_now
from ...tenants.contracts.offers.types import WAITING
from ...tenants.hiring.progress.queries import (
    Application,
    Contract,
    Interview,
    Message,
    Offer,
    Person,
)
from ...tenants.hiring.surveys.service import answer_changeable, question_stands
from .action import Action
from .contracts import (
    ContractView,
    contract_action,
    contract_headlines,
    contract_words,
    shown_state,
    sign_until,
)

_REACHED = {
    "sent": 4,
    "signing": 4,
    "expired": 4,
    "on_paper": 4,
    "declined": 4,
    "pending_company": 5,
    "sealing": 5,
}
_ORDER = ("new", "interview", "review", "offer", "sign", "onboard")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the road: done, now or next."""

    label: str
    state: str
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One occasion on which the candidate was told, on every channel it went out on."""

    title: str
    at: datetime
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """One application for the page. `due`: by when the candidate is asked to act, `promised_at`: by when we are.

    `overdue`: that time has passed; `moved`: it was put off once. `asks`: whether to ask how it was, `score`: what the
    candidate said, while it can be changed.
    """

    id: UUID
    vacancy: str
    department: str
    headline: str
    promised_at: datetime | None
    overdue: bool
    moved: bool
    due: datetime | None
    words: str
    steps: tuple[Step, ...]
    ended: bool
    contract: Contract | None
    action: Action | None
    tellings: tuple[Telling, ...]
    ask_url: str
    """Where a person can be asked to look at the result again; empty where nothing can be asked."""
    answer: str
    """What that person found, in their words."""
    interviews: tuple[Interview, ...]
    asks: bool
    score: int | None

    @property
    def interview(self) -> Interview | None:
        """The one that is next."""
        return next((interview for interview in self.interviews if interview.state != "no_show"), None)


@dataclass(frozen=True, slots=True)
class EmploymentView:
    """What an employee sees who has applied for nothing; `action`: what the company needs of them first."""

    headline: str
    words: str
    action: Action | None


def employment_view(person: Person) -> EmploymentView:
    """What stands on the page of somebody who works here."""
    if person.onboarded_at is None:
        return EmploymentView(
            _("{name}，请填写入职登记").format(name=person.name),
            _("公司需要您的证件号码和住址，用来准备劳动合同。约 1 分钟。"),
            onboarding_action(),
        )
    return EmploymentView(
        _("{name}，您好").format(name=person.name),
        _("公司发来的劳动合同会出现在这里，我们也会用短信通知您。"),
        None,
    )


def onboarding_action() -> Action:
    """To the onboarding form."""
    return Action(_("填写入职登记"), href("portal.onboarding.show"), needed=True)


def main_action(
    applications: Sequence[ProgressView],
    contracts: Sequence[ContractView],
    employment: EmploymentView | None = None,
) -> Action | None:
    """What stands at the foot of the page: what the newest application asks for, then a contract, then what the company
    needs of an employee, then what the application offers."""
    own = applications[0].action if applications else None
    asked = [one.action for one in contracts if one.action.needed]
    if employment is not None and employment.action is not None:
        asked.append(employment.action)
    return asked[0] if asked and not (own is not None and own.needed) else own


def progress_view(application: Application, *, surveys: bool, works_here: bool) -> ProgressView:
    """Never says 淘汰 or 失败; an ended application is thanked. `surveys`: whether candidates are asked at all;
    `works_here`: who does not, though their contract is on file, has left and is not welcomed again."""
    given, promised = application.survey, application.promised_at
    stage, name = application.stage, application.person.name
    interviews = tuple(filter(_to_come, application.interviews))
    if application.interviews and not interviews:
        stage = "review"  # they have met: nothing is being arranged
    ended = stage == "archived"
    onboarded = application.person.onboarded_at is not None
    contract = application.contract
    review = application.review
    reviewing = review is not None and review.verdict is None
    visible = contract if contract is not None and contract.sent_at is not None else None
    if ended and visible is not None and visible.state == "declined":
        visible = None  # the end of the application says more than the contract that they refused before
    offer = application.offer if stage == "offer" and visible is None else None
    headline = _offer_headline(offer) or _headline(stage, visible, onboarded, interviews)
    if reviewing:
        headline = _("{name}，我们正在人工复核")
    elif visible is not None and visible.state == "archived" and not works_here:
        headline = _("{name}，您好")
    return ProgressView(
        id=application.id,
        vacancy=application.vacancy.title,
        department=application.vacancy.department,
        headline=headline.format(name=name),
        promised_at=promised,
        overdue=promised is not None and promised <= clock.now(),
        moved=application.promise_moved,
        due=offer.reply_by if offer is not None and _waits(offer) else sign_until(visible),
        words=_offer_words(offer) or _words(stage, visible, onboarded, interviews),
        steps=() if ended else _steps(application, stage, interviews, visible, onboarded),
        ended=ended,
        contract=visible,
        action=_answer(interviews) or _offer_action(offer) or _action(stage, visible, onboarded),
        tellings=_tellings(application.messages),
        ask_url=href("portal.review.show", application_id=application.id)
        if application.may_ask and review is None
        else "",
        answer=review.answer if review is not None and review.verdict == "upheld" else "",
        interviews=interviews,
        asks=surveys
        and given is None
        and question_stands(application.told_at)
        and not application.person.refuses_surveys,
        score=given.score if given is not None and answer_changeable(given.answered_at) else None,
    )


def _to_come(interview: Interview) -> bool:
    """Whether something about the interview is still open for the candidate."""
    ends_at = interview.starts_at + timedelta(minutes=interview.minutes)
    return interview.state in ("no_show", "reschedule_asked") or ends_at > clock.now()


def _answer(interviews: Sequence[Interview]) -> Action | None:
    """What the next interview asks of the candidate."""
    if not interviews:
        return None
    interview, url = interviews[0], href("portal.interviews.show", interview_id=interviews[0].id)
    begun = interview.starts_at <= clock.now()
    if interview.state == "no_show":
        return Action(_("另约时间"), url, needed=True)
    if interview.state == "arranged" and not begun:
        return Action(_("确认面试时间"), url, needed=True)
    return Action(_("查看面试安排"), url, needed=False)


def _waits(offer: Offer) -> bool:
    """Whether the offer can be answered."""
    return offer_state_now(offer) in WAITING


def _offer_action(offer: Offer | None) -> Action | None:
    """What an offer asks for, until it is accepted: then the onboarding form comes first."""
    if offer is None or offer.state == "accepted":
        return None
    url = href("portal.offers.show", offer_id=offer.id)
    if _waits(offer):
        return Action(_("查看并答复录用通知书"), url, needed=True)
    return Action(_("查看录用通知书"), url, needed=False)


def _offer_headline(offer: Offer | None) -> str:
    if offer is None:
        return ""
    return {
        "sent": _("{name}，恭喜，请答复录用通知书"),
        "read": _("{name}，请答复录用通知书"),
        "declined": _("{name}，您已答复不接受录用"),
        "lapsed": _("{name}，录用通知书的答复时间已过"),
    }.get(offer_state_now(offer), "")


def _offer_words(offer: Offer | None) -> str:
    if offer is None:
        return ""
    return {
        "sent": _("薪酬、期限和入职日都写在里面；有疑问可以先问，公司答复后再决定。"),
        "read": _("薪酬、期限和入职日都写在里面；有疑问可以先问，公司答复后再决定。"),
        "declined": _("谢谢您告诉我们。改变主意，请尽快联系招聘负责人。"),
        "lapsed": _("仍想加入，请联系招聘负责人。"),
    }.get(offer_state_now(offer), "")


def _action(stage: str, contract: Contract | None, onboarded: bool) -> Action | None:
    if stage in ("offer", "sign") and not onboarded:
        return onboarding_action()
    return contract_action(contract) if contract is not None else None


def _words(stage: str, contract: Contract | None, onboarded: bool, interviews: Sequence[Interview]) -> str:
    """What happens next, in a sentence or two."""
    if interviews:
        return {
            "arranged": _("请确认是否参加；时间不合适，可以提出其他时间。"),
            "confirmed": _("地点、线上会议链接和日历文件都在面试安排里，当天可以签到。"),
            "reschedule_asked": _("您希望换个时间，公司答复后会马上通知您。"),
        }.get(interviews[0].state, _("原定的面试没有进行。如果您仍有意向，请提出方便的时间。"))
    if contract is not None:
        return contract_words(contract)
    if stage in ("offer", "sign"):
        if onboarded:
            return _("公司正在准备您的劳动合同。准备好后，我们会马上用短信和邮件通知您。")
        return _("下一步需要您的证件号码和住址，用来准备劳动合同。约 1 分钟。")
    return {
        "new": _("公司正在阅读您的资料。有了下一步，我们会马上通知您。"),
        "interview": _("面试的时间和地点定下来后，我们会马上通知您。"),
        "review": _("面试官的评价收齐后就会答复您，结果会用短信和邮件通知。"),
        "archived": _(
            "经过认真评估，您的经历与这个岗位暂不匹配，本次流程已结束。您的资料将按您的授权保留或删除。"
        ),
    }.get(stage, "")


def _headline(stage: str, contract: Contract | None, onboarded: bool, interviews: Sequence[Interview]) -> str:
    if interviews:
        return {
            "arranged": _("{name}，请确认面试时间"),
            "confirmed": _("{name}，面试时间已定"),
            "reschedule_asked": _("{name}，正在为您改约"),
        }.get(interviews[0].state, _("{name}，可以另约面试时间"))
    if contract is not None:
        return contract_headlines().get(shown_state(contract), _("{name}，欢迎加入"))
    if stage in ("offer", "sign"):
        return _("{name}，合同正在准备") if onboarded else _("{name}，恭喜，请填写入职登记")
    return {
        "new": _("{name}，已收到您的申请"),
        "interview": _("{name}，您的面试正在安排"),
        "review": _("{name}，您的面试正在评审"),
        "archived": _("{name}，感谢您的时间"),
    }.get(stage, _("{name}，欢迎加入"))


def _steps(
    application: Application,
    stage: str,
    interviews: Sequence[Interview],
    contract: Contract | None,
    onboarded: bool,
) -> tuple[Step, ...]:
    reached = _ORDER.index(stage if stage in _ORDER else "onboard")
    labels = (
        (_("已收到您的申请"), application.created_at, ""),
        (_("面试"), None, _interview_words(interviews)),
        (_("面试评审"), None, _("面试官的评价收齐后，我们会在承诺时间前答复")),
        (
            _("填写入职登记"),
            application.person.onboarded_at,
            _("证件号码和住址，用于劳动合同"),
        ),
        (
            _("签署劳动合同"),
            contract.signed_at if contract else None,
            _signing_words(contract),
        ),
        (_("公司盖章，合同生效"), contract.completed_at if contract else None, ""),
    )
    if reached == 3 and onboarded:
        reached = 4
    if contract is not None:
        reached = _REACHED.get(contract.state, 6)
    if stage == "new":
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


def _signing_words(contract: Contract | None) -> str:
    if contract is None:
        return _("合同正在准备")
    return _("约 2 分钟，手机完成") if shown_state(contract) == "sent" else ""


def _interview_words(interviews: Sequence[Interview]) -> str:
    interview = next((interview for interview in interviews if interview.state != "no_show"), None)
    if interview is None:
        return _("时间和地点由招聘负责人与您约定")
    at = interview.starts_at
    return _("{day} {weekday} {time}，{place}").format(
        day=format_daymonth(at),
        weekday=format_weekday(at),
        time=format_time(at),
        place=interview.place or _("线上"),
    )


def _tellings(messages: Sequence[Message]) -> tuple[Telling, ...]:
    """One line for an occasion told on two channels."""
    occasions: dict[str, list[Message]] = {}
    for message in messages:
        occasions.setdefault(message.key.rsplit(":", 1)[0], []).append(message)
    return tuple(
        Telling(_(told[0].subject), told[0].queued_at, tuple(message.channel for message in told))
        for told in occasions.values()
    )
