"""Answers after an interview, and corrections of them."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import ANSWERED, DATE, HELLO, LOOK, STEP
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate, Variable

_THANKS = _("感谢您参加{company}「{post}」的面试。我们很高兴邀请您进入下一步。")
_NEXT = _("下一步：{step}。请在 {date} 前完成，用手机打开下面的链接即可。")
_SORRY = _("我们重新核对了您应聘{company}「{post}」的面试，先前的答复有误，现予更正，并为此致歉。")
_NO_MATCH = _("经过认真评估，您的经历与这个岗位暂不匹配，本次流程到此结束。")
_KEPT = _("您的资料将按您的授权保留或删除；对结果有疑问，可以要求人工复核。祝您一切顺利。")
_GO_ON = _("查看进度并办理")
_CORRECTED = SmsTemplate(
    "HY_CHANGED", "${name}您好，您申请的${post}的答复有更正，下一步：${step}。查看：{origin}/r/${link}"
)

MESSAGES = (
    BuiltInMessage(
        "result_pass",
        mark("面试答复"),
        order=100,
        sms=ANSWERED,
        email=EmailTemplate(_("{company}：您应聘的{post}有好消息"), (_THANKS, _NEXT), _GO_ON, HELLO),
        variables=(STEP, DATE),
        listed=_("面试答复（通过）"),
    ),
    BuiltInMessage(
        "result_fail",
        mark("面试答复"),
        order=110,
        sms=ANSWERED,
        email=EmailTemplate(
            _("{company}：您应聘的{post}已有答复"),
            (_("感谢您为{company}「{post}」付出的时间。"), _NO_MATCH, _KEPT),
            LOOK,
            HELLO,
        ),
        variables=(STEP, DATE),
        listed=_("面试答复（未通过）"),
    ),
    BuiltInMessage(
        "changed_pass",
        mark("答复更正"),
        order=120,
        sms=_CORRECTED,
        email=EmailTemplate(
            _("{company}：更正您应聘{post}的答复"),
            (_SORRY, _("我们很高兴邀请您进入下一步。"), _NEXT),
            _GO_ON,
            HELLO,
        ),
        variables=(STEP, DATE),
        listed=_("答复更正（改为通过）"),
    ),
    BuiltInMessage(
        "changed_fail",
        mark("答复更正"),
        order=130,
        sms=_CORRECTED,
        email=EmailTemplate(_("{company}：更正您应聘{post}的答复"), (_SORRY, _NO_MATCH, _KEPT), LOOK, HELLO),
        variables=(STEP, DATE),
        listed=_("答复更正（改为未通过）"),
    ),
    BuiltInMessage(
        "review_upheld",
        mark("复核答复"),
        order=140,
        sms=ANSWERED,
        email=EmailTemplate(
            _("{company}：您要求的人工复核已有答复"),
            (
                _("您要求对「{post}」的结果进行人工复核。负责的同事逐项核对了您的面试材料，维持原来的答复。"),
                _("说明：{answer}"),
                _("感谢您的反馈。仍有疑问，可以直接联系我们。"),
            ),
            LOOK,
            HELLO,
        ),
        variables=(
            STEP,
            Variable("answer", "复核说明", "评分没有算错", "我们逐项核对了三位面试官的评分和评语", sms=False),
        ),
    ),
)
