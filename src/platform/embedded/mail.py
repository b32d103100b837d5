"""The embedded mail server: real SMTP on loopback; every message becomes one file."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .. import clock


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came with a mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One mail as the inbox shows it."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    at: str
    files: tuple[ReceivedFile, ...]


class MailStore:
    """A folder of mails. One mail with one Message-ID reaches one person once, as in Cyrus' duplicate suppression.

    `repeats` says how often one came again and was not delivered again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A mail never changes, and taking it apart takes milliseconds.
        self._parsed: dict[str, ReceivedMail] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, to: str, content: bytes) -> bool:
        """Write one mail, whole or not at all; False when it was here before."""
        head = BytesHeaderParser().parsebytes(content)
        identity = hashlib.sha256(f"{head['Message-ID']}\0{to}".encode()).hexdigest()[:32]
        target = self._folder / f"{identity}.json"
        record = {
            "to": to,
            "at": clock.now().isoformat(),
            "content": content.decode("utf-8", "replace"),
        }
        if target.exists():
            with (self._folder / "repeats").open("a") as repeats:
                repeats.write(f"{target.stem}\n")
            return False
        half = target.with_suffix(".tmp")
        half.write_text(json.dumps(record, ensure_ascii=False))
        half.rename(target)
        return True

    def repeats(self) -> int:
        """How many mails came again."""
        file = self._folder / "repeats"
        return len(file.read_text().splitlines()) if file.exists() else 0

    def __iter__(self) -> Iterator[ReceivedMail]:
        for file in self._folder.glob("*.json"):
            if file.stem not in self._parsed:
                self._parsed[file.stem] = _read(file)
            yield self._parsed[file.stem]


def _read(file: Path) -> ReceivedMail:
    record = json.loads(file.read_text())
    parsed = message_from_bytes(record["content"].encode(), policy=default)
    return ReceivedMail(
        id=file.stem,
        to=record["to"],
        subject=str(parsed["Subject"] or ""),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        at=record["at"],
        files=tuple(_files(parsed)),
    )


def _body(message: object, kind: str) -> str:
    if not isinstance(message, EmailMessage):
        return ""
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _files(parsed: object) -> Iterator[ReceivedFile]:
    if isinstance(parsed, EmailMessage):
        for part in parsed.iter_attachments():
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                yield ReceivedFile(part.get_filename("file"), str(part["Content-Type"]), data)


class _Handler:
    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.endswith(".invalid"):  # RFC 2606: nobody is there
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        new = [self._store.keep(recipient, content) for recipient in envelope.rcpt_tos]
        return "250 2.0.0 kept" if any(new) else "250 2.0.0 kept before, not delivered again"


def smtp_server(store: MailStore, port: int, user: str, password: str) -> Controller:
    """The server, not yet started; only `user` with `password` may send."""

    def authenticate(_s: object, _sess: object, _env: object, _mech: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (
            user.encode(),
            password.encode(),
        )
        # handled=False: otherwise a refused log-in gets no answer at all.
        return AuthResult(success=right, handled=False)

    return Controller(
        _Handler(store),
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
        enable_SMTPUTF8=True,
        data_size_limit=10_000_000,
    )
