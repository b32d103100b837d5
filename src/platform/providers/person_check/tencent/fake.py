"""A small Tencent Cloud FaceID for development and tests: the documented protocol of the calls we make, on loopback.

It checks the signature, the rule and the form of what it is asked, and keeps no more of a call than the real one shows its
customer. POST /tencent-faceid/faults takes PersonCheckFaults. The page of a check (`Url`) has no camera: whoever stands
before it says with a button how it ends, and is led back with the check's BizToken, as by the real one.
"""

import html
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import httpx
import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.params import FromPath, JSONBody

from .... import clock
from ....requests import AnyRequest
from ...fake_tencent_cloud import error, response, unsigned
from .faceid import SERVICE

_PHONE, _NUMBER = re.compile(r"1[3-9][0-9]{9}"), re.compile(r"[0-9]{17}[0-9X]")
_TOKEN_LIVES, _RESULT_LIVES = timedelta(hours=2), timedelta(days=3)
_DESCRIPTIONS = {"0": "认证通过", "-4": "信息不一致", "-9": "没有记录", "-11": "验证中心服务繁忙"}
_ENDS = {"pass": (0, "成功"), "fail": (1004, "人脸检测不通过")}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action *"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>人脸核身（演示）</title>
<style>body{{font:17px/1.7 sans-serif;max-width:420px;margin:0 auto;padding:32px 20px;text-align:center}}
button{{display:block;width:100%;min-height:48px;margin:12px 0;font:inherit;border-radius:8px;border:1px solid #888}}</style></head>
<body><h1>人脸核身（演示）</h1><p>{name}</p><p>这里没有摄像头，也不会拍照。请选择这次核验的结果。</p>
<form method="post"><button name="end" value="pass">通过</button><button name="end" value="fail">不通过</button>
<button name="end" value="leave">不做了，返回</button></form></body></html>"""


class PersonCheckFault(msgspec.Struct, frozen=True):
    """How one call about `name` goes wrong: its PhoneVerification answers `code` (`result`), it is refused with `code`
    (`refused`), or answered with 500 (`error`)."""

    name: str
    kind: Literal["result", "refused", "error"]
    code: str = ""


@dataclass(slots=True)
class _Face:
    """One check that was begun; `end`: its result, once there is one."""

    name: str
    id_number: str
    extra: str
    back: str
    at: datetime
    end: tuple[int, str] | None = None


class FakeFaceId:
    """The service: one account with one rule. `calls`: action and result of each, as a customer's bill counts them."""

    def __init__(self, *, key_id: str, secret: str, rule_id: str) -> None:
        self._key_id, self._secret, self._rule_id = key_id, secret, rule_id
        self._faces: dict[str, _Face] = {}
        self._faults: list[PersonCheckFault] = []
        self.calls: list[tuple[str, str]] = []

    def router(self) -> Router:
        """The HTTP side, at /tencent-faceid."""

        @post("/tencent-faceid", status_code=200)
        async def call(request: AnyRequest) -> Response[dict[str, Any]]:
            body = await request.body()
            fault = self._next_fault(body)
            if fault is not None and fault.kind == "error":
                return Response({"error": "something went wrong"}, status_code=500)
            return Response(response(self._answer(request, body, fault)))

        @post("/tencent-faceid/faults", status_code=204)
        async def faults(data: JSONBody[list[PersonCheckFault]]) -> None:
            self._faults += data

        @get("/tencent-faceid/calls")
        async def calls() -> list[list[str]]:
            return [list(one) for one in self.calls]

        @get("/tencent-faceid/h5/{token:str}", media_type=MediaType.HTML)
        async def page(token: FromPath[str]) -> Response[str]:
            shown = _PAGE.format(name=html.escape(self._faces[token].name))
            return Response(shown, media_type=MediaType.HTML, headers={"Content-Security-Policy": _POLICY})

        @post("/tencent-faceid/h5/{token:str}", status_code=303)
        async def end(token: FromPath[str], request: AnyRequest) -> Response[None]:
            face, chosen = self._faces[token], (await request.form()).get("end", "")
            if face.end is None and chosen in _ENDS:
                face.end = _ENDS[chosen]
            back = httpx.URL(face.back).copy_merge_params({"token": token})
            return Response(None, status_code=303, headers={"Location": str(back)})

        return Router("/", route_handlers=[call, faults, calls, page, end])

    def _next_fault(self, body: bytes) -> PersonCheckFault | None:
        name = json.loads(body).get("Name")
        fault = next((one for one in self._faults if one.name == name), None)
        if fault is not None:
            self._faults.remove(fault)
        return fault

    def _answer(self, request: AnyRequest, body: bytes, fault: PersonCheckFault | None) -> dict[str, Any]:
        problem = unsigned(request, body, key_id=self._key_id, secret=self._secret, service=SERVICE.name)
        if problem is not None:
            return error(problem)
        if fault is not None and fault.kind == "refused":
            return error(fault.code)
        wanted, action = json.loads(body), request.headers.get("x-tc-action", "")
        if action == "PhoneVerification":
            answer = self._phone(wanted, fault)
        elif wanted.get("RuleId") != self._rule_id:
            answer = error("InvalidParameterValue.RuleIdNotExist")
        elif action == "DetectAuth":
            answer = self._begin(wanted, str(request.base_url).rstrip("/"))
        elif action == "GetDetectInfoEnhanced":
            answer = self._result(wanted)
        else:
            answer = error("InvalidAction")
        self.calls.append((action, str(answer.get("Result", answer.get("Error", {}).get("Code", "")))))
        return answer

    def _phone(self, wanted: dict[str, Any], fault: PersonCheckFault | None) -> dict[str, Any]:
        result = fault.code if fault is not None and fault.kind == "result" else "0"
        if not _PHONE.fullmatch(wanted.get("Phone", "")):
            result = "-6"
        elif not _NUMBER.fullmatch(wanted.get("IdCard", "")):
            result = "-7"
        elif not wanted.get("Name"):
            result = "-8"
        return {"Result": result, "Description": _DESCRIPTIONS.get(result, result), "Isp": "移动"}

    def _begin(self, wanted: dict[str, Any], origin: str) -> dict[str, Any]:
        if not _NUMBER.fullmatch(wanted.get("IdCard", "")):
            return error("FailedOperation.IdFormatError")
        token = str(uuid4()).upper()
        self._faces[token] = _Face(
            wanted["Name"], wanted["IdCard"], wanted.get("Extra", ""), wanted["RedirectUrl"], clock.now()
        )
        return {"Url": f"{origin}/tencent-faceid/h5/{token}", "BizToken": token}

    def _result(self, wanted: dict[str, Any]) -> dict[str, Any]:
        face = self._faces.get(wanted.get("BizToken", ""))
        if face is None:
            return error("InvalidParameterValue.BizTokenIllegal")
        lives = _RESULT_LIVES if face.end is not None else _TOKEN_LIVES
        if clock.now() - face.at > lives:
            return error("InvalidParameterValue.BizTokenExpired")
        text: dict[str, Any] = {"ErrCode": None, "ErrMsg": None, "Extra": face.extra}
        if face.end is not None:
            code, said = face.end
            text |= {"ErrCode": code, "ErrMsg": said, "IdCard": face.id_number, "Name": face.name}
            text |= {"LiveStatus": code, "Comparestatus": code, "Sim": "97.70" if code == 0 else "41.20"}
        pictures = None if wanted.get("InfoType") == "1" else {"BestFrame": "/9j/4AAQSkZJRgABAQ=="}
        return {"Text": text, "IdCardData": None, "BestFrame": pictures, "VideoData": None}
