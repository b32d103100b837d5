"""Classes of work, and how each is usually paid. A tenant may write its own way of paying beside these."""

from ....platform.i18n import mark

KINDS = (mark("技术"), mark("销售"), mark("职能"), mark("生产"), "")
PAY_STRUCTURES = (mark("固定薪资 + 项目奖金"), mark("底薪 + 提成"), mark("固定薪资"), mark("计件或计时"))
_USUAL = dict(zip(KINDS, (*PAY_STRUCTURES[:3], PAY_STRUCTURES[3]), strict=False))


def usual_pay(kind: str) -> str:
    """How work of this kind is usually paid; empty where nobody can say."""
    return _USUAL.get(kind, "")
