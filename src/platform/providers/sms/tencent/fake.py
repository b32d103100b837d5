"""A small Tencent Cloud SMS for development and tests: the documented protocol of the calls we make, on loopback.

POST /tencent/faults takes SmsFaults. It checks the signature, the application, the signature name and the number of
parameters, keeps every accepted message as a file, and answers PullSmsSendStatusByPhoneNumber only with messages it has
reported on, as the real one does. A template that was handed in (AddSmsTemplate) is refused until
DescribeSmsTemplateList says that it is approved.
"""

import json
import re
from asyncio import sleep
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from litestar import Response, Router, post
from litestar.params import JSONBody

from .... import clock
from ....requests import AnyRequest
from ...fake_tencent_cloud import error, response, unsigned
from ..fake_filing import FiledTemplates
from ..fake_store import Faults, Pusher, SentText, SentTexts, SmsFault
from .gateway import SERVICE, numbered

_NUMBER = re.compile(r"\{(\d+)\}")


class FakeTencent:
    """The gateway: one account with one application and one signature name; templates by number, `{1}` `{2}` in them."""

    def __init__(  # rules: allow parameters – an account at a gateway is that much
        self,
        folder: Path,
        *,
        key_id: str,
        secret: str,
        app_id: str,
        sign_name: str,
        templates: dict[str, str],
    ) -> None:
        self._texts = SentTexts(folder)
        self._key_id = key_id
        self._secret = secret
        self._app_id = app_id
        self._sign_name = sign_name
        self._templates = FiledTemplates(folder, templates, first=2_000_001)
        self._faults = Faults()
        self._reported: set[str] = set()
        self._pusher = Pusher("", _taken)

    def sent(self) -> list[SentText]:
        """Every accepted message, in no order."""
        return self._texts.all()

    def router(self) -> Router:
        """The HTTP side, at /tencent; POST /tencent/hook says where reports go."""

        @post("/tencent", status_code=200)
        async def call(request: AnyRequest) -> Response[dict[str, Any]]:
            body = await request.body()
            fault = self._next_fault(request, body)
            kind = fault.kind if fault is not None else ""
            if fault is not None and kind == "late":
                await sleep(fault.seconds)
            if kind == "error":
                return Response({"error": "something went wrong"}, status_code=500)
            answer = self._answer(request, body, fault)
            if fault is not None and kind == "hang":
                await sleep(fault.seconds)
            return Response(response(answer))

        @post("/tencent/faults", status_code=204)
        async def faults(data: JSONBody[list[SmsFault]]) -> None:
            self._faults.add(data)

        @post("/tencent/hook", status_code=204)
        async def hook(data: JSONBody[dict[str, str]]) -> None:
            self._pusher = Pusher(data["url"], _taken)

        return Router("/", route_handlers=[call, faults, hook])

    def _next_fault(self, request: AnyRequest, body: bytes) -> SmsFault | None:
        if request.headers.get("x-tc-action") != "SendSms":
            return None
        return self._faults.take(json.loads(body)["PhoneNumberSet"][0].removeprefix("+86"))

    def _answer(self, request: AnyRequest, body: bytes, fault: SmsFault | None) -> dict[str, Any]:
        problem = unsigned(request, body, key_id=self._key_id, secret=self._secret, service=SERVICE.name)
        if problem is not None:
            return error(problem)
        wanted = json.loads(body)
        action = request.headers.get("x-tc-action")
        if action == "AddSmsTemplate":
            return self._file(wanted)
        if action == "DescribeSmsTemplateList":
            return self._filings(wanted.get("TemplateIdSet", []))
        if wanted.get("SmsSdkAppId") != self._app_id:
            return error("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        if action == "SendSms":
            return {"SendStatusSet": [self._send(wanted, phone, fault) for phone in wanted["PhoneNumberSet"]]}
        if action == "PullSmsSendStatusByPhoneNumber":
            return self._statuses(wanted)
        return error("InvalidAction")

    def _send(self, wanted: dict[str, Any], phone: str, fault: SmsFault | None) -> dict[str, Any]:
        status = {
            "PhoneNumber": phone,
            "SessionContext": wanted.get("SessionContext", ""),
            "SerialNo": "",
            "Fee": 0,
        }
        template, params = (
            self._templates.text(wanted.get("TemplateId", "")),
            wanted.get("TemplateParamSet", []),
        )
        code, mainland = "Ok", phone.startswith("+86")
        if wanted.get("SignName") != (self._sign_name if mainland else ""):
            code = "FailedOperation.SignatureIncorrectOrUnapproved"
        elif template is None:
            code = "FailedOperation.TemplateUnapprovedOrNotExist"
        elif len(params) != len(_NUMBER.findall(template)):
            code = "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        elif not re.fullmatch(r"\+861[3-9][0-9]{9}" if mainland else r"\+[1-9][0-9]{7,14}", phone):
            code = "InvalidParameterValue.IncorrectPhoneNumber"
        if code != "Ok" or template is None:
            return status | {"Code": code, "Message": code}
        text = SentText(
            id=f"2640:{uuid4().hex}",
            to=phone.removeprefix("+86"),
            text=f"【{self._sign_name}】" + _NUMBER.sub(lambda number: params[int(number[1]) - 1], template),
            out_id=wanted.get("SessionContext", ""),
            template=wanted["TemplateId"],
            at=clock.now().isoformat(),
        )
        self._texts.keep(text)
        self._report(text, fault)
        return status | {"Code": "Ok", "Message": "send success", "SerialNo": text.id, "Fee": 1}

    def _file(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if {"TemplateName", "TemplateContent", "SmsType", "International", "Remark"} - wanted.keys():
            return error("MissingParameter")
        if wanted["International"] != 0 or wanted["SmsType"] not in (0, 1):
            return error("InvalidParameter")
        made = self._templates.add(wanted["TemplateName"], wanted["TemplateContent"])
        return {"AddTemplateStatus": {"TemplateId": made.number}}

    def _filings(self, numbers: list[int]) -> dict[str, Any]:
        found = [one for one in (self._templates.look(str(number)) for number in numbers) if one is not None]
        return {
            "DescribeTemplateStatusSet": [
                {
                    "TemplateId": int(one.number),
                    "International": 0,
                    "StatusCode": 1 if one.asked < 2 else -1 if one.reason else 0,
                    "ReviewReply": one.reason if one.asked > 1 else "",
                    "TemplateName": one.title,
                    "TemplateContent": one.text,
                }
                for one in found
            ]
        }

    def _report(self, text: SentText, fault: SmsFault | None) -> None:
        lost = fault is not None and fault.kind == "undelivered"
        report = {
            "user_receive_time": clock.now().strftime("%Y-%m-%d %H:%M:%S"),
            "nationcode": "86",
            "mobile": text.to,
            "report_status": "FAIL" if lost else "SUCCESS",
            "errmsg": fault.code if fault is not None and lost else "DELIVRD",
            "description": "用户短信接收失败" if lost else "用户短信送达成功",
            "sid": text.id,
        }
        after = fault.seconds if fault is not None and fault.kind == "slow" else 0
        if not after:
            self._reported.add(text.id)
        for _time in range(2 if fault is not None and fault.kind == "twice" else 1):
            self._pusher.push(report, after=after)

    def _statuses(self, wanted: dict[str, Any]) -> dict[str, Any]:
        begin, end = (datetime.fromtimestamp(wanted[name], UTC) for name in ("BeginTime", "EndTime"))
        mine = [
            text
            for text in self._texts.to(wanted["PhoneNumber"].removeprefix("+86"))
            if text.id in self._reported and begin <= datetime.fromisoformat(text.at) <= end
        ]
        return {
            "PullSmsSendStatusSet": [
                {
                    "PhoneNumber": f"+86{text.to}",
                    "SerialNo": text.id,
                    "ReportStatus": "SUCCESS",
                    "SessionContext": text.out_id,
                }
                for text in mine[wanted["Offset"] : wanted["Offset"] + wanted["Limit"]]
            ]
        }


def _taken(answer: dict[str, Any]) -> bool:
    return answer.get("result") == 0


def numbered_templates(templates: dict[str, str]) -> dict[str, str]:
    """Templates with named variables as this gateway would have them: 101, 102 … in the order of their codes."""
    return {str(101 + place): numbered(templates[code]) for place, code in enumerate(sorted(templates))}
