"""Answers after an interview, corrections of them, and what belongs to waiting for one."""

from .....platform.i18n import lazy as _
from .....platform.i18n import mark
from .shapes import BuiltInMessage, EmailTemplate, SmsTemplate

_HELLO = _("{name}，您好：")
_THANKS = _("感谢您参加{company}「{post}」的面试。我们很高兴邀请您进入下一步。")
_NEXT = _("下一步：{step}。请在 {date} 前完成，用手机打开下面的链接即可。")
_SORRY = _("我们重新核对了您应聘{company}「{post}」的面试，先前的答复有误，现予更正，并为此致歉。")
_NO_MATCH = _("经过认真评估，您的经历与这个岗位暂不匹配，本次流程到此结束。")
_KEPT = _("您的资料将按您的授权保留或删除；对结果有疑问，可以要求人工复核。祝您一切顺利。")
_GO_ON = _("查看进度并办理")
_LOOK = _("查看答复")

# One text for a yes and a no: what it is stands behind the link.
_ANSWERED = SmsTemplate(
    "HY_RESULT", "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}"
)
_CORRECTED = SmsTemplate(
    "HY_CHANGED", "${name}您好，您申请的${post}的答复有更正，下一步：${step}。查看：{origin}/r/${link}"
)

ANSWERS = (
    BuiltInMessage(
        "result_pass",
        mark("面试答复"),
        _ANSWERED,
        EmailTemplate(_("{company}：您应聘的{post}有好消息"), (_THANKS, _NEXT), _GO_ON, _HELLO),
    ),
    BuiltInMessage(
        "result_fail",
        mark("面试答复"),
        _ANSWERED,
        EmailTemplate(
            _("{company}：您应聘的{post}已有答复"),
            (_("感谢您为{company}「{post}」付出的时间。"), _NO_MATCH, _KEPT),
            _LOOK,
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "changed_pass",
        mark("答复更正"),
        _CORRECTED,
        EmailTemplate(
            _("{company}：更正您应聘{post}的答复"),
            (_SORRY, _("我们很高兴邀请您进入下一步。"), _NEXT),
            _GO_ON,
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "changed_fail",
        mark("答复更正"),
        _CORRECTED,
        EmailTemplate(_("{company}：更正您应聘{post}的答复"), (_SORRY, _NO_MATCH, _KEPT), _LOOK, _HELLO),
    ),
    BuiltInMessage(
        "review_upheld",
        mark("复核答复"),
        _ANSWERED,
        EmailTemplate(
            _("{company}：您要求的人工复核已有答复"),
            (
                _("您要求对「{post}」的结果进行人工复核。负责的同事逐项核对了您的面试材料，维持原来的答复。"),
                _("说明：{answer}"),
                _("感谢您的反馈。仍有疑问，可以直接联系我们。"),
            ),
            _LOOK,
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "promise_moved",
        mark("答复时间有变化"),
        SmsTemplate(
            "HY_MOVED",
            "${name}您好，您申请的${post}答复时间有变化，最晚${date}前答复您。查看：{origin}/r/${link}",
        ),
        EmailTemplate(
            _("{company}：您应聘的{post}，答复时间有变化"),
            (
                _("我们原来承诺在 {before} 前答复您「{post}」的面试结果，现在需要延后到 {date} 前，对不起。"),
                _("这个时间只会改这一次。结果出来后，我们会马上通知您。"),
            ),
            _("查看进度"),
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "application_closed",
        mark("申请答复"),
        _ANSWERED,
        EmailTemplate(
            _("{company}：您申请的{post}已有答复"),
            (
                _("感谢您申请{company}的「{post}」。"),
                _("经过认真评估，这个岗位暂不能与您继续，本次流程到此结束。"),
                _("您的资料将按您的授权保留或删除；有疑问可以随时联系我们。祝您一切顺利。"),
            ),
            _LOOK,
            _HELLO,
        ),
    ),
)
