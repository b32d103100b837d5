"""What the progress page shows of a contract."""

from dataclasses import dataclass
from datetime import datetime

from ...platform.http.addresses import href
from ...platform.i18n import gettext as _
from ...tenants.contracts.labour_contracts.states import CONCLUDED, state_now
from ...tenants.hiring.progress.queries import Contract, OtherContract
from .action import Action


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract of no application. `due`: by when it is to be signed."""

    job_title: str
    headline: str
    words: str
    due: datetime | None
    action: Action


def contract_view(other: OtherContract, name: str) -> ContractView:
    """What stands on the page of a contract that was sent to somebody called `name`."""
    contract = other.contract
    return ContractView(
        job_title=other.job_title,
        headline=contract_headlines()
        .get(shown_state(contract), _("{name}，您的劳动合同已生效"))
        .format(name=name),
        words=contract_words(contract),
        due=sign_until(contract),
        action=contract_action(contract),
    )


def shown_state(contract: Contract) -> str:
    """The state as it holds now: `held` where the company owes an answer."""
    return "held" if contract.state == "sent" and contract.held_since is not None else state_now(contract)


def sign_until(contract: Contract | None) -> datetime | None:
    """By when the candidate is to sign, while they can."""
    return contract.sign_until if contract is not None and shown_state(contract) == "sent" else None


def contract_action(contract: Contract) -> Action:
    """What can be done about it."""
    state = shown_state(contract)
    if state == "sent":
        return Action(
            _("阅读并签署合同"), href("portal.signing.next_step", contract_id=contract.id), needed=True
        )
    if state in ("held", "declined", "expired", "on_paper"):
        url = href("portal.signing.ways_out.status", contract_id=contract.id)
        return Action(_("查看合同情况"), url, needed=False)
    return Action(_("查看我的合同"), href("portal.signing.done", contract_id=contract.id), needed=False)


def contract_words(contract: Contract) -> str:
    """What happens next with it."""
    if contract.on_paper_since is not None and contract.state in CONCLUDED:
        return _("双方已在纸上签署完成。扫描件可随时免费查看、下载，离职后也可以。")
    return {
        "sent": _("分三步：核对阅读、身份验证、手写签名，约 2 分钟，不收取任何费用。"),
        "signing": _("通常几秒钟。可以离开本页，不会丢失。"),
        "pending_company": _("您这边已经办完。公司盖章后，我们会用短信和邮件通知您。"),
        "sealing": _("您这边已经办完。公司盖章后，我们会用短信和邮件通知您。"),
        "held": _("您提出的问题公司正在处理，答复后会马上通知您。签署期限顺延。"),
        "declined": _("公司已经收到，会与您联系。改变主意，请联系招聘负责人。"),
        "expired": _("现在不能签署。仍想签署，请联系招聘负责人重新发送。"),
        "on_paper": _("公司会与您约定签署的时间和地点。"),
    }.get(shown_state(contract), _("合同已生效。电子原件可随时免费查看、下载，离职后也可以。"))


def contract_headlines() -> dict[str, str]:
    """How it stands, for `{name}`, until both have signed."""
    return {
        "sent": _("{name}，请签署您的劳动合同"),
        "signing": _("{name}，您的签名正在处理"),
        "pending_company": _("{name}，您已签署，等待公司盖章"),
        "sealing": _("{name}，您已签署，公司正在盖章"),
        "held": _("{name}，公司正在处理您的问题"),
        "declined": _("{name}，您已拒签劳动合同"),
        "expired": _("{name}，劳动合同的签署期限已过"),
        "on_paper": _("{name}，您的劳动合同改签纸质"),
    }
