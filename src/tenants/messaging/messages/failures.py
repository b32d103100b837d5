"""Why a message did not arrive, for people: receipts carry the operators' own codes."""

import re

from ....platform.i18n import LazyText, gettext, lazy

_CODE = re.compile(r"[A-Za-z0-9_.:-]+")
_WORDS = (
    (("NOT_ON_SERVICE", "MK:0004", "MK:0005"), lazy("号码停机或已注销，请核对号码或改用电话。")),
    (("MOBILE_SEND_LIMIT", "LIMIT_CONTROL"), lazy("今天给这个号码发送的短信过多，请明天再试或改用电话。")),
    (("IN_BLACK", "BLACK"), lazy("号码在运营商的拒收名单中，请改用电话或邮件。")),
    (("CONTENT_KEYWORD", "KEYWORD"), lazy("短信内容被运营商拦截。")),
    (("SP_NOT_BY_INTER_SMS", "UNKNOWN_REGION"), lazy("运营商不支持向这个号码发送。")),
    (("REQUEST_SUCCESS", "NO_ROUTE", "SP_UNKNOWN_ERROR"), lazy("运营商没有说明原因，请改用电话通知。")),
    (("EXPIRED", "UNDELIV", "CLOSED"), lazy("对方长时间关机或不在服务区，没有送达。")),
)


def explain_failure(failure: LazyText) -> str:
    """A failure as a sentence; a reason that is one already is left as it is, a bare code is put into words."""
    reason = failure.source
    if not _CODE.fullmatch(reason):
        return str(failure)
    for codes, words in _WORDS:
        if any(code in reason.upper() for code in codes):
            return str(words)
    return gettext("没有送达（代码 {code}），请改用电话通知。").format(code=reason)
