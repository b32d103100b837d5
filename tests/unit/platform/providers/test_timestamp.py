"""Asking a time-stamp authority: what it answers must be about what was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import tsp
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.timestamp import rfc3161
from huiyin.platform.providers.timestamp.rfc3161 import HttpTimeStamper
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.stamp import check_stamp
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


@contextmanager
def _answering(answer: Callable[[bytes], bytes | None]) -> Iterator[str]:
    """An authority that gives this answer to a request; None: it says nothing and holds the line."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = answer(self.rfile.read(int(self.headers["Content-Length"])))
            if given is None:
                over.wait()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(given)

        def log_message(self, *args: object) -> None:
            """Tests print nothing."""

    over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


async def test_the_next_authority_is_asked_where_one_fails(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rfc3161, "_PATIENCE", 0.5)
    good = TimeStampAuthority(signed_contract.authority).respond
    refused = {"status": {"status": "rejection", "fail_info": {"system_failure"}}}
    bad: list[Callable[[bytes], bytes | None]] = [
        lambda _request: b"busy",
        lambda _request: bytes(tsp.TimeStampResp(refused).dump()),
        lambda _request: None,
    ]
    with _answering(good) as last:
        for answer in bad:
            with _answering(answer) as first:
                token = await HttpTimeStamper(f"{first}, {last}").stamp(b"manifest")
                report = check_stamp(
                    "m.tst",
                    token,
                    b"manifest",
                    signed_contract.root_pem,
                    signed_contract.root_pem,
                    signed_contract.authority.crls(),
                )
                assert report.valid, report
                with pytest.raises(TimestampRequestError):
                    await HttpTimeStamper(first).stamp(b"manifest")
        token = await HttpTimeStamper(f"http://127.0.0.1:9/tsa,{last}").stamp(b"manifest")
        assert token
    with pytest.raises(TimestampRequestError, match="none is set"):
        await HttpTimeStamper("").stamp(b"manifest")


async def test_whom_https_trusts_is_read_once_and_not_for_each_stamp(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    loading = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, cafile: str, *rest: None) -> None:
        read.append(cafile)
        loading(context, cafile, *rest)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    rfc3161._roots.cache_clear()
    with _answering(TimeStampAuthority(signed_contract.authority).respond) as authority:
        for _stamp in range(3):
            await HttpTimeStamper(authority).stamp(b"manifest")
    rfc3161._roots.cache_clear()
    assert len(read) == 1, read
