"""A small Aliyun for development and tests: the documented protocol of the calls we make, on loopback.

POST /aliyun/faults takes SmsFaults: how the next SendSms to a phone goes wrong.

It checks signatures, templates and the signature name, keeps every accepted message as a file, answers
QuerySendDetails from there and pushes delivery reports. Like the real one it does not itself refuse repeats.
"""

import asyncio
import hmac
import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
import msgspec
from litestar import Request, Response, Router, post

from ...clock import BEIJING
from .aliyun import signature

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_BROKEN = {"Code": "InternalError", "Message": "something went wrong"}
_PUSH_TRIES = 20


@dataclass(frozen=True, slots=True)
class SentText:
    """One accepted message."""

    id: str
    to: str
    text: str
    out_id: str
    template: str
    at: str


class SmsFault(msgspec.Struct, frozen=True):
    """How one SendSms goes wrong.

    `error`: refused with 500. `hang`: accepted at once, answered after `seconds`. `late`: accepted only after
    `seconds`, as a request that was long under way.
    """

    phone: str
    kind: Literal["error", "hang", "late"]
    seconds: float = 0


class FakeAliyun:
    """The gateway: one account, one signature name, templates by code."""

    def __init__(
        self,
        folder: Path,
        *,
        key_id: str,
        secret: str,
        sign_name: str,
        templates: dict[str, str],
        report_to: str = "",
    ) -> None:
        self._folder = folder
        self._key_id = key_id
        self._secret = secret
        self._sign_name = sign_name
        self._templates = templates
        self._report_to = report_to
        self._faults: list[SmsFault] = []
        self._pushes: set[asyncio.Task[None]] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def sent(self) -> list[SentText]:
        """Every accepted message, in no order."""
        return [SentText(**json.loads(file.read_text())) for file in self._folder.glob("*.json")]

    def router(self) -> Router:
        """The HTTP side, at /aliyun."""

        @post("/aliyun", status_code=200)
        async def call(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
            fault = self._next_fault(request)
            if fault is not None and fault.kind == "late":
                await asyncio.sleep(fault.seconds)
            status, answer = (
                (500, _BROKEN) if fault is not None and fault.kind == "error" else self._answer(request)
            )
            if fault is not None and fault.kind == "hang":
                await asyncio.sleep(fault.seconds)
            return Response({"RequestId": str(uuid4()), **answer}, status_code=status)

        @post("/aliyun/faults", status_code=204)
        async def faults(data: list[SmsFault]) -> None:
            self._faults += data

        return Router("/", route_handlers=[call, faults])

    def _next_fault(self, request: Request[Any, Any, Any]) -> SmsFault | None:
        if request.headers.get("x-acs-action") != "SendSms":
            return None
        phone = request.query_params.get("PhoneNumbers")
        fault = next((fault for fault in self._faults if fault.phone == phone), None)
        if fault is not None:
            self._faults.remove(fault)
        return fault

    def _answer(self, request: Request[Any, Any, Any]) -> tuple[int, dict[str, Any]]:
        query = {name: str(value) for name, value in request.query_params.items()}
        if not self._signed(request, query):
            return 400, {
                "Code": "SignatureDoesNotMatch",
                "Message": "the signature does not match",
            }
        action = request.headers.get("x-acs-action")
        if action == "SendSms":
            return 200, self._send(query)
        if action == "QuerySendDetails":
            return 200, self._details(query)
        return 404, {"Code": "InvalidAction.NotFound", "Message": f"no action {action}"}

    def _signed(self, request: Request[Any, Any, Any], query: dict[str, str]) -> bool:
        found = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
            request.headers.get("authorization", ""),
        )
        if found is None or found[1] != self._key_id:
            return False
        headers = {name: request.headers.get(name, "") for name in found[2].split(";")}
        return hmac.compare_digest(signature(self._secret, "POST", query, headers), found[3])

    def _send(self, query: dict[str, str]) -> dict[str, Any]:
        template = self._templates.get(query.get("TemplateCode", ""))
        phone = query.get("PhoneNumbers", "")
        if template is None:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no such template"}
        if query.get("SignName") != self._sign_name:
            return {"Code": "isv.SMS_SIGNATURE_ILLEGAL", "Message": "no such signature"}
        if not _PHONE.fullmatch(phone):
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
            at=datetime.now(UTC).isoformat(),
        )
        self._keep(text)
        if self._report_to:
            push = asyncio.create_task(self._push(text))
            self._pushes.add(push)
            push.add_done_callback(self._pushes.discard)
        return {"Code": "OK", "Message": "OK", "BizId": text.id}

    def _keep(self, text: SentText) -> None:
        half = self._folder / f"{text.id}.tmp"
        half.write_text(json.dumps(asdict(text), ensure_ascii=False))
        half.rename(half.with_suffix(".json"))

    def _details(self, query: dict[str, str]) -> dict[str, Any]:
        mine = sorted(
            (
                text
                for text in self.sent()
                if text.to == query.get("PhoneNumber") and _day(text) == query.get("SendDate")
            ),
            key=lambda t: t.at,
        )
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

    async def _push(self, text: SentText) -> None:
        report = {
            "phone_number": text.to,
            "send_time": text.at,
            "report_time": datetime.now(UTC).isoformat(),
            "success": True,
            "err_code": "DELIVERED",
            "err_msg": "用户接收成功",
            "sms_size": "1",
            "biz_id": text.id,
            "out_id": text.out_id,
        }
        async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
            for attempt in range(_PUSH_TRIES):
                with suppress(httpx.HTTPError, ValueError):
                    answer = await http.post(self._report_to, json=[report])
                    if answer.is_success and answer.json().get("code") == 0:
                        return
                await asyncio.sleep(min(0.5 * 2**attempt, 10))


def _day(text: SentText) -> str:
    return datetime.fromisoformat(text.at).astimezone(BEIJING).strftime("%Y%m%d")
