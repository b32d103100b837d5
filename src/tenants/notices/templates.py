"""The words of each message, in Chinese whatever HR reads: a job writes them, and jobs speak Chinese.

A text message never says pass or fail, nor pay: the phone may be shared. Its words are filed with the provider, so
the link is fixed text there and only the code at its end is filled in. An e-mail says more, kindly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ...platform.i18n import LazyText, lazy, mark
from ...platform.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as content; how it looks is the sender's matter."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of message: its text-message template (code at the provider, text, parameters) and its e-mail."""

    event: str
    title: str
    sms_code: str
    sms_text: str
    sms_params: tuple[str, ...]
    letter: Callable[[dict[str, str]], Letter] | None = None


def _passed(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：您应聘的{post}有好消息").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("感谢您参加{company}「{post}」的面试。我们很高兴邀请您进入下一步。").format_map(values),
            _("下一步：{step}。请在 {date} 前完成，用手机打开下面的链接即可。").format_map(values),
        ),
        action=_("查看进度并办理"),
    )


def _ended(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：您应聘的{post}已有答复").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("感谢您为{company}「{post}」付出的时间。").format_map(values),
            _("经过认真评估，您的经历与这个岗位暂不匹配，本次流程到此结束。"),
            _("您的资料将按您的授权保留或删除；对结果有疑问，可以要求人工复核。祝您一切顺利。"),
        ),
        action=_("查看答复"),
    )


def _now_passed(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：更正您应聘{post}的答复").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _(
                "我们重新核对了您应聘{company}「{post}」的面试，先前的答复有误，现予更正，并为此致歉。"
            ).format_map(values),
            _("我们很高兴邀请您进入下一步。"),
            _("下一步：{step}。请在 {date} 前完成，用手机打开下面的链接即可。").format_map(values),
        ),
        action=_("查看进度并办理"),
    )


def _now_ended(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：更正您应聘{post}的答复").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _(
                "我们重新核对了您应聘{company}「{post}」的面试，先前的答复有误，现予更正，并为此致歉。"
            ).format_map(values),
            _("经过认真评估，您的经历与这个岗位暂不匹配，本次流程到此结束。"),
            _("您的资料将按您的授权保留或删除；对结果有疑问，可以要求人工复核。祝您一切顺利。"),
        ),
        action=_("查看答复"),
    )


def _upheld(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：您要求的人工复核已有答复").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _(
                "您要求对「{post}」的结果进行人工复核。负责的同事逐项核对了您的面试材料，维持原来的答复。"
            ).format_map(values),
            _("说明：{answer}").format_map(values),
            _("感谢您的反馈。仍有疑问，可以直接联系我们。"),
        ),
        action=_("查看答复"),
    )


def _promise_moved(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：您应聘的{post}，答复时间有变化").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _(
                "我们原来承诺在 {before} 前答复您「{post}」的面试结果，现在需要延后到 {date} 前，对不起。"
            ).format_map(values),
            _("这个时间只会改这一次。结果出来后，我们会马上通知您。"),
        ),
        action=_("查看进度"),
    )


def _closed(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：您申请的{post}已有答复").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("感谢您申请{company}的「{post}」。").format_map(values),
            _("经过认真评估，这个岗位暂不能与您继续，本次流程到此结束。"),
            _("您的资料将按您的授权保留或删除；有疑问可以随时联系我们。祝您一切顺利。"),
        ),
        action=_("查看答复"),
    )


def _pool(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：邀请您加入人才库").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("您申请过{company}的「{post}」。我们希望以后有合适的职位时再与您联系。").format_map(values),
            _(
                "只有您本人同意，我们才会保留您的资料，最长两年，并且可以随时撤回。请用手机打开下面的链接选择。"
            ),
        ),
        action=_("选择是否加入"),
    )


def _to_sign(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：请签署您的劳动合同").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("您的劳动合同（{post}）已经准备好。下一步：{step}。").format_map(values),
            _("签署分三步：核对阅读、身份验证、手写签名，用手机约两分钟，不收取任何费用。"),
            _("您可以随时查看全文；有疑问请先联系我们，再签署。"),
        ),
        action=_("查看并签署"),
    )


def _completed(values: dict[str, str]) -> Letter:
    return Letter(
        subject=_("{company}：劳动合同已签署完成").format_map(values),
        greeting=_("{name}，您好：").format_map(values),
        paragraphs=(
            _("您与{company}的劳动合同（{post}）双方已签署完成，即日生效。").format_map(values),
            _("下一步：{step}。电子原件可随时免费查看、下载和验真，离职后也可以。").format_map(values),
        ),
        action=_("下载合同"),
    )


def _meeting(
    subject: LazyText, opening: LazyText, closing: LazyText, action: LazyText, *, where: bool = True
) -> Callable[[dict[str, str]], Letter]:
    """The letter about a meeting: what is new, when and where it is, what can be done."""

    def write(values: dict[str, str]) -> Letter:
        facts = [
            _("时间：{time}，约 {minutes} 分钟。").format_map(values),
            values["place"] and _("地点：{place}").format_map(values),
            values["online"] and _("线上会议：{online}").format_map(values),
            values["note"] and _("说明：{note}").format_map(values),
        ]
        said = values["reply"] and _("招聘负责人留言：{reply}").format_map(values)
        paragraphs = (str(opening).format_map(values), said, *(facts if where else ()), str(closing))
        return Letter(
            subject=str(subject).format_map(values),
            greeting=_("{name}，您好：").format_map(values),
            paragraphs=tuple(filter(None, paragraphs)),
            action=str(action),
        )

    return write


_ANSWER = lazy("请打开下面的链接确认参加；时间不合适，可以在页面上提出其他时间。附件可以加入手机日历。")
_LOOK = lazy("附件可以更新手机日历里的安排。")
_MEETING_PARAMS = ("name", "post", "time", "link")


def _meeting_notice(
    event: str, title: str, code: str, text: str, letter: Callable[[dict[str, str]], Letter]
) -> Notice:
    """A text message does not say what the meeting is for: carriers refuse the word."""
    return Notice(event, title, code, text + "{origin}/r/${link}", _MEETING_PARAMS, letter)


_MEETINGS = (
    _meeting_notice(
        "interview_invite",
        mark("面试邀请"),
        "HY_MEET",
        "${name}您好，您申请的${post}约在${time}沟通，请确认或改约：",
        _meeting(
            lazy("{company}：邀请您参加{post}{round}"),
            lazy("感谢您应聘{company}「{post}」，邀请您参加{round}。"),
            _ANSWER,
            lazy("确认或改约"),
        ),
    ),
    _meeting_notice(
        "interview_moved",
        mark("面试安排有变化"),
        "HY_MEET_NEW",
        "${name}您好，您申请的${post}沟通安排有变化，现为${time}，请确认或改约：",
        _meeting(
            lazy("{company}：{post}{round}的安排有变化"),
            lazy("「{post}」{round}的安排有变化，请以这封邮件为准。"),
            _ANSWER,
            lazy("查看新的安排"),
        ),
    ),
    _meeting_notice(
        "interview_agreed",
        mark("面试时间已改好"),
        "HY_MEET_SET",
        "${name}您好，您申请的${post}沟通时间已按您的提议改为${time}，详情：",
        _meeting(
            lazy("{company}：{post}{round}已按您的提议改期"),
            lazy("已按您提议的时间改好「{post}」{round}，不需要再确认。"),
            _LOOK,
            lazy("查看安排"),
        ),
    ),
    _meeting_notice(
        "interview_kept",
        mark("改约答复"),
        "HY_MEET_KEEP",
        "${name}您好，您申请的${post}沟通时间仍为${time}，请确认：",
        _meeting(
            lazy("{company}：关于{post}{round}改期的答复"),
            lazy("很抱歉，「{post}」{round}的时间暂时不能调整。"),
            _ANSWER,
            lazy("确认或改约"),
        ),
    ),
    _meeting_notice(
        "interview_cancelled",
        mark("面试取消"),
        "HY_MEET_OFF",
        "${name}您好，您申请的${post}原定${time}的沟通已取消，详情：",
        _meeting(
            lazy("{company}：{post}{round}已取消"),
            lazy("原定 {time} 的「{post}」{round}已取消，给您带来不便，非常抱歉。"),
            lazy("如有新的安排，我们会马上通知您。附件会从手机日历里移除这项安排。"),
            lazy("查看进度"),
            where=False,
        ),
    ),
    _meeting_notice(
        "interview_declined",
        mark("已收到您的答复"),
        "HY_MEET_NO",
        "${name}您好，已收到您的答复，${post}原定${time}的沟通已取消，如不是您本人操作请联系我们：",
        _meeting(
            lazy("{company}：已收到您对{post}{round}的答复"),
            lazy("已按您的答复取消原定 {time} 的「{post}」{round}。"),
            lazy("如果不是您本人操作，请马上联系招聘负责人。附件会从手机日历里移除这项安排。"),
            lazy("查看进度"),
            where=False,
        ),
    ),
    _meeting_notice(
        "interview_reminder",
        mark("面试提醒"),
        "HY_MEET_SOON",
        "${name}您好，您申请的${post}约在${time}沟通，地点和方式：",
        _meeting(
            lazy("提醒：{time} {post}{round}"),
            lazy("您与{company}约好的「{post}」{round}快要开始了。"),
            lazy("请预留路上的时间，到达后可以在页面上签到。"),
            lazy("查看安排"),
        ),
    ),
    _meeting_notice(
        "interview_missed",
        mark("另约面试时间"),
        "HY_MEET_MISS",
        "${name}您好，您申请的${post}原定${time}的沟通未能进行，如需另约时间：",
        _meeting(
            lazy("{company}：{post}{round}可以另约时间"),
            lazy("原定 {time} 的「{post}」{round}未能进行。"),
            lazy("如果您仍有意向，请打开下面的链接提出方便的时间，我们会尽快答复。"),
            lazy("另约时间"),
            where=False,
        ),
    ),
)

NOTICES: dict[str, Notice] = {
    notice.event: notice
    for notice in (
        Notice(
            "code",
            mark("验证码"),
            "HY_CODE",
            "验证码${code}，用于${use}，10分钟内有效，请勿泄露。",
            ("code", "use"),
        ),
        Notice(
            "result_pass",
            mark("面试答复"),
            "HY_RESULT",
            "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _passed,
        ),
        Notice(
            "result_fail",
            mark("面试答复"),
            "HY_RESULT",
            "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _ended,
        ),
        Notice(
            "changed_pass",
            mark("答复更正"),
            "HY_CHANGED",
            "${name}您好，您申请的${post}的答复有更正，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _now_passed,
        ),
        Notice(
            "changed_fail",
            mark("答复更正"),
            "HY_CHANGED",
            "${name}您好，您申请的${post}的答复有更正，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _now_ended,
        ),
        Notice(
            "review_upheld",
            mark("复核答复"),
            "HY_RESULT",
            "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _upheld,
        ),
        Notice(
            "promise_moved",
            mark("答复时间有变化"),
            "HY_MOVED",
            "${name}您好，您申请的${post}答复时间有变化，最晚${date}前答复您。查看：{origin}/r/${link}",
            ("name", "post", "date", "link"),
            _promise_moved,
        ),
        Notice(
            "application_closed",
            mark("申请答复"),
            "HY_RESULT",
            "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _closed,
        ),
        Notice(
            "pool_invited",
            mark("人才库邀请"),
            "HY_TODO",
            "${name}您好，您有一份${post}文件待查看，下一步：${step}。办理：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _pool,
        ),
        Notice(
            "contract_ready",
            mark("请签署劳动合同"),
            "HY_TODO",
            "${name}您好，您有一份${post}文件待查看，下一步：${step}。办理：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _to_sign,
        ),
        Notice(
            "contract_completed",
            mark("劳动合同已完成"),
            "HY_DONE",
            "${name}您好，您的${post}文件已办理完成，下一步：${step}。下载：{origin}/r/${link}",
            ("name", "post", "step", "link"),
            _completed,
        ),
        *_MEETINGS,
    )
}


def sms_templates(origin: str) -> dict[str, str]:
    """Template code → text, as it is filed with the provider; `origin` is the base domain's address."""
    return {notice.sms_code: notice.sms_text.replace("{origin}", origin) for notice in NOTICES.values()}
