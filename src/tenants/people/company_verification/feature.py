"""Company verification: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Moment,
    RowOf,
    TableExport,
)
from ....platform.i18n import lazy as _


class VerificationEvent(Event):
    """What is written to the chain."""

    SUBMITTED = "company_verification.submitted", _("提交企业认证资料")
    TAKEN_BACK = "company_verification.taken_back", _("企业认证退回资料步骤")
    APPROVED = "company_verification.approved", _("平台审核通过企业认证资料")
    REJECTED = "company_verification.rejected", _("平台退回企业认证资料")
    TRANSFER_SENT = "company_verification.transfer_sent", _("平台向对公账户打款")
    AMOUNT_WRONG = "company_verification.amount_wrong", _("打款金额输入错误")
    TRANSFER_FAILED = "company_verification.transfer_failed", _("打款验证作废")
    TRANSFER_ASKED = "company_verification.transfer_asked", _("申请重新打款")
    PROVEN = "company_verification.proven", _("企业认证通过")
    REMINDED = "company_verification.reminded", _("提醒管理员企业认证即将到期")
    LAPSED = "company_verification.lapsed", _("企业认证失效")


FEATURE = Feature(
    events=VerificationEvent,
    help=(
        HelpEntry(
            _("企业认证"),
            _(
                "第一次盖章前，每家用人单位认证一次：上传营业执照，法定代表人本人或持授权书的经办人申请，平台审核后向对公账户打一笔小额款，填对金额即通过。有效一年，到期前 30 天和 7 天提醒管理员；单位全称、信用代码或法定代表人变更后要重新认证。通过之前签的合同都标为试用。"
            ),
            "hr.employers.listing",
            _("去认证"),
            "settings.manage",
            order=152,
        ),
    ),
    jobs=(
        JobKind("company_verification.transfer", {"verification": RowOf("company_verifications")}),
        JobKind("company_verification.watch", {"verification": RowOf("company_verifications")}),
        JobKind(
            "company_verification.tell",
            {"verification": RowOf("company_verifications"), "news": "proven", "at": Moment()},
        ),
        JobKind(
            "company_verification.mail",
            {
                "verification": RowOf("company_verifications"),
                "user": RowOf("users"),
                "news": "proven",
                "at": Moment(),
            },
        ),
    ),
    exports=(
        TableExport("company_verifications", decrypted={"details_encrypted": "details"}),
        TableExport(
            "verification_documents",
            subject="verification_id",
            stays_encrypted={"content_encrypted": "scans of papers that the company has itself"},
        ),
    ),
)
