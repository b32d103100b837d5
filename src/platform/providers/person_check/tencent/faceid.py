"""Tencent Cloud FaceID (2018-03-01): PhoneVerification, and DetectAuth with GetDetectInfoEnhanced for a face in the browser."""

from typing import Any

import httpx

from ....i18n import LazyText
from ....i18n import lazy as _
from ...declared import NOTHING
from ...tencent_cloud import TencentCloud, TencentRefused, TencentService, TencentSilent, TencentUnreached
from ..port import (
    CheckedPerson,
    FaceBegun,
    PersonCheckAccount,
    PersonCheckProvider,
    PersonCheckUnavailable,
    Verdict,
)

SERVICE = TencentService("faceid", "2018-03-01")
_PASSED = "0"
_TEXTS_ONLY = "1"  # InfoType: no picture of the document, no frame of the video
_LONGEST_NAME = 32
# Busy, and asked about too often today: nobody knows whether it fits.
_LATER = ("-11", "-12")
_DIFFERS = _("运营商登记的姓名、证件号码与这个手机号不一致。手机号可能是用家人的名字办的。")
_PHONE_REASONS = {
    "-4": _DIFFERS,
    "-6": _("核验服务不认这个手机号码。"),
    "-7": _("核验服务不认这个证件号码。"),
    "-8": _("核验服务不认这个姓名的写法。"),
    "-9": _("运营商那里查不到这个手机号的登记。"),
    "-13": _("这个号段的手机号不支持核验。"),
}
_FACE_FAILED = _("人脸核验没有通过。")
_FACE_LATE = _("人脸核验没有在有效时间内完成。")
_FACE_OTHER = _("人脸核验的结果不是这份合同的签署人。")
_EXPIRED = "InvalidParameterValue.BizTokenExpired"


class TencentFaceId:
    """One account, and the number of its way to check faces (`rule_id`); without one it checks none."""

    def __init__(self, cloud: TencentCloud, rule_id: str) -> None:
        self._cloud = cloud
        self._rule_id = rule_id

    async def three_elements(self, person: CheckedPerson) -> Verdict:
        """PhoneVerification."""
        wanted = {
            "IdCard": person.id_number,
            "Name": person.name,
            "Phone": person.phone.removeprefix("+86"),
            "VerifyMode": "0",
        }
        answer = await self._call("PhoneVerification", wanted)
        code = str(answer["Result"])
        if code in _LATER:
            raise PersonCheckUnavailable(code)
        return _verdict(answer, code, NOTHING if code == _PASSED else _PHONE_REASONS.get(code, _DIFFERS))

    async def begin_face(self, person: CheckedPerson, *, back: str, reference: str) -> FaceBegun:
        """DetectAuth."""
        if not self._rule_id:
            raise PersonCheckUnavailable("no-rule")
        wanted = {
            "RuleId": self._rule_id,
            "IdCard": person.id_number,
            "Name": person.name[:_LONGEST_NAME],
            "RedirectUrl": back,
            "Extra": reference,
        }
        answer = await self._call("DetectAuth", wanted)
        return FaceBegun(str(answer["Url"]), str(answer["BizToken"]), str(answer["RequestId"]))

    async def face_result(self, person: CheckedPerson, *, token: str, reference: str) -> Verdict | None:
        """GetDetectInfoEnhanced. A token that leads to somebody else's check proves nothing."""
        wanted = {"BizToken": token, "RuleId": self._rule_id, "InfoType": _TEXTS_ONLY}
        try:
            answer = await self._call("GetDetectInfoEnhanced", wanted)
        except PersonCheckUnavailable as problem:
            if problem.code == _EXPIRED:
                return Verdict(passed=False, code=_EXPIRED, request="", reason=_FACE_LATE)
            raise
        text = answer.get("Text") or {}
        if text.get("ErrCode") is None:
            return None
        code = str(text["ErrCode"])
        if code != _PASSED:
            return _verdict(answer, code, _FACE_FAILED)
        said = (text.get("IdCard"), text.get("Name"), text.get("Extra"))
        if said != (person.id_number, person.name[:_LONGEST_NAME], reference):
            return _verdict(answer, "other-person", _FACE_OTHER)
        return _verdict(answer, code, NOTHING)

    async def _call(self, action: str, wanted: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._cloud.call(action, wanted)
        except TencentRefused as refused:
            raise PersonCheckUnavailable(refused.code) from refused
        except TencentUnreached as problem:
            raise PersonCheckUnavailable("unreached") from problem
        except TencentSilent as problem:
            raise PersonCheckUnavailable("silent") from problem


def _verdict(answer: dict[str, Any], code: str, reason: LazyText) -> Verdict:
    return Verdict(passed=not reason, code=code, request=str(answer["RequestId"]), reason=reason)


def open_faceid(account: PersonCheckAccount, http: httpx.AsyncClient) -> PersonCheckProvider:
    """An account at the real service, or at `account.endpoint`."""
    cloud = TencentCloud(SERVICE, account.key_id, account.secret, endpoint=account.endpoint, http=http)
    return TencentFaceId(cloud, account.rule_id)
