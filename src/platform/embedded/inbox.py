"""The page on which every embedded mail and text message can be looked at, and the same as JSON."""

import html
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import MediaType, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ..providers.im.fake_robots import Said
from ..providers.sms.fake_store import SentText
from .mail import MailStore

_SHOWN = 200
_CHANNELS = {"email": "邮件", "sms": "短信", "im": "群和个人消息"}
_BEIJING = ZoneInfo("Asia/Shanghai")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)
# A mail is shown as it is and can do nothing: no script, no form, no window of its own.
_MAIL_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LINK = re.compile(r"https?://[^\s<]+")
_CODE = re.compile(r"(?<=验证码)\d{6}")
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2a2f; --soft: #55656c; --line: #e1e8e8; --bg: #f3f6f5; --paper: #fff;
  --accent: #0b5f58; --bubble: #e3f2ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edee; --soft: #a9b7bb; --line: #2b383c; --bg: #10191b;
  --paper: #182326; --accent: #5eead4; --bubble: #12332f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink);
  font: 16px/1.65 -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; margin: 0; }
p.note { color: var(--soft); margin: 4px 0 20px; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 16px 18px; margin: 12px 0;
  overflow-wrap: anywhere; }
header { display: flex; gap: 4px 12px; flex-wrap: wrap; color: var(--soft); font-size: 14px; }
header b { color: var(--accent); } header time { margin-left: auto; font-variant-numeric: tabular-nums; }
h2 { font-size: 17px; margin: 8px 0 0; }
pre { white-space: pre-wrap; font: inherit; margin: 10px 0 0; }
.sms pre { background: var(--bubble); border-radius: 4px 14px 14px; padding: 10px 14px; }
a { color: var(--accent); } mark { background: none; color: var(--accent); font-size: 20px; font-weight: 700;
  letter-spacing: .08em; } summary { cursor: pointer; margin-top: 10px; min-height: 32px; color: var(--accent); }
iframe { width: 100%; height: 620px; border: 1px solid var(--line); border-radius: 10px; background: #fff; margin-top: 8px; }
"""
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>回音 · 收件箱</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>收件箱</h1>
<p class="note">本机发出的邮件、短信、群消息和个人消息都到这里，不会发给任何人。最新在前；<a href="/">刷新</a>看新的。</p>
{articles}
</main>
</body>
</html>"""


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A mail, a text message, or a line in a group or to one person."""

    channel: str
    id: str
    to: str
    subject: str
    text: str
    out_id: str
    at: str
    files: tuple[str, ...] = ()


class Chats(Protocol):
    """Where messages of the suites arrive: in groups, or with single people."""

    def said(self) -> list[Said]:
        """Every message."""
        ...


class Gateway(Protocol):
    """Where text messages arrive."""

    def sent(self) -> list[SentText]:
        """Every accepted message."""
        ...


Gateways = Sequence[Gateway]


def messages(mails: MailStore, gateways: Gateways, chats: Sequence[Chats]) -> list[InboxMessage]:
    """Everything received, newest first."""
    found = [
        InboxMessage("email", m.id, m.to, m.subject, m.text, "", m.at, tuple(f.name for f in m.files))
        for m in mails
    ]
    for gateway in gateways:
        found += [InboxMessage("sms", t.id, t.to, "", t.text, t.out_id, t.at) for t in gateway.sent()]
    for chat in chats:
        found += [InboxMessage("im", s.id, s.to, "", s.text, "", s.at) for s in chat.said()]
    return sorted(found, key=lambda message: message.at, reverse=True)


def inbox_router(mails: MailStore, gateways: Gateways, chats: Sequence[Chats]) -> Router:
    """The page at /, a mail as it looks at /mails/<id>, its files at /mails/<id>/<number>, and the JSON."""

    @get("/", media_type=MediaType.HTML)
    async def page() -> Response[str]:
        shown = "".join(_article(message) for message in messages(mails, gateways, chats)[:_SHOWN])
        body = _PAGE.format(style=_STYLE, articles=shown or '<p class="note">还没有消息。</p>')
        return Response(
            body,
            media_type=MediaType.HTML,
            headers={"Content-Security-Policy": _POLICY},
        )

    @get("/api/messages")
    async def listing() -> list[dict[str, Any]]:
        return [asdict(message) for message in messages(mails, gateways, chats)]

    @get("/mails/{mail_id:str}", media_type=MediaType.HTML)
    async def mail(mail_id: FromPath[str]) -> Response[str]:
        found = next((item for item in mails if item.id == mail_id), None)
        if found is None:
            raise NotFoundException
        headers = {"Content-Security-Policy": _MAIL_POLICY}
        return Response(found.html, media_type=MediaType.HTML, headers=headers)

    @get("/mails/{mail_id:str}/{number:int}")
    async def file(mail_id: FromPath[str], number: FromPath[int]) -> Response[bytes]:
        found = next((item for item in mails if item.id == mail_id), None)
        if found is None or not 0 <= number < len(found.files):
            raise NotFoundException
        kept = found.files[number]
        disposition = f"attachment; filename*=UTF-8''{quote(kept.name)}"
        headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
        return Response(kept.data, media_type=kept.media_type, headers=headers)

    return Router("/", route_handlers=[page, listing, mail, file])


def _article(message: InboxMessage) -> str:
    at = datetime.fromisoformat(message.at).astimezone(_BEIJING).strftime("%m-%d %H:%M:%S")
    mail = message.channel == "email"
    head = f"<header><b>{_CHANNELS[message.channel]}</b><span>{html.escape(message.to)}</span><time>{at}</time></header>"
    if not mail:
        return f'<article class="sms">{head}<pre>{_marked(message.text)}</pre></article>'
    seen = f"/mails/{html.escape(message.id)}"
    files = "".join(
        f'<p><a href="{seen}/{number}">{html.escape(name)}</a></p>'
        for number, name in enumerate(message.files)
    )
    return (
        f"<article>{head}<h2>{html.escape(message.subject)}</h2><pre>{_marked(message.text)}</pre>"
        f"{files}"
        f'<details><summary>看邮件的样子</summary><iframe loading="lazy" title="邮件" src="{seen}"></iframe>'
        f"</details></article>"
    )


def _marked(text: str) -> str:
    """The text with its links to follow and its code easy to read."""
    escaped = html.escape(text)
    linked = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escaped)
    return _CODE.sub(lambda found: f"<mark>{found[0]}</mark>", linked)
