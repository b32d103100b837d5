"""Tencent Cloud SMS (2021-01-11), signed by hand with TC3-HMAC-SHA256.

Its differences from Aliyun: parameters are numbered, not named; each number has its own status inside one answer; and a
message can be asked after only once the carrier has reported on it, so an uncertain one must wait longer.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from .... import clock
from ....formats.contact import is_abroad
from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import Filing, SmsMessage, SmsReceipt, SmsRefused, SmsUnavailable, SmsUncertain, Submitted

ENDPOINT = "https://sms.tencentcloudapi.com"
_VERSION = "2021-01-11"
_TYPE = "application/json; charset=utf-8"
_SIGNED = "content-type;host"
_REGION = "ap-guangzhou"  # where the service is asked; it sends everywhere
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


def signature(secret: str, body: bytes, *, host: str, timestamp: int, service: str = "sms") -> str:
    """The TC3-HMAC-SHA256 signature of a POST of JSON to path `/`."""
    headers = f"content-type:{_TYPE}\nhost:{host}\n"
    canonical = "\n".join(("POST", "/", "", headers, _SIGNED, hashlib.sha256(body).hexdigest()))
    scope = scope_of(timestamp, service)
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def scope_of(timestamp: int, service: str = "sms") -> str:
    """What a credential of that moment is good for."""
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}/{service}/tc3_request"


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
        endpoint: str = ENDPOINT,
        http: httpx.AsyncClient,
    ) -> None:
        self._key_id = key_id
        self._secret = secret
        self._app_id = app_id
        self._sign_name = sign_name
        self._templates = templates
        self._endpoint = endpoint.rstrip("/")
        self._http = http

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
        body = json.dumps(wanted, ensure_ascii=False, separators=(",", ":")).encode()
        host, timestamp = urlsplit(self._endpoint).netloc, int(clock.now().timestamp())
        signed = signature(self._secret, body, host=host, timestamp=timestamp)
        credential = f"{self._key_id}/{scope_of(timestamp)}"
        headers = {
            "host": host,
            "content-type": _TYPE,
            "x-tc-action": action,
            "x-tc-version": _VERSION,
            "x-tc-region": _REGION,
            "x-tc-timestamp": str(timestamp),
            "authorization": f"TC3-HMAC-SHA256 Credential={credential}, SignedHeaders={_SIGNED}, Signature={signed}",
        }
        try:
            response = await self._http.post(self._endpoint + "/", content=body, headers=headers)
            answer: dict[str, Any] = response.json()["Response"]
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:  # it never left
            raise SmsUnavailable(str(problem)) from problem
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
            raise SmsUncertain(repr(problem)) from problem
        if response.status_code >= 500:  # a proxy's 502 or 504 says nothing of what is behind it
            raise SmsUncertain(str(response.status_code))
        if "Error" in answer:
            raise _refusal(str(answer["Error"]["Code"]))
        return answer


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
