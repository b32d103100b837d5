"""A small 腾讯电子签 for development and tests: the documented protocol of the calls we make, on loopback.

It checks the signature, the operator, the file, the parties and their places; flows move by POST /tencent-ess/acts (EssAct), as
their signers and the time move the real ones, and each move is told to the hook as the real one tells it: signed, and encrypted
where there is a key. The file that is handed out is the one that came in: nobody signs here.
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

import msgspec
from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody

from .... import clock
from ....requests import AnyRequest
from ...fake_tencent_cloud import error, response, unsigned
from .callbacks import KIND, CallbackKeys, encrypt, sign
from .ess import SERVICE

_COMPONENT = {"ComponentType", "ComponentPage", "ComponentPosX", "ComponentPosY", "ComponentWidth", "ComponentHeight"}  # fmt: skip
_ENDED = (3, 4, 5, 6, 10, 16, 21)
_SAID = {1: "INIT", 2: "PART", 3: "REJECT", 4: "ALL", 5: "DEADLINE", 6: "CANCEL", 16: "INVALID", 21: "RELIEVED"}  # fmt: skip


class EssAct(msgspec.Struct, frozen=True):
    """What happens to a flow: its next party signs or refuses, its time ends, a signer's name is changed, it is rescinded."""

    flow: str
    act: Literal["sign", "reject", "expire", "void", "rescind"]
    message: str = ""


@dataclass(slots=True)
class _Flow:
    id: str
    wanted: dict[str, Any]
    file: bytes
    status: int = 1
    message: str = ""
    signed: int = 0


@dataclass(slots=True)
class Callback:
    """One callback as it was or would be sent."""

    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class FakeEss:
    """The platform: one account with one operator. `callbacks`: all there were, the last at the end."""

    key_id: str
    secret: str
    operator: str
    keys: CallbackKeys
    callbacks: list[Callback] = field(default_factory=list)
    silent: int = 0
    """So many of the next calls are done, and answered with 500."""
    _files: dict[str, bytes] = field(default_factory=dict)
    _flows: dict[str, _Flow] = field(default_factory=dict)

    @property
    def flows(self) -> list[str]:
        """Every flow's number, in the order they were begun."""
        return list(self._flows)

    def router(self) -> Router:
        """The HTTP side, at /tencent-ess."""

        @post("/tencent-ess", status_code=200)
        async def call(request: AnyRequest) -> Response[dict[str, Any]]:
            answer = self._answer(request, await request.body())
            if self.silent:
                self.silent -= 1
                return Response({"error": "something went wrong"}, status_code=500)
            return Response(response(answer))

        @post("/tencent-ess/acts", status_code=204)
        async def acts(data: JSONBody[EssAct]) -> None:
            self.act(data)

        @get("/tencent-ess/files/{flow:str}")
        async def file(flow: FromPath[str]) -> Response[bytes]:
            if flow not in self._flows:
                raise NotFoundException
            return Response(self._flows[flow].file, media_type="application/pdf")

        return Router("/", route_handlers=[call, acts, file])

    def act(self, act: EssAct) -> None:
        """Move a flow, and tell of it."""
        flow = self._flows[act.flow]
        if act.act == "sign":
            flow.signed += 1
            self._move(flow, 4 if flow.signed == len(flow.wanted["Approvers"]) else 2)
        else:
            ends = {"reject": 3, "expire": 5, "void": 16, "rescind": 21}
            self._move(flow, ends[act.act], act.message)

    def _answer(self, request: AnyRequest, body: bytes) -> dict[str, Any]:
        problem = unsigned(request, body, key_id=self.key_id, secret=self.secret, service=SERVICE.name)
        if problem is not None:
            return error(problem)
        wanted, action = json.loads(body), request.headers.get("x-tc-action", "")
        known = {
            "CreateFlowByFiles": self._begin,
            "DescribeFlowInfo": self._look,
            "CancelFlow": self._cancel,
        }
        if action == "UploadFiles":
            return self._upload(wanted)
        if wanted.get("Operator", {}).get("UserId") != self.operator:
            return error("UnauthorizedOperation.OperatorHasNoPermission")
        if action == "DescribeFileUrls":
            return self._urls(wanted, str(request.base_url).rstrip("/"))
        return known[action](wanted) if action in known else error("InvalidAction")

    def _upload(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if wanted.get("Caller", {}).get("OperatorId") != self.operator:
            return error("UnauthorizedOperation.OperatorHasNoPermission")
        ids = []
        for one in wanted["FileInfos"]:
            data = base64.b64decode(one["FileBody"], validate=True)
            if not one["FileName"].endswith(".pdf") or not data.startswith(b"%PDF-"):
                return error("InvalidParameter.FileType")
            ids.append(uuid4().hex)
            self._files[ids[-1]] = data
        return {"FileIds": ids, "TotalCount": len(ids)}

    def _begin(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if len(wanted["FileIds"]) != 1 or wanted["FileIds"][0] not in self._files:
            return error("InvalidParameter.FileIds")
        if wanted["Deadline"] <= clock.now().timestamp():
            return error("InvalidParameter.Deadline")
        for party in wanted["Approvers"]:
            company = party["ApproverType"] == 0
            if not (party.get("OrganizationName") if company else party.get("ApproverIdCardNumber")):
                return error("MissingParameter.Approver")
            if any(_COMPONENT - one.keys() for one in party["SignComponents"]):
                return error("InvalidParameter.SignComponents")
        made = _Flow(uuid4().hex, wanted, self._files[wanted["FileIds"][0]])
        self._flows[made.id] = made
        self._tell(made)
        return {"FlowId": made.id}

    def _look(self, wanted: dict[str, Any]) -> dict[str, Any]:
        found = [self._flows[one] for one in wanted["FlowIds"] if one in self._flows]
        return {
            "FlowDetailInfos": [
                {
                    "FlowId": one.id,
                    "FlowName": one.wanted["FlowName"],
                    "FlowStatus": one.status,
                    "FlowMessage": one.message,
                    "FlowApproverInfos": [
                        {"ApproveName": party["ApproverName"], "ApproveStatus": 3 if place < one.signed else 2}
                        for place, party in enumerate(one.wanted["Approvers"])
                    ],
                }
                for one in found
            ]
        }  # fmt: skip

    def _cancel(self, wanted: dict[str, Any]) -> dict[str, Any]:
        flow = self._flows.get(wanted["FlowId"])
        if flow is None:
            return error("ResourceNotFound.Flow")
        if flow.status in _ENDED:
            return error("OperationDenied.FlowHasTerminated")
        self._move(flow, 6, wanted["CancelMessage"])
        return {}

    def _urls(self, wanted: dict[str, Any], origin: str) -> dict[str, Any]:
        found = [one for one in wanted["BusinessIds"] if one in self._flows]
        if not found or wanted["BusinessType"] != "FLOW":
            return error("ResourceNotFound.Flow")
        return {"FileUrls": [{"Url": f"{origin}/tencent-ess/files/{one}"} for one in found]}

    def _move(self, flow: _Flow, status: int, message: str = "") -> None:
        flow.status, flow.message = status, message
        self._tell(flow)

    def _tell(self, flow: _Flow) -> None:
        data = {
            "FlowId": flow.id,
            "CallbackType": "sign",
            "FlowName": flow.wanted["FlowName"],
            "FlowCallbackStatus": flow.status,
            "FlowCallbackShowStatus": _SAID[flow.status],
            "UserData": flow.wanted["UserData"],
        }
        told = {"MsgId": uuid4().hex, "MsgType": KIND, "MsgVersion": "CustomApp", "MsgData": data}
        body = encrypt(self.keys, json.dumps(told, ensure_ascii=False).encode())
        self.callbacks.append(Callback({"content-signature": sign(self.keys, body)}, body))
