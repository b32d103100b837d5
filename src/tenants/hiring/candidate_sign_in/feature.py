"""Candidates' signing in: what the feature declares."""

from ....platform.features import Feature, HelpEntry, JobKind, Limit, RowOf
from ....platform.i18n import lazy as _

WRONG_ADDRESS_LIMIT = Limit("portal.wrong", most=100, seconds=3600)
"""Wrong codes of browsers that are not known, from one network address: a hall of people shares one."""


FEATURE = Feature(
    jobs=(JobKind("candidate.code", {"ask": RowOf("asked_codes")}),),
    help=(
        HelpEntry(
            _("候选人收不到验证码怎么办"),
            _(
                "请候选人从收到的短信或邮件里的链接进入，不受人多的限制；也可以在验证码页面点“用邮箱收验证码”，发到您登记的邮箱。每小时发多少条在“发送方式”里改。"
            ),
            "hr.delivery.show",
            _("发送方式"),
            "settings.manage",
            order=255,
        ),
    ),
    limits=(WRONG_ADDRESS_LIMIT,),
)
