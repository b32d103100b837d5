"""Asking a time-stamp authority: what it answers must be about what was asked."""

import pytest
from asn1crypto import tsp
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.timestamp.rfc3161 import HttpTimeStamper
from huiyin.platform.signatures.authority import CertificateAuthority
from pyhanko.sign.timestamps import TimestampRequestError

from tests.unit.platform.signing_kit import SignedContract


class _Confused(HttpTimeStamper):
    """Its authority stamps something else than it was asked to, with the right nonce."""

    def __init__(self, authority: CertificateAuthority) -> None:
        super().__init__("http://127.0.0.1:9")
        self._authority = TimeStampAuthority(authority)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        other = tsp.TimeStampReq.load(req.dump())
        other["message_imprint"]["hashed_message"] = bytes(32)
        return tsp.TimeStampResp.load(self._authority.respond(other.dump()))


async def test_a_token_of_something_else_is_refused(signed_contract: SignedContract) -> None:
    with pytest.raises(TimestampRequestError, match="something else"):
        await _Confused(signed_contract.authority).stamp(b"manifest")


async def test_an_authority_that_does_not_answer_is_an_error_and_no_stamp() -> None:
    with pytest.raises(TimestampRequestError):
        await HttpTimeStamper("http://127.0.0.1:9/tsa").stamp(b"manifest")
