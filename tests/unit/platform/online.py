"""An authority of certificates that answers on loopback: time stamps, and its revocation lists where its certificates say."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.loopback import Answer, serving
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.keys import Keys

from tests.support.authorities import keys_in


@contextmanager
def online(folder: Path, keys: Keys | None = None) -> Iterator[tuple[CertificateAuthority, str]]:
    """The authority in `folder`, made when it is new, and the address of its time stamps."""
    opened: list[CertificateAuthority] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if handler.path == "/tsa":
            return Answer(200, {}, TimeStampAuthority(opened[0]).respond(body))
        lists = {f"/ca/{name}.crl": data for name, data in opened[0].lists().items()}
        return Answer(200, {}, lists[handler.path]) if handler.path in lists else Answer(404, {}, b"")

    with serving(answer) as origin:
        opened.append(CertificateAuthority.open(folder, f"{origin}/ca", keys or keys_in(folder)))
        yield opened[0], f"{origin}/tsa"
