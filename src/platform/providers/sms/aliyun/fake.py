"""A small Aliyun for development and tests: the documented protocol of the calls we make, on loopback.

POST /aliyun/faults takes SmsFaults: how the next SendSms to a phone goes wrong.

It checks signatures, templates and the signature name, keeps every accepted message as a file, answers
QuerySendDetails from there and pushes delivery reports. A template that was handed in (AddSmsTemplate) is refused until
QuerySmsTemplate says that it is approved. Like the real one it does not itself refuse repeats.
"""

import asyncio
import hmac
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from litestar import Response, Router, post
from litestar.params import JSONBody

from .... import clock
from ....clock import BEIJING
from ....requests import AnyRequest
from ..fake_filing import FiledTemplates
from ..fake_store import Faults, Pusher, SentText, SentTexts, SmsFault
from .gateway import signature

_PHONE, _PHONE_ABROAD = re.compile(r"1[3-9][0-9]{9}"), re.compile(r"(?!86|1[3-9][0-9]{9}$)[1-9][0-9]{7,14}")
_ABROAD = "_ABROAD"  # how the codes of templates end that are filed for numbers of elsewhere
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_BROKEN = {"Code": "InternalError", "Message": "something went wrong"}


class FakeAliyun:
    """The gateway: one account, one signature name, templates by code."""

    def __init__(  # rules: allow parameters – an account at a gateway is that much
        self,
        folder: Path,
        *,
        key_id: str,
        secret: str,
        sign_name: str,
        templates: dict[str, str],
        report_to: str = "",
    ) -> None:
        self._texts = SentTexts(folder)
        self._key_id = key_id
        self._secret = secret
        self._sign_name = sign_name
        self._templates = FiledTemplates(folder, templates, first=300_000_001, prefix="SMS_")
        self._faults = Faults()
        self._pusher = Pusher(report_to, lambda answer: answer.get("code") == 0)

    def sent(self) -> list[SentText]:
        """Every accepted message, in no order."""
        return self._texts.all()

    def router(self) -> Router:
        """The HTTP side, at /aliyun."""

        @post("/aliyun", status_code=200)
        async def call(request: AnyRequest) -> Response[dict[str, Any]]:
            fault = self._next_fault(request)
            kind = fault.kind if fault is not None else ""
            if fault is not None and kind == "late":
                await asyncio.sleep(fault.seconds)
            status, answer = (500, _BROKEN) if kind == "error" else self._answer(request, fault)
            if fault is not None and kind == "hang":
                await asyncio.sleep(fault.seconds)
            return Response({"RequestId": str(uuid4()), **answer}, status_code=status)

        @post("/aliyun/faults", status_code=204)
        async def faults(data: JSONBody[list[SmsFault]]) -> None:
            self._faults.add(data)

        return Router("/", route_handlers=[call, faults])

    def _next_fault(self, request: AnyRequest) -> SmsFault | None:
        if request.headers.get("x-acs-action") != "SendSms":
            return None
        return self._faults.take(request.query_params.get("PhoneNumbers", ""))

    def _answer(self, request: AnyRequest, fault: SmsFault | None) -> tuple[int, dict[str, Any]]:
        query = {name: str(value) for name, value in request.query_params.items()}
        if not self._signed(request, query):
            return 400, {
                "Code": "SignatureDoesNotMatch",
                "Message": "the signature does not match",
            }
        action = request.headers.get("x-acs-action")
        if action == "SendSms":
            return 200, self._send(query, fault)
        if action == "QuerySendDetails":
            return 200, self._details(query)
        if action == "AddSmsTemplate":
            return 200, self._file(query)
        if action == "QuerySmsTemplate":
            return 200, self._filing(query.get("TemplateCode", ""))
        return 404, {"Code": "InvalidAction.NotFound", "Message": f"no action {action}"}

    def _signed(self, request: AnyRequest, query: dict[str, str]) -> bool:
        found = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
            request.headers.get("authorization", ""),
        )
        if found is None or found[1] != self._key_id:
            return False
        headers = {name: request.headers.get(name, "") for name in found[2].split(";")}
        return hmac.compare_digest(signature(self._secret, "POST", query, headers), found[3])

    def _send(self, query: dict[str, str], fault: SmsFault | None) -> dict[str, Any]:
        template = self._templates.text(query.get("TemplateCode", ""))
        phone = query.get("PhoneNumbers", "")
        if template is None:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no such template"}
        if query.get("SignName") != self._sign_name:
            return {"Code": "isv.SMS_SIGNATURE_ILLEGAL", "Message": "no such signature"}
        wanted = _PHONE_ABROAD if query.get("TemplateCode", "").endswith(_ABROAD) else _PHONE
        if not wanted.fullmatch(phone):
            return {
                "Code": "isv.MOBILE_NUMBER_ILLEGAL",
                "Message": "not a mobile number",
            }
        params = json.loads(query.get("TemplateParam", "{}"))
        if missing := [name for name in _VARIABLE.findall(template) if name not in params]:
            return {
                "Code": "isv.TEMPLATE_MISSING_PARAMETERS",
                "Message": ",".join(missing),
            }
        words = _VARIABLE.sub(lambda found: str(params[found[1]]), template)
        text = SentText(
            id=uuid4().hex,
            to=phone,
            text=f"【{self._sign_name}】{words}",
            out_id=query.get("OutId", ""),
            template=query["TemplateCode"],
            at=clock.now().isoformat(),
        )
        self._texts.keep(text)
        self._report(text, fault)
        return {"Code": "OK", "Message": "OK", "BizId": text.id}

    def _details(self, query: dict[str, str]) -> dict[str, Any]:
        mine = [
            text
            for text in self._texts.to(query.get("PhoneNumber", ""))
            if _day(text) == query.get("SendDate")
        ]
        size, page = (
            int(query.get("PageSize", "10")),
            int(query.get("CurrentPage", "1")),
        )
        shown = [
            {
                "PhoneNum": text.to,
                "BizId": text.id,
                "OutId": text.out_id,
                "SendDate": text.at,
                "SendStatus": 3,
            }
            for text in mine[(page - 1) * size : page * size]
        ]
        return {
            "Code": "OK",
            "TotalCount": len(mine),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown},
        }

    def _file(self, query: dict[str, str]) -> dict[str, Any]:
        name, text = query.get("TemplateName", ""), query.get("TemplateContent", "")
        if query.get("TemplateType") not in ("0", "1", "2") or not 0 < len(name) <= 30:
            return {"Code": "isv.SMS_TEMPLATE_NAME_ILLEGAL", "Message": "name or type"}
        if not 0 < len(text) <= 500:
            return {"Code": "isv.SMS_TEMPLATE_CONTENT_ILLEGAL", "Message": "too long"}
        return {"Code": "OK", "Message": "OK", "TemplateCode": self._templates.add(name, text).number}

    def _filing(self, number: str) -> dict[str, Any]:
        found = self._templates.look(number)
        if found is None:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no such template"}
        status = 0 if found.asked < 2 else 2 if found.reason else 1
        return {
            "Code": "OK",
            "Message": "OK",
            "TemplateCode": number,
            "TemplateName": found.title,
            "TemplateContent": found.text,
            "TemplateType": 1,
            "TemplateStatus": status,
            "Reason": found.reason if status == 2 else "",
        }

    def _report(self, text: SentText, fault: SmsFault | None) -> None:
        lost = fault is not None and fault.kind == "undelivered"
        report = {
            "phone_number": text.to,
            "send_time": text.at,
            "report_time": clock.now().isoformat(),
            "success": not lost,
            "err_code": fault.code if fault is not None and lost else "DELIVERED",
            "err_msg": "用户接收失败" if lost else "用户接收成功",
            "sms_size": "1",
            "biz_id": text.id,
            "out_id": text.out_id,
        }
        after = fault.seconds if fault is not None and fault.kind == "slow" else 0
        for _time in range(2 if fault is not None and fault.kind == "twice" else 1):
            self._pusher.push(report, after=after)


def _day(text: SentText) -> str:
    return datetime.fromisoformat(text.at).astimezone(BEIJING).strftime("%Y%m%d")
