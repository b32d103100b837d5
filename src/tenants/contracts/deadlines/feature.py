"""Deadlines: what the feature declares."""

from ....platform.features import Feature, HelpEntry, JobKind, Moment, NavigationEntry, RowOf
from ....platform.i18n import lazy as _

_READ = "contracts.read"

FEATURE = Feature(
    navigation=(NavigationEntry("deadlines", _("期限"), "hr.deadlines.listing", _READ, order=102),),
    help=(
        HelpEntry(
            _("不漏签、不漏续"),
            _(
                "“期限”里是要花钱的日子：上班了还没有签合同的人，一个月后要付双倍工资，这里有还剩几天、已经多付多少；合同到期前 60 天、试用期结束前 30 天开始提醒，到了 60、30、7 天当天还会发邮件。日历文件可以加到自己的日历里。"
            ),
            "hr.deadlines.listing",
            _("看期限"),
            _READ,
            order=156,
        ),
    ),
    jobs=(JobKind("deadline.mail", {"user": RowOf("users"), "at": Moment()}),),
)
