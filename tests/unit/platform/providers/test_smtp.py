"""Mail by SMTP against a real server: encryption, log-in, refusals, and connections that are kept or lost."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.providers.email.port import EmailMessage, EmailRefused, EmailUnavailable
from huiyin.platform.providers.email.smtp import SmtpProvider
from huiyin.platform.settings import Settings

# A relay on loopback may ask for a log-in without encryption: that is what some of these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
MAIL = EmailMessage("li@example.com", "李想", "面试答复", "您好", "<p>您好</p>", "t_1.abc")


class Relay:
    """What the relay took, and how often somebody connected."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.connections = 0
        self.after_taking = ""  # what it does once, instead of saying 250

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += session.host_name is None and session.ssl is None
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address.startswith("not-ours"):
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        said = {
            "gone": "550 no such mailbox",
            "full": "452 mailbox full",
            "busy": "421 too many connections, closing",
            "broken": "500 internal error",
            "policy": "554 5.7.1 refused by policy",
        }
        code = said.get(address.split("@")[0])
        if code is None:
            envelope.rcpt_tos.append(address)
        return code or "250 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        how, self.after_taking = self.after_taking, ""
        if how == "hang":
            await asyncio.sleep(60)
        if how == "hang up":
            _server.transport.close()
        return how if how[:1].isdigit() else "250 kept"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins, ends = datetime(2020, 1, 1), datetime(2120, 1, 1)  # OpenSSL judges by the machine's clock
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("smtp") / "relay.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


Start = Callable[..., tuple[Relay, dict[str, Any]]]


@pytest.fixture
def start(certificate: Path) -> Iterator[Start]:
    """Start a relay that wants a log-in; `encrypted`: offers STARTTLS and takes none without."""
    running = []

    def begin(*, encrypted: bool) -> tuple[Relay, dict[str, Any]]:
        def authenticate(_s: object, _sess: object, _env: object, _mech: str, given: object) -> AuthResult:
            right = isinstance(given, LoginPassword) and given.password == b"right"
            return AuthResult(success=right, handled=False)

        context = None
        if encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        relay, port = Relay(), free_port()
        controller = Controller(
            relay,
            hostname="127.0.0.1",
            port=port,
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=encrypted,
            require_starttls=encrypted,
            tls_context=context,
        )
        controller.start()
        running.append(controller)
        return relay, {"smtp_port": port, "smtp_user": "huiyin", "smtp_password": "right"}

    yield begin
    for controller in running:
        controller.stop()


def provider(**settings: Any) -> SmtpProvider:
    return SmtpProvider(Settings(database_url="-", master_key_file=Path("-"), **settings))


async def test_a_mail_goes_encrypted_and_signed_in_over_one_connection(
    start: Start, certificate: Path
) -> None:
    relay, how = start(encrypted=True)
    us = provider(**how, smtp_security="starttls", smtp_ca_file=certificate)
    first = await us.send(MAIL)
    assert await us.send(MAIL) == first  # the same key, the same Message-ID
    assert [mail.count(first.provider_id.encode()) for mail in relay.mails] == [1, 1]
    assert relay.connections == 1
    await us.close()


async def test_a_relay_nobody_vouches_for_gets_no_mail(start: Start) -> None:
    relay, how = start(encrypted=True)
    with pytest.raises(EmailUnavailable):
        await provider(**how).send(MAIL)
    assert relay.mails == []


async def test_a_relay_without_encryption_gets_no_mail_where_it_is_asked_for(start: Start) -> None:
    relay, how = start(encrypted=False)
    with pytest.raises(EmailUnavailable):
        await provider(**how, smtp_security="starttls").send(MAIL)
    assert relay.mails == []


async def test_a_wrong_log_in_is_ours_to_mend(start: Start) -> None:
    _relay, how = start(encrypted=False)
    with pytest.raises(EmailUnavailable):
        await provider(**how | {"smtp_password": "wrong"}).send(MAIL)


async def test_who_does_not_exist_is_said_and_who_is_full_is_tried_later(start: Start) -> None:
    relay, how = start(encrypted=False)
    us = provider(**how)
    with pytest.raises(EmailRefused) as refused:
        await us.send(EmailMessage("gone@example.com", "", "x", "x", "x", "k"))
    assert "邮箱不存在" in str(refused.value.reason)
    with pytest.raises(EmailUnavailable):
        await us.send(EmailMessage("full@example.com", "", "x", "x", "x", "k"))
    await us.send(MAIL)
    assert len(relay.mails) == 1
    await us.close()


async def test_a_name_with_line_breaks_stops_no_mail_and_adds_no_header(start: Start) -> None:
    """As it may stand in an old row: a brand's, a person's, a vacancy's."""
    relay, how = start(encrypted=False)
    us = provider(**how)
    for sign in ("\r\n", "\n", "\u2028", "\x85", "\x1e"):
        name = f"云栖{sign}Bcc: eve@example.com"
        await us.send(
            EmailMessage("li@example.com", f"李{sign}想", f"{name}：面试答复", name, name, f"k{sign!r}")
        )
    assert len(relay.mails) == 5
    for mail in (message_from_bytes(one, policy=default) for one in relay.mails):
        assert mail["Bcc"] is None
        assert mail["Subject"] == "云栖 Bcc: eve@example.com：面试答复"
        assert mail["To"].addresses[0].display_name == "李 想"
    with pytest.raises(EmailRefused):
        await us.send(EmailMessage("li@example.com\r\nBcc: eve@example.com", "", "x", "x", "x", "k"))
    assert len(relay.mails) == 5
    await us.close()


async def test_a_kept_connection_that_was_hung_up_loses_no_mail(start: Start) -> None:
    relay, how = start(encrypted=False)
    us = provider(**how)
    await us.send(MAIL)
    [(_since, client)] = us._idle
    client.close()  # what a relay's idle limit does
    await us.send(MAIL)
    assert len(relay.mails) == 2
    await us.close()


async def test_a_relay_that_does_not_take_our_sender_blames_no_recipient(start: Start) -> None:
    relay, how = start(encrypted=False)
    with pytest.raises(EmailUnavailable):
        await provider(**how, mail_from="not-ours@example.com").send(MAIL)
    closing = await asyncio.start_server(_nobody, "127.0.0.1", 0)
    with pytest.raises(EmailUnavailable):
        await provider(**how | {"smtp_port": closing.sockets[0].getsockname()[1]}).send(MAIL)
    closing.close()
    assert relay.mails == []


async def _mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()  # until whoever waits for a greeting goes away
    writer.close()


async def _nobody(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"554 no service here\r\n")
    writer.close()


IDENTITY = b"Message-ID: "


def identities(relay: Relay) -> set[bytes]:
    """The Message-IDs of everything the relay took: what it knows a repeat by."""
    return {
        line
        for mail in relay.mails
        for line in mail.splitlines()
        if line.lower().startswith(IDENTITY.lower())
    }


@pytest.mark.parametrize("how", ["hang", "hang up", "451 try again later", "421 closing"])
async def test_a_relay_that_takes_a_mail_and_does_not_say_so_gets_the_same_one_again(
    start: Start, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("huiyin.platform.providers.email.smtp._ANSWERS_WITHIN_SECONDS", 0.5)
    relay, settings = start(encrypted=False)
    us = provider(**settings)
    relay.after_taking = how
    with pytest.raises(EmailUnavailable):
        await us.send(MAIL)
    await us.send(MAIL)  # what the job does a moment later, over a connection of its own
    assert len(relay.mails) == 2 and len(identities(relay)) == 1
    assert relay.connections == 2
    await us.send(EmailMessage("li@example.com", "", "x", "x", "x", "t_1.other"))
    assert len(identities(relay)) == 2
    await us.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [("broken@x.cn", "邮件服务器拒收（代码 500）"), ("policy@x.cn", "邮箱不存在或拒收")],
)
async def test_what_the_relay_refuses_for_good_is_said_in_words(
    start: Start, address: str, words: str
) -> None:
    relay, how = start(encrypted=False)
    us = provider(**how)
    with pytest.raises(EmailRefused) as refused:
        await us.send(EmailMessage(address, "", "x", "x", "x", "k"))
    assert words in str(refused.value.reason)
    assert relay.mails == []


async def test_a_relay_that_is_busy_or_away_is_tried_later(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay, how = start(encrypted=False)
    us = provider(**how)
    with pytest.raises(EmailUnavailable):
        await us.send(EmailMessage("busy@x.cn", "", "x", "x", "x", "k"))
    assert relay.mails == []
    with pytest.raises(EmailUnavailable):
        await provider(**how | {"smtp_port": free_port()}).send(MAIL)
    # One that takes the connection and never greets.
    monkeypatch.setattr("huiyin.platform.providers.email.smtp._ANSWERS_WITHIN_SECONDS", 0.3)
    silent = await asyncio.start_server(_mute, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    with pytest.raises(EmailUnavailable):
        await provider(**how | {"smtp_port": port}).send(MAIL)
    silent.close()
    await us.close()
