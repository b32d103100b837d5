"""The words of each message, in Chinese whatever HR reads: a job writes them, and jobs speak Chinese.

A text message never says pass or fail, nor pay: the phone may be shared. Its words are filed with the provider, so
the link is fixed text there and only the code at its end is filled in. An e-mail says more, kindly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ...platform.i18n import gettext as _
from ...platform.i18n import mark


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
    )
}


def sms_templates(origin: str) -> dict[str, str]:
    """Template code → text, as it is filed with the provider; `origin` is the base domain's address."""
    return {notice.sms_code: notice.sms_text.replace("{origin}", origin) for notice in NOTICES.values()}
