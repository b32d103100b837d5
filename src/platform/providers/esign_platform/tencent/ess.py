"""腾讯电子签 (ess 2020-11-11): UploadFiles, CreateFlowByFiles, DescribeFlowInfo, CancelFlow, DescribeFileUrls, and its callbacks.

CreateFlowByFiles begins the flow at once (StartFlow is for flows from templates), and has no key against being called twice.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

import httpx

from ...tencent_cloud import TencentCloud, TencentRefused, TencentService, TencentSilent, TencentUnreached
from ..platform_states import TENCENT_FLOW
from ..port import (
    EsignAccount,
    EsignPlatform,
    EsignRefused,
    EsignUnavailable,
    EsignUncertain,
    Knock,
    Place,
    SigningOrder,
    Standing,
    UnknownStateError,
)
from .callbacks import CallbackKeys, read_callback

SERVICE = TencentService("ess", "2020-11-11")
_UPLOADS = "https://file.ess.tencent.cn"  # files are sent to a host of their own, signed for the same service
_BUSY = ("RequestLimitExceeded", "InternalError", "OperationDenied.CallOften")
_COMPANY, _PERSON = 0, 1
_LONGEST_TITLE, _LONGEST_REASON = 200, 200
# What a title may be made of; other signs are refused.
_NOT_IN_TITLES = re.compile(
    r"[^\w ()\[\],;.&+\-\u3001\u3002\u300a\u300b\u3010\u3011\uff08\uff09\uff0c\uff1b]"
)


class TencentEsign:
    """One account: `operator` is the number of the member in whose name flows are begun."""

    def __init__(
        self,
        cloud: TencentCloud,
        uploads: TencentCloud,
        operator: str,
        keys: CallbackKeys,
        http: httpx.AsyncClient,
    ) -> None:
        self._cloud, self._uploads = cloud, uploads
        self._operator = {"UserId": operator}
        self._keys = keys
        self._http = http

    async def begin(self, order: SigningOrder) -> str:
        """UploadFiles, then CreateFlowByFiles: the worker first, then the company."""
        title = _NOT_IN_TITLES.sub(" ", order.title)[:_LONGEST_TITLE]
        file = {"FileName": f"{title}.pdf", "FileBody": base64.b64encode(order.pdf).decode()}
        sent = {
            "Caller": {"OperatorId": self._operator["UserId"]},
            "BusinessType": "DOCUMENT",
            "FileInfos": [file],
        }
        uploaded = await self._ask(self._uploads, "UploadFiles", sent)
        flow = await self._call(
            "CreateFlowByFiles",
            {
                "FlowName": title,
                "FileIds": uploaded["FileIds"],
                "Approvers": [_worker(order), _company(order)],
                "Deadline": int(order.until.timestamp()),
                "Unordered": False,
                "UserData": base64.b64encode(order.key.encode()).decode(),
            },
        )
        return str(flow["FlowId"])

    async def look(self, flow: str) -> Standing:
        """DescribeFlowInfo of one."""
        answer = await self._call("DescribeFlowInfo", {"FlowIds": [flow]})
        found = next((one for one in answer["FlowDetailInfos"] if one["FlowId"] == flow), None)
        if found is None:
            raise EsignRefused("ResourceNotFound.Flow")
        status = int(found["FlowStatus"])
        if status not in TENCENT_FLOW:
            raise UnknownStateError(str(status))
        return Standing(flow, TENCENT_FLOW[status], str(found.get("FlowMessage") or ""))

    async def withdraw(self, flow: str, reason: str) -> None:
        """CancelFlow."""
        await self._call("CancelFlow", {"FlowId": flow, "CancelMessage": reason[:_LONGEST_REASON]})

    async def document(self, flow: str) -> bytes:
        """DescribeFileUrls, then the file at the address, which is good for five minutes."""
        wanted = {"BusinessType": "FLOW", "BusinessIds": [flow], "FileType": "PDF"}
        answer = await self._call("DescribeFileUrls", wanted)
        try:
            response = (await self._http.get(answer["FileUrls"][0]["Url"])).raise_for_status()
        except (httpx.HTTPError, LookupError) as problem:
            raise EsignUnavailable(repr(problem)) from problem
        return response.content

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Knock | None:
        """A FlowStatusChange; other kinds are about no flow of ours."""
        return read_callback(self._keys, headers, body)

    async def _call(self, action: str, wanted: dict[str, Any]) -> dict[str, Any]:
        return await self._ask(self._cloud, action, {"Operator": self._operator, **wanted})

    async def _ask(self, cloud: TencentCloud, action: str, wanted: dict[str, Any]) -> dict[str, Any]:
        try:
            return await cloud.call(action, wanted)
        except TencentRefused as refused:
            if refused.code.startswith(_BUSY):
                raise EsignUnavailable(refused.code) from refused
            raise EsignRefused(refused.code) from refused
        except TencentUnreached as problem:
            raise EsignUnavailable(str(problem)) from problem
        except TencentSilent as problem:
            raise EsignUncertain(str(problem)) from problem


def _worker(order: SigningOrder) -> dict[str, Any]:
    worker = order.worker
    return {
        "ApproverType": _PERSON,
        "ApproverName": worker.name,
        "ApproverMobile": worker.phone.removeprefix("+86"),
        "ApproverIdCardType": "ID_CARD",
        "ApproverIdCardNumber": worker.id_number,
        # By password, or name, number and phone with the carrier: a face is never the only way.
        "ApproverSignTypes": [1, 2, 3],
        "ApproverVerifyTypes": [2],
        "NotifyType": "SMS",
        "SignComponents": [_component("SIGN_SIGNATURE", order.worker_place)],
    }


def _company(order: SigningOrder) -> dict[str, Any]:
    company = order.company
    return {
        "ApproverType": _COMPANY,
        "OrganizationName": company.name,
        "ApproverName": company.clerk,
        "ApproverMobile": company.phone.removeprefix("+86"),
        "NotifyType": "SMS",
        "SignComponents": [_component("SIGN_SEAL", order.company_place)],
    }


def _component(kind: str, place: Place) -> dict[str, Any]:
    return {
        "ComponentType": kind,
        "GenerateMode": "NORMAL",
        "FileIndex": 0,
        "ComponentPage": place.page,
        "ComponentPosX": place.x,
        "ComponentPosY": place.y,
        "ComponentWidth": place.width,
        "ComponentHeight": place.height,
    }


def open_ess(account: EsignAccount, http: httpx.AsyncClient) -> EsignPlatform:
    """An account at the real service, or at `account.endpoint`."""
    key_id, secret = account.facts["key_id"], account.secrets["secret"]
    cloud = TencentCloud(SERVICE, key_id, secret, endpoint=account.endpoint, http=http)
    uploads = TencentCloud(SERVICE, key_id, secret, endpoint=account.endpoint or _UPLOADS, http=http)
    keys = CallbackKeys(account.secrets["token"], account.secrets.get("callback_key", ""))
    return TencentEsign(cloud, uploads, account.facts["operator"], keys, http)
