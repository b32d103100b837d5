"""Callbacks of 腾讯电子签: signed with the token of the application (`Content-Signature: sha256=…`, HMAC-SHA256 of the body as it was
sent), and encrypted where it has a key (AES-256-CBC, the key's first half as IV, PKCS#7, Base64)."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from ..port import CallbackForged, Knock

_BLOCK = 16  # bytes
KIND = "FlowStatusChange"


@dataclass(frozen=True, slots=True)
class CallbackKeys:
    """`token` signs; `key` encrypts, empty where nothing is encrypted."""

    token: str
    key: str = ""


def sign(keys: CallbackKeys, body: bytes) -> str:
    """What stands in Content-Signature over this body."""
    return f"sha256={hmac.new(keys.token.encode(), body, 'sha256').hexdigest()}"


def encrypt(keys: CallbackKeys, plain: bytes) -> bytes:
    """A body as the platform sends it; as it is where it has no key."""
    if not keys.key:
        return plain
    padder, encryptor = PKCS7(8 * _BLOCK).padder(), _cipher(keys.key).encryptor()
    padded = padder.update(plain) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize())


def read_callback(keys: CallbackKeys, headers: Mapping[str, str], body: bytes) -> Knock | None:
    """Whose flow it is about; None where it is no change of a flow.

    Raises:
        CallbackForged: it has no signature of the token's, or cannot be read.
    """
    if not keys.token or not hmac.compare_digest(
        sign(keys, body).encode(), headers.get("content-signature", "").encode()
    ):
        raise CallbackForged("signature")
    try:
        told: dict[str, Any] = json.loads(_decrypt(keys, body))
        if told.get("MsgType") != KIND:
            return None
        data = told["MsgData"]
        key = base64.b64decode(data.get("UserData") or "", validate=True).decode()
        return Knock(str(data["FlowId"]), key, str(told["MsgId"]))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise CallbackForged(repr(problem)) from problem


def _decrypt(keys: CallbackKeys, body: bytes) -> bytes:
    if not keys.key:
        return body
    unpadder, decryptor = PKCS7(8 * _BLOCK).unpadder(), _cipher(keys.key).decryptor()
    padded = decryptor.update(base64.b64decode(body, validate=True)) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _cipher(key: str) -> Cipher[modes.CBC]:
    raw = key.encode()
    return Cipher(algorithms.AES256(raw), modes.CBC(raw[:_BLOCK]))
