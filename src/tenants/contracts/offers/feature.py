"""Offers: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    Moment,
    NavigationEntry,
    Permission,
    RowOf,
    SettingsEntry,
    TableExport,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class OfferEvent(Event):
    """What is written to the chain."""

    CREATED = "offer.created", _("起草录用通知书")
    CHANGED = "offer.changed", _("修改录用通知书")
    SUBMITTED = "offer.submitted", _("录用通知书提交审批")
    APPROVED = "offer.approved", _("录用通知书审批通过")
    RETURNED = "offer.returned", _("录用通知书审批驳回")
    SENT = "offer.sent", _("录用通知书发送给候选人")
    READ = "offer.read", _("候选人查看录用通知书")
    ASKED = "offer.asked", _("候选人对录用通知书有疑问")
    REPLIED = "offer.replied", _("公司答复候选人对录用通知书的疑问")
    REMINDED = "offer.reminded", _("提醒候选人答复录用通知书")
    ACCEPTED = "offer.accepted", _("候选人接受录用通知书")
    DECLINED = "offer.declined", _("候选人不接受录用通知书")
    LAPSED = "offer.lapsed", _("录用通知书的答复期限已过")
    WITHDRAWN = "offer.withdrawn", _("撤回录用通知书")
    RULE_CHANGED = "offer.rule_changed", _("修改录用通知书设置")


class OfferPermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "offers.read",
        _("查看录用通知书"),
        _("录用通知书的薪酬、期限、审批和候选人的答复"),
        order=112,
        reach="scoped",
        roles=("admin", "hr", "auditor"),
    )
    MAKE = Meaning(
        "offers.make",
        _("办理录用通知书"),
        _("起草、修改、发送和撤回录用通知书，答复候选人"),
        order=114,
        reach="scoped",
        roles=("admin", "hr"),
    )
    APPROVE = Meaning(
        "offers.approve",
        _("审批录用通知书"),
        _("同意或驳回别人起草的录用通知书"),
        order=116,
        reach="scoped",
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=OfferEvent,
    permissions=OfferPermission,
    navigation=(
        NavigationEntry("offers", _("录用通知"), "hr.offers.listing", OfferPermission.READ, order=95),
    ),
    settings=(
        SettingsEntry(
            "offer-rule",
            _("录用通知书"),
            _("发送前要不要审批，候选人几天内答复"),
            "hr.offers.rule.show",
            "settings.manage",
            section=_("招聘"),
            order=1063,
        ),
    ),
    help=(
        HelpEntry(
            _("发录用通知书"),
            _(
                "候选人通过后，在候选人页面点“起草录用通知书”，写明单位、岗位、地点、入职日、期限、试用期和每一项薪酬，以及最晚哪天答复。需要审批的先提交审批；发送后候选人在手机上查看、提问、接受或不接受。改条款要发新的一版，候选人答复的是哪一版都有记录。"
            ),
            "hr.offers.listing",
            _("看录用通知书"),
            OfferPermission.MAKE,
            order=142,
        ),
        HelpEntry(
            _("合同从录用通知书带出"),
            _(
                "候选人接受之后生成合同，单位、岗位、地点、期限、试用期和薪酬从接受的那一版带出。和它不一样的会标红，两个值都写出来；确实要改的，写下原因，原因随合同保存。"
            ),
            "hr.offers.listing",
            _("看已接受的录用通知书"),
            OfferPermission.READ,
            order=144,
            parameters={"state": "accepted"},
        ),
    ),
    triggers=(
        TriggerGroup(
            _("录用通知书"),
            (
                OfferEvent.SUBMITTED,
                OfferEvent.SENT,
                OfferEvent.ASKED,
                OfferEvent.ACCEPTED,
                OfferEvent.DECLINED,
                OfferEvent.LAPSED,
                OfferEvent.WITHDRAWN,
            ),
            order=505,
        ),
    ),
    jobs=(
        JobKind("offer.watch", {"offer": RowOf("offers"), "at": Moment()}),
        JobKind(
            "offer.mail",
            {"offer": RowOf("offers"), "about": "accepted", "user": RowOf("users"), "at": Moment()},
        ),
    ),
    exports=(
        TableExport(
            "offers",
            subject="person_id",
            decrypted={
                "terms_encrypted": "offer_terms",
                "question_encrypted": "offer_question",
                "reply_encrypted": "offer_reply",
                "reason_encrypted": "offer_reason",
            },
        ),
    ),
)
