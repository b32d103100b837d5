"""Aliyun short messages (Dysmsapi 2017-05-25), signed by hand with ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import httpx

from .... import clock
from ....i18n import LazyText
from ....i18n import lazy as _
from ..port import (
    Filing,
    SmsMessage,
    SmsReceipt,
    SmsRefused,
    SmsUnavailable,
    SmsUncertain,
    Submitted,
    gateway_client,
)

ENDPOINT = "https://dysmsapi.aliyuncs.com"
_VERSION = "2017-05-25"
_NOTICE = "1"
_LONGEST_TITLE = 30
_FILED: dict[int, Literal["checking", "approved", "rejected"]] = {0: "checking", 1: "approved", 2: "rejected"}
_LATER = {
    "isv.BUSINESS_LIMIT_CONTROL",
    "isp.SYSTEM_ERROR",
    "SignatureNonceUsed",
    "Throttling.User",
}


def _reason(code: str) -> LazyText:
    known = {
        "isv.MOBILE_NUMBER_ILLEGAL": _("手机号码无效，请核对。"),
        "isv.SMS_SIGNATURE_ILLEGAL": _("短信签名未报备或不可用。"),
        "isv.SMS_TEMPLATE_ILLEGAL": _("短信模板未审核通过。"),
        "isv.BLACK_KEY_CONTROL_LIMIT": _("短信内容被运营商拦截。"),
        "isv.SMS_TEMPLATE_CONTENT_ILLEGAL": _("短信模板的内容不符合服务商的要求。"),
        "isv.SMS_TEMPLATE_NAME_ILLEGAL": _("短信模板的名称不符合服务商的要求。"),
        "isv.AMOUNT_NOT_ENOUGH": _("短信余额不足，请联系管理员充值。"),
    }
    return known.get(code, _("短信服务拒绝发送（{code}）。").format(code=code))


def signature(secret: str, method: str, query: dict[str, str], headers: dict[str, str]) -> str:
    """The ACS3-HMAC-SHA256 signature of a request without a body to path `/`."""
    names = sorted(headers)
    encoded = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query.items()))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical = "\n".join((method, "/", encoded, lines, ";".join(names), headers["x-acs-content-sha256"]))
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class AliyunSms:
    """One Aliyun account. OutId carries our key, so that a message can be asked after.

    `templates`: the account's own code of each of our templates; without it ours are its own.
    """

    settled_seconds = 15.0

    def __init__(  # rules: allow parameters – an account at a gateway is that much
        self,
        endpoint: str,
        key_id: str,
        secret: str,
        sign_name: str,
        *,
        templates: Mapping[str, str] | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._key_id = key_id
        self._secret = secret
        self._sign_name = sign_name
        self._templates = templates
        self._http = http or gateway_client()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, message: SmsMessage) -> Submitted:
        """SendSms."""
        template: str | None = message.template
        if self._templates is not None and not message.filed:
            template = self._templates.get(message.template)
        if not template:
            raise SmsRefused("template", _("短信模板还没有报备，请管理员在设置中填写模板编号。"))
        answer = await self._call(
            "SendSms",
            {
                "PhoneNumbers": _number(message.phone),
                "SignName": self._sign_name,
                "TemplateCode": template,
                "TemplateParam": json.dumps(message.params, ensure_ascii=False),
                "OutId": message.key,
            },
        )
        return Submitted(answer["BizId"])

    async def find(self, phone: str, key: str, since: date) -> Submitted | None:
        """QuerySendDetails for each day since, newest first: one day is all that it answers for."""
        day = clock.today_in_china()
        while day >= since:
            if (found := await self._find_on(day, phone, key)) is not None:
                return found
            day -= timedelta(days=1)
        return None

    async def file(self, title: str, text: str) -> str:
        """AddSmsTemplate: a notice."""
        query = {
            "TemplateType": _NOTICE,
            "TemplateName": title[:_LONGEST_TITLE],
            "TemplateContent": text,
            "Remark": title[:_LONGEST_TITLE],
        }
        return str((await self._call("AddSmsTemplate", query))["TemplateCode"])

    async def filing(self, number: str) -> Filing:
        """QuerySmsTemplate."""
        answer = await self._call("QuerySmsTemplate", {"TemplateCode": number})
        state = _FILED[int(answer["TemplateStatus"])]
        return Filing(state, str(answer.get("Reason", "")) if state == "rejected" else "")

    async def _find_on(self, day: date, phone: str, key: str) -> Submitted | None:
        page = 1
        while True:
            answer = await self._call(
                "QuerySendDetails",
                {
                    "PhoneNumber": _number(phone),
                    "SendDate": day.strftime("%Y%m%d"),
                    "PageSize": "50",
                    "CurrentPage": str(page),
                },
            )
            details = answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
            for detail in details:
                if detail.get("OutId") == key:
                    return Submitted(detail["BizId"])
            if len(details) < 50:
                return None
            page += 1

    async def _call(self, action: str, query: dict[str, str]) -> dict[str, Any]:
        headers = {
            "host": urlsplit(self._endpoint).netloc,
            "x-acs-action": action,
            "x-acs-version": _VERSION,
            "x-acs-date": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        signed = signature(self._secret, "POST", query, headers)
        credential = f"Credential={self._key_id},SignedHeaders={';'.join(sorted(headers))},Signature={signed}"
        headers["authorization"] = f"ACS3-HMAC-SHA256 {credential}"
        try:
            response = await self._http.post(self._endpoint + "/", params=query, headers=headers)
            answer: dict[str, Any] = response.json()
            code = str(answer["Code"])
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:  # it never left
            raise SmsUnavailable(str(problem)) from problem
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
            raise SmsUncertain(repr(problem)) from problem
        if code == "OK":
            return answer
        if response.status_code >= 500:  # a proxy's 502 or 504 says nothing of what is behind it
            raise SmsUncertain(code)
        if code in _LATER:
            raise SmsUnavailable(code)
        raise SmsRefused(code, _reason(code))


def _number(phone: str) -> str:
    """A number (E.164) as SendSms takes it: of the mainland without its country's code, of elsewhere with it, without `+`."""
    return phone.removeprefix("+86").removeprefix("+")


def receipts(body: bytes) -> Iterator[SmsReceipt]:
    """The reports in one push (SmsReport).

    Raises:
        ValueError: the body is not such a report.
    """
    reports = json.loads(body)
    if not isinstance(reports, list):
        raise ValueError("not a list")
    for report in reports:
        try:
            yield SmsReceipt(
                key=str(report["out_id"]),
                provider_id=str(report["biz_id"]),
                delivered=report["success"] is True,
                code=str(report["err_code"]),
            )
        except (KeyError, TypeError) as problem:
            raise ValueError(f"not a report: {problem}") from problem
