"""An offer to be answered, and what becomes of it."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, LOOK, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "offer_sent",
        mark("请答复录用通知书"),
        order=202,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：录用通知书"),
            (
                _("恭喜您！我们希望您加入，录用通知书（{post}）已经发出。下一步：{step}。"),
                _("薪酬、期限和入职日都写在里面。有疑问可以先在手机上提问，我们会答复您，再决定也不迟。"),
            ),
            _("查看录用通知书"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "offer_reminder",
        mark("录用通知书等您答复"),
        order=204,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您的录用通知书还没有答复"),
            (
                _("您的录用通知书（{post}）还在等您答复。下一步：{step}。"),
                _("需要再谈谈，或者不打算来，也请在页面上告诉我们。"),
            ),
            _("查看录用通知书"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "offer_replied",
        mark("公司答复了您对录用通知书的问题"),
        order=206,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您对录用通知书的问题有答复了"),
            (_("您对录用通知书（{post}）提出的问题，我们已经答复。下一步：{step}。"),),
            LOOK,
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "offer_withdrawn",
        mark("录用通知书已撤回"),
        order=208,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：发给您的录用通知书已撤回"),
            (
                _("我们撤回了发给您的录用通知书（{post}）。下一步：{step}。"),
                _("有疑问请联系我们：{contact}"),
            ),
            _("查看情况"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
