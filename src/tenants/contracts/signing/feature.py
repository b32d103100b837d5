"""Signing a contract: what the feature declares."""

from ....platform.features import Event, Feature, TableExport
from ....platform.i18n import lazy as _


class SigningEvent(Event):
    """What is written to the chain."""

    DECRYPTED = "contract.opened", _("候选人打开合同")
    READ = "contract.read", _("候选人读完合同并同意电子签署")
    CODE_ISSUED = "code.issued", _("向候选人手机发送验证码")
    CODE_VERIFIED = "code.verified", _("候选人通过验证码验证")
    SIGNATURE_DRAWN = "signature.drawn", _("候选人手写签名")
    SEAL_REQUESTED = "seal.requested", _("用印人确认盖章")


FEATURE = Feature(
    events=SigningEvent,
    exports=(
        TableExport(
            "signings",
            stays_encrypted={"strokes_encrypted": "the drawn signature is in the document, and nowhere else"},
        ),
    ),
)
