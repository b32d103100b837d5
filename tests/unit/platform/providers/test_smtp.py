"""Mail by SMTP against a real server: encryption, log-in, refusals, and connections that are kept or lost."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
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
from huiyin.platform.embedded.postgres import free_port
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

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += session.host_name is None and session.ssl is None
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        code = {"gone": "550 no such mailbox", "full": "452 mailbox full"}.get(address.split("@")[0])
        if code is None:
            envelope.rcpt_tos.append(address)
        return code or "250 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 kept"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1)
        )
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


async def test_a_kept_connection_that_was_hung_up_loses_no_mail(start: Start) -> None:
    relay, how = start(encrypted=False)
    us = provider(**how)
    await us.send(MAIL)
    [(_since, client)] = us._idle
    client.close()  # what a relay's idle limit does
    await us.send(MAIL)
    assert len(relay.mails) == 2
    await us.close()
