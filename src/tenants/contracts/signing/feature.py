"""Signing a contract: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Moment,
    RowOf,
    SettingsEntry,
    TableExport,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class SigningEvent(Event):
    """What is written to the chain."""

    DECRYPTED = "contract.opened", _("候选人打开合同")
    READ = "contract.read", _("候选人读完合同并同意电子签署")
    IDENTIFIED = "identity.checked", _("候选人填写的姓名和证件号码与登记表一致")
    CHECK_ASKED = "person_check.asked", _("候选人同意并要求实名核验")
    CHECK_PASSED = "person_check.passed", _("候选人通过实名核验")
    CHECK_FAILED = "person_check.failed", _("候选人没有通过实名核验")
    CHECK_CONFIRMED = "person_check.confirmed", _("公司核对了候选人的证件")
    CODE_ISSUED = "code.issued", _("向候选人手机发送验证码")
    CODE_VERIFIED = "code.verified", _("候选人通过验证码验证")
    SIGNATURE_DRAWN = "signature.drawn", _("候选人手写签名")
    QUESTION_ASKED = "question.asked", _("候选人对合同有疑问")
    MISTAKE_REPORTED = "mistake.reported", _("候选人指出合同信息有误")
    PAPER_ASKED = "paper.asked", _("候选人要求改签纸质")
    CONCERN_ANSWERED = "concern.answered", _("公司答复候选人")
    CONCERN_TAKEN_BACK = "concern.taken_back", _("候选人收回问题")
    CONCERN_CLOSED = "concern.closed", _("合同不再办理，问题不再答复")
    ON_PAPER = "contract.on_paper", _("公司同意改签纸质，停止电子签署")
    DECLINED = "contract.declined", _("候选人拒签")
    PUT_OFF = "signing.put_off", _("候选人选择稍后再签")
    SENT_AGAIN = "contract.sent_again", _("重新发送合同，重新计算期限")
    REMINDED = "contract.reminded", _("提醒候选人签署")
    NUDGED = "contract.nudged", _("催办签署")
    EXPIRED = "contract.expired", _("签署期限已过")
    RULE_CHANGED = "signing.rule_changed", _("修改合同签署设置")


FEATURE = Feature(
    events=SigningEvent,
    settings=(
        SettingsEntry(
            "signing-rule",
            _("合同签署"),
            _("合同至少阅读多久，几天内签署，候选人的疑问几个工作日内答复"),
            "hr.signing.rule.show",
            "settings.manage",
            section=_("招聘"),
            order=1065,
        ),
    ),
    help=(
        HelpEntry(
            _("候选人怎么签合同"),
            _(
                "三步，在手机上：核对阅读（先看须知和个人信息，再看合同 PDF 的每一页或大字文字版）、身份验证（姓名和证件号码与入职登记一致，再输入验证码）、手写签名。断网、刷新都不会丢，也可以换一台手机接着签；电脑上打开会显示二维码。最短阅读时间可以设置。"
            ),
            "hr.signing.rule.show",
            _("设置最短阅读时间"),
            "settings.manage",
            order=158,
        ),
        HelpEntry(
            _("签合同前核验候选人的真实身份"),
            _(
                "除了短信验证码，可以要求运营商三要素核验（姓名、证件号码、手机号），也可以让候选人自愿选择人脸。人脸不会是唯一的方式，平台不保存照片。核验不了或没有通过的，在合同页核对证件原件后点“已核对，本人无误”。"
            ),
            "hr.signing.rule.show",
            _("设置实名核验"),
            "settings.manage",
            order=159,
        ),
        HelpEntry(
            _("候选人有疑问、不想签或要纸质合同"),
            _(
                "候选人在签署页面可以提问、指出错误、拒签或要求改签纸质，都会进待办，并告诉对方哪天前答复。答复前签署期限不走；内容确实有误，请撤回后重新生成。"
            ),
            "hr.labour_contracts.listing",
            _("看等您答复的合同"),
            "contracts.make",
            order=162,
            parameters={"state": "asked"},
        ),
        HelpEntry(
            _("催办、到期和重新发送"),
            _(
                "发出后第 1、3、6 天自动提醒，夜里不打扰；也可以在合同页点“催办”，一小时一次。过了期限合同不能再签，点“重新发送”重新计算期限。期限几天，在设置里改。"
            ),
            "hr.labour_contracts.listing",
            _("看待签署的合同"),
            "contracts.make",
            order=164,
            parameters={"state": "sent"},
        ),
    ),
    triggers=(
        TriggerGroup(
            _("入职和合同"),
            (
                SigningEvent.CHECK_FAILED,
                SigningEvent.QUESTION_ASKED,
                SigningEvent.MISTAKE_REPORTED,
                SigningEvent.PAPER_ASKED,
                SigningEvent.DECLINED,
                SigningEvent.EXPIRED,
                SigningEvent.ON_PAPER,
            ),
            order=525,
        ),
    ),
    jobs=(
        JobKind("contract.watch"),
        JobKind("concern.mail", {"concern": RowOf("concerns"), "user": RowOf("users"), "at": Moment()}),
        JobKind("person_check.ask", {"check": RowOf("person_checks"), "back": "https://a.example/"}),
        JobKind("person_check.result", {"check": RowOf("person_checks")}),
        JobKind("contract.nudge", {"contract": RowOf("contracts"), "at": Moment()}),
    ),
    exports=(
        TableExport(
            "signings",
            stays_encrypted={"strokes_encrypted": "the drawn signature is in the document, and nowhere else"},
        ),
        TableExport(
            "person_checks",
            subject="person_id",
            decrypted={"words_encrypted": "confirmation"},
            stays_encrypted={"token_encrypted": "opens a check under way at the provider, for two hours"},
        ),
        TableExport(
            "concerns",
            subject="person_id",
            decrypted={"words_encrypted": "concern", "answer_encrypted": "answer"},
        ),
    ),
)
