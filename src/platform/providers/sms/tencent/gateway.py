"""Tencent Cloud SMS (2021-01-11).

Its differences from Aliyun: parameters are numbered, not named; each number has its own status inside one answer; and a
message can be asked after only once the carrier has reported on it, so an uncertain one must wait longer.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import httpx

from .... import clock
from ....formats.contact import is_abroad
from ....i18n import LazyText
from ....i18n import lazy as _
from ...tencent_cloud import TencentCloud, TencentRefused, TencentService, TencentSilent, TencentUnreached
from ..port import Filing, SmsMessage, SmsReceipt, SmsRefused, SmsUnavailable, SmsUncertain, Submitted

SERVICE = TencentService("sms", "2021-01-11", "ap-guangzhou")  # asked there, it sends everywhere
_PAGE = 100  # the most that PullSmsSendStatusByPhoneNumber gives at once
_LATER = ("RequestLimitExceeded", "InternalError", "LimitExceeded.", "FailedOperation.FailResolvePacket")
# 2 is approved and not in force yet: it could not be sent with.
_FILED: dict[int, Literal["checking", "approved", "rejected"]] = {
    0: "approved",
    1: "checking",
    -1: "rejected",
}
_REASONS = {
    "FailedOperation.SignatureIncorrectOrUnapproved": _("短信签名未报备或不可用。"),
    "FailedOperation.TemplateIncorrectOrUnapproved": _("短信模板未审核通过，或内容与报备的不一致。"),
    "FailedOperation.TemplateUnapprovedOrNotExist": _("短信模板未审核通过。"),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _("短信内容与报备的模板不一致。"),
    "FailedOperation.InsufficientBalanceInSmsPackage": _("短信余额不足，请联系管理员充值。"),
    "FailedOperation.PhoneNumberInBlacklist": _("号码在运营商的拒收名单中，请改用电话或邮件。"),
    "FailedOperation.ContainSensitiveWord": _("短信内容被运营商拦截。"),
    "InvalidParameterValue.IncorrectPhoneNumber": _("手机号码无效，请核对。"),
    "LimitExceeded.PhoneNumberDailyLimit": _("今天给这个号码发送的短信过多，请明天再试或改用电话。"),
    "LimitExceeded.PhoneNumberSameContentDailyLimit": _(
        "今天给这个号码发送的短信过多，请明天再试或改用电话。"
    ),
    "AuthFailure.SecretIdNotFound": _("短信账号的 SecretId 不存在，请管理员核对设置。"),
    "AuthFailure.SignatureFailure": _("短信账号的密钥不正确，请管理员核对设置。"),
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": _("短信应用的 SDKAppID 不正确，请管理员核对设置。"),
}


class TencentSms:
    """One Tencent account. SessionContext carries our key; `templates` gives the account's number of each template."""

    settled_seconds = 90.0

    def __init__(  # rules: allow parameters – an account at a gateway is that much
        self,
        key_id: str,
        secret: str,
        *,
        app_id: str,
        sign_name: str,
        templates: Mapping[str, str],
        endpoint: str = "",
        http: httpx.AsyncClient,
    ) -> None:
        self._cloud = TencentCloud(SERVICE, key_id, secret, endpoint=endpoint, http=http)
        self._app_id = app_id
        self._sign_name = sign_name
        self._templates = templates

    async def send(self, message: SmsMessage) -> Submitted:
        """SendSms."""
        template = message.template if message.filed else self._templates.get(message.template)
        if not template:
            raise SmsRefused("template", _("短信模板还没有报备，请管理员在设置中填写模板编号。"))
        answer = await self._call(
            "SendSms",
            {
                "PhoneNumberSet": [message.phone],
                "SmsSdkAppId": self._app_id,
                # Texts abroad carry no signature of the mainland: it is filed with carriers there only.
                "SignName": "" if is_abroad(message.phone) else self._sign_name,
                "TemplateId": template,
                "TemplateParamSet": list(message.params.values()),
                "SessionContext": message.key,
            },
        )
        status = answer["SendStatusSet"][0]
        if status["Code"] != "Ok":
            raise _refusal(str(status["Code"]))
        return Submitted(status["SerialNo"])

    async def find(self, phone: str, key: str, since: date) -> Submitted | None:
        """PullSmsSendStatusByPhoneNumber since that day: what the carrier has reported on."""
        begin = datetime.combine(since, time(), clock.BEIJING)
        offset = 0
        while True:
            answer = await self._call(
                "PullSmsSendStatusByPhoneNumber",
                {
                    "BeginTime": int(begin.timestamp()),
                    "EndTime": int((clock.now() + timedelta(minutes=1)).timestamp()),
                    "Offset": offset,
                    "Limit": _PAGE,
                    "PhoneNumber": phone,
                    "SmsSdkAppId": self._app_id,
                },
            )
            found = answer["PullSmsSendStatusSet"]
            for status in found:
                if status.get("SessionContext") == key:
                    return Submitted(status["SerialNo"])
            if len(found) < _PAGE:
                return None
            offset += _PAGE

    async def file(self, title: str, text: str) -> str:
        """AddSmsTemplate: not of marketing, for phones of the mainland."""
        wanted = {
            "TemplateName": title,
            "TemplateContent": numbered(text),
            "SmsType": 0,
            "International": 0,
            "Remark": title,
        }
        answer = await self._call("AddSmsTemplate", wanted)
        return str(answer["AddTemplateStatus"]["TemplateId"])

    async def filing(self, number: str) -> Filing:
        """DescribeSmsTemplateList of one."""
        wanted = {"International": 0, "TemplateIdSet": [int(number)]}
        answer = await self._call("DescribeSmsTemplateList", wanted)
        found = answer["DescribeTemplateStatusSet"]
        if not found:
            raise SmsRefused("template", _("服务商那里没有这个模板编号，请核对。"))
        state = _FILED.get(int(found[0]["StatusCode"]), "checking")
        return Filing(state, str(found[0].get("ReviewReply", "")) if state == "rejected" else "")

    async def _call(self, action: str, wanted: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._cloud.call(action, wanted)
        except TencentRefused as refused:
            raise _refusal(refused.code) from refused
        except TencentUnreached as problem:
            raise SmsUnavailable(str(problem)) from problem
        except TencentSilent as problem:
            raise SmsUncertain(str(problem)) from problem


def numbered(text: str) -> str:
    """A template as it is filed here: `${name}` → `{1}`, in the order the variables stand in."""
    first, *rest = text.split("${")
    return first + "".join(
        f"{{{place}}}{piece.partition('}')[2]}" for place, piece in enumerate(rest, start=1)
    )


def _refusal(code: str) -> Exception:
    reason: LazyText | None = _REASONS.get(code)
    if reason is None and code.startswith(_LATER):
        return SmsUnavailable(code)
    return SmsRefused(code, reason or _("短信服务拒绝发送（{code}）。").format(code=code))


def receipts(body: bytes) -> Iterator[SmsReceipt]:
    """The reports in one push.

    Raises:
        ValueError: the body is not such a report.
    """
    reports = json.loads(body)
    if not isinstance(reports, list):
        raise ValueError("not a list")
    for report in reports:
        try:
            yield SmsReceipt(
                provider_id=str(report["sid"]),
                delivered=report["report_status"] == "SUCCESS",
                code=str(report["errmsg"]),
            )
        except (KeyError, TypeError) as problem:
            raise ValueError(f"not a report: {problem}") from problem
