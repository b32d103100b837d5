"""Interviews. A text message does not say what an interview is for: carriers refuse the word."""

from ....platform.i18n import LazyText, mark
from ....platform.i18n import lazy as _
from ...messaging.message_templates.common import HELLO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate, Variable

_REPLY = _("招聘负责人留言：{reply}")
_FACTS = (
    _("时间：{time}，约 {minutes} 分钟。"),
    _("地点：{place}"),
    _("线上会议：{online}"),
    _("说明：{note}"),
)
_VARIABLES = (
    Variable("time", "时间", "12月3日（周四）14:00", "12月28日（周四）14:00"),
    Variable("round", "轮次", "初试", "专业技术综合复试", sms=False),
    Variable("minutes", "时长", "45", "120", sms=False),
    Variable("place", "地点", "3 楼会议室", "滨江区网商路 699 号 4 号楼 12 层 1208 会议室", sms=False),
    Variable("online", "线上会议", "", "https://meeting.example.com/j/82736451", sms=False),
    Variable("note", "说明", "请带身份证", "请带身份证、学历证书原件和两份近期作品", sms=False),
    Variable("reply", "留言", "", "会议室临时有变化，非常抱歉，谢谢您的理解", sms=False),
)
_ANSWER = _("请打开下面的链接确认参加；时间不合适，可以在页面上提出其他时间。附件可以加入手机日历。")
_WITH_TIME = (
    "interview_invite", "interview_moved", "interview_agreed", "interview_kept", "interview_reminder",
)  # fmt: skip
_LOOK = _("附件可以更新手机日历里的安排。")


def _interview(
    subject: LazyText, opening: LazyText, closing: LazyText, action: LazyText, *, where: bool = True
) -> EmailTemplate:
    """The e-mail about an interview: what is new, when and where it is, what can be done."""
    return EmailTemplate(subject, (opening, _REPLY, *(_FACTS if where else ()), closing), action, HELLO)


def _message(event: str, title: str, order: int, sms: SmsTemplate, email: EmailTemplate) -> BuiltInMessage:
    needed = ("时间",) if event in _WITH_TIME else ()
    return BuiltInMessage(event, title, order, sms, email, _VARIABLES, needed)


def _sms(code: str, text: str) -> SmsTemplate:
    return SmsTemplate(code, text + "{origin}/r/${link}")


MESSAGES = (
    _message(
        "interview_invite",
        mark("面试邀请"),
        300,
        _sms("HY_MEET", "${name}您好，您申请的${post}约在${time}沟通，请确认或改约："),
        _interview(
            _("{company}：邀请您参加{post}{round}"),
            _("感谢您应聘{company}「{post}」，邀请您参加{round}。"),
            _ANSWER,
            _("确认或改约"),
        ),
    ),
    _message(
        "interview_moved",
        mark("面试安排有变化"),
        310,
        _sms("HY_MEET_NEW", "${name}您好，您申请的${post}沟通安排有变化，现为${time}，请确认或改约："),
        _interview(
            _("{company}：{post}{round}的安排有变化"),
            _("「{post}」{round}的安排有变化，请以这封邮件为准。"),
            _ANSWER,
            _("查看新的安排"),
        ),
    ),
    _message(
        "interview_agreed",
        mark("面试时间已改好"),
        320,
        _sms("HY_MEET_SET", "${name}您好，您申请的${post}沟通时间已按您的提议改为${time}，详情："),
        _interview(
            _("{company}：{post}{round}已按您的提议改期"),
            _("已按您提议的时间改好「{post}」{round}，不需要再确认。"),
            _LOOK,
            _("查看安排"),
        ),
    ),
    _message(
        "interview_kept",
        mark("改约答复"),
        330,
        _sms("HY_MEET_KEEP", "${name}您好，您申请的${post}沟通时间仍为${time}，请确认："),
        _interview(
            _("{company}：关于{post}{round}改期的答复"),
            _("很抱歉，「{post}」{round}的时间暂时不能调整。"),
            _ANSWER,
            _("确认或改约"),
        ),
    ),
    _message(
        "interview_cancelled",
        mark("面试取消"),
        340,
        _sms("HY_MEET_OFF", "${name}您好，您申请的${post}原定${time}的沟通已取消，详情："),
        _interview(
            _("{company}：{post}{round}已取消"),
            _("原定 {time} 的「{post}」{round}已取消，给您带来不便，非常抱歉。"),
            _("如有新的安排，我们会马上通知您。附件会从手机日历里移除这项安排。"),
            _("查看进度"),
            where=False,
        ),
    ),
    _message(
        "interview_declined",
        mark("已收到您的答复"),
        350,
        _sms(
            "HY_MEET_NO",
            "${name}您好，已收到您的答复，${post}原定${time}的沟通已取消，如不是您本人操作请联系我们：",
        ),
        _interview(
            _("{company}：已收到您对{post}{round}的答复"),
            _("已按您的答复取消原定 {time} 的「{post}」{round}。"),
            _("如果不是您本人操作，请马上联系招聘负责人。附件会从手机日历里移除这项安排。"),
            _("查看进度"),
            where=False,
        ),
    ),
    _message(
        "interview_reminder",
        mark("面试提醒"),
        360,
        _sms("HY_MEET_SOON", "${name}您好，您申请的${post}约在${time}沟通，地点和方式："),
        _interview(
            _("提醒：{time} {post}{round}"),
            _("您与{company}约好的「{post}」{round}快要开始了。"),
            _("请预留路上的时间，到达后可以在页面上签到。"),
            _("查看安排"),
        ),
    ),
    _message(
        "interview_missed",
        mark("另约面试时间"),
        370,
        _sms("HY_MEET_MISS", "${name}您好，您申请的${post}原定${time}的沟通未能进行，如需另约时间："),
        _interview(
            _("{company}：{post}{round}可以另约时间"),
            _("原定 {time} 的「{post}」{round}未能进行。"),
            _("如果您仍有意向，请打开下面的链接提出方便的时间，我们会尽快答复。"),
            _("另约时间"),
            where=False,
        ),
    ),
)
