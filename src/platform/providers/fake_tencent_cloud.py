"""What the small services of Tencent Cloud for development and tests have in common: whose call it is, and their answers."""

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from .. import clock
from ..requests import AnyRequest
from .tencent_cloud import scope_of, signature

_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\S+), SignedHeaders=content-type;host, Signature=([0-9a-f]{64})"
)
_CLOCK_SKEW = timedelta(minutes=5)


def unsigned(request: AnyRequest, body: bytes, *, key_id: str, secret: str, service: str) -> str | None:
    """Why a call is not the account's own, as the real one says; None where it is."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    timestamp = int(request.headers.get("x-tc-timestamp", "0"))
    if found is None or found[2] != scope_of(timestamp, service):
        return "AuthFailure.SignatureFailure"
    if abs(clock.now() - datetime.fromtimestamp(timestamp, UTC)) > _CLOCK_SKEW:
        return "AuthFailure.SignatureExpire"
    if found[1] != key_id:
        return "AuthFailure.SecretIdNotFound"
    host = request.headers.get("host", "")
    right = signature(secret, body, host=host, timestamp=timestamp, service=service)
    return None if hmac.compare_digest(right, found[3]) else "AuthFailure.SignatureFailure"


def error(code: str) -> dict[str, Any]:
    """A no."""
    return {"Error": {"Code": code, "Message": code}}


def response(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with the number of its request, as every call has one."""
    return {"Response": {"RequestId": str(uuid4()), **answer}}
