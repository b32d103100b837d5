"""One process for what listens on loopback: SMTP, the text-message gateway, checks of persons, two time-stamp
authorities, the inbox.

Started by the stack as `python -m huiyin.platform.embedded.services FILE`, FILE being a ServicesConfig as JSON.
"""

import asyncio
import signal
import sys
from pathlib import Path

import msgspec
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

from ..providers.im.fake_personal import FakePersonal
from ..providers.im.fake_robots import FakeRobots
from ..providers.keys.file import FileKeys
from ..providers.person_check.tencent.fake import FakeFaceId
from ..providers.sms.aliyun.fake import FakeAliyun
from ..providers.sms.tencent.fake import FakeTencent, numbered_templates
from ..signatures.authority import CertificateAuthority, SecondAuthority
from .inbox import inbox_router
from .mail import MailStore, smtp_server
from .parent import die_with_parent
from .tsa import TimeStampAuthority

TENCENT_APP, ROBOT_TOKEN = "1400000000", "embedded-robot"
FACE_RULE = "1"
SECOND_TSA = "/second-tsa"
SUITE_APP, SUITE_AGENT = "embedded-app", "1000002"


class ServicesConfig(msgspec.Struct, frozen=True):
    """What the process needs to know; folders and ports of this machine."""

    state: str
    ca: str
    lists_at: str
    second_tsa: str
    signing_key: str
    http_port: int
    smtp_port: int
    smtp_user: str
    smtp_password: str
    sms_key_id: str
    sms_secret: str
    sms_sign_name: str
    sms_templates: dict[str, str]
    sms_report_to: str


def build(config: ServicesConfig) -> tuple[Litestar, MailStore]:
    """The HTTP side, and the store the SMTP side writes to."""
    state = Path(config.state)
    mails = MailStore(state / "mail")
    gateway = FakeAliyun(
        state / "sms",
        key_id=config.sms_key_id,
        secret=config.sms_secret,
        sign_name=config.sms_sign_name,
        templates=config.sms_templates,
        report_to=config.sms_report_to,
    )
    keys = FileKeys(Path(config.signing_key))
    authority = TimeStampAuthority(CertificateAuthority.open(Path(config.ca), config.lists_at, keys))
    second = TimeStampAuthority(SecondAuthority.open(Path(config.second_tsa), keys), SECOND_TSA)
    # What a tenant may use as its own: an account at Tencent, and a group and an application in each suite.
    tencent = FakeTencent(
        state / "sms-tencent",
        key_id=config.sms_key_id,
        secret=config.sms_secret,
        app_id=TENCENT_APP,
        sign_name=config.sms_sign_name,
        templates=numbered_templates(config.sms_templates),
    )
    robots = FakeRobots(state / "robots", token=ROBOT_TOKEN, secret=config.sms_secret)
    personal = FakePersonal(
        state / "personal", client_id=SUITE_APP, secret=config.sms_secret, agent_id=SUITE_AGENT
    )
    person_checks = FakeFaceId(key_id=config.sms_key_id, secret=config.sms_secret, rule_id=FACE_RULE)
    inbox = inbox_router(mails, (gateway, tencent), (robots, personal))
    fakes = (gateway, tencent, robots, personal, person_checks, authority, second)
    routers = [inbox, *(fake.router() for fake in fakes)]
    return Litestar(routers, openapi_config=None), mails


async def _serve(config: ServicesConfig) -> None:
    app, mails = build(config)
    smtp = smtp_server(mails, config.smtp_port, config.smtp_user, config.smtp_password)
    smtp.start()
    server = Server(app, address="127.0.0.1", port=config.http_port, interface=Interfaces.ASGI)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = asyncio.create_task(server.serve())
    await stop.wait()
    server.stop()
    await running
    smtp.stop()


def main() -> None:
    """Run until told to stop, or until the parent is gone."""
    die_with_parent()
    asyncio.run(_serve(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=ServicesConfig)))


if __name__ == "__main__":
    main()
