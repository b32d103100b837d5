"""Candidates' signing in: what the feature declares."""

from ....platform.features import Feature, HelpEntry, JobKind, Limit, RowOf
from ....platform.i18n import lazy as _

WRONG_ADDRESS_LIMIT = Limit("portal.wrong", most=100, seconds=3600)
"""Wrong codes of browsers that are not known, from one network address: a hall of people shares one."""

LEAVER_LIMIT = Limit("portal.leaver", most=5, seconds=86_400)
"""Wrong last signs of a document's number, for one person who has left: the phone number may be another's by then."""


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
        HelpEntry(
            _("离职员工怎么看合同"),
            _(
                "和在职时一样用手机号和验证码登录，另外要答对证件号码的后四位；一天错 5 次就要等到第二天。手机号换了的，请先更正手机号。"
            ),
            "hr.employees.listing",
            _("看员工"),
            "employees.read",
            order=256,
        ),
    ),
    limits=(WRONG_ADDRESS_LIMIT, LEAVER_LIMIT),
)
