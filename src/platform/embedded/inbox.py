"""The page on which every embedded mail and text message can be looked at, and the same as JSON."""

import html
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import MediaType, Response, Router, get

from ..providers.sms.fake_aliyun import FakeAliyun
from .mail import MailStore

_SHOWN = 200
_BEIJING = ZoneInfo("Asia/Shanghai")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="5">
<title>回音 · 收件箱</title><style>
body{{font:15px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;margin:0;background:#f5f7f6;color:#1d2a2f}}
main{{max-width:760px;margin:0 auto;padding:20px 16px}}h1{{font-size:20px}}p.note{{color:#55656c}}
article{{background:#fff;border:1px solid #e4e9ea;border-radius:12px;padding:14px 16px;margin:12px 0;overflow-wrap:anywhere}}
header{{display:flex;gap:8px;flex-wrap:wrap;color:#55656c;font-size:13px}}b{{color:#0b5f58}}
pre{{white-space:pre-wrap;font:inherit;margin:8px 0 0}}h2{{font-size:16px;margin:8px 0 0}}</style></head>
<body><main><h1>收件箱</h1><p class="note">本机发出的邮件和短信都到这里，不会发给任何人。最新在前，每 5 秒刷新。</p>{articles}</main></body></html>"""


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A mail or a text message."""

    channel: str
    id: str
    to: str
    subject: str
    text: str
    out_id: str
    at: str


def messages(mails: MailStore, gateway: FakeAliyun) -> list[InboxMessage]:
    """Everything received, newest first."""
    found = [InboxMessage("email", m.id, m.to, m.subject, m.text, "", m.at) for m in mails]
    found += [InboxMessage("sms", t.id, t.to, "", t.text, t.out_id, t.at) for t in gateway.sent()]
    return sorted(found, key=lambda message: message.at, reverse=True)


def inbox_router(mails: MailStore, gateway: FakeAliyun) -> Router:
    """The page at / and the JSON at /api/messages."""

    @get("/", media_type=MediaType.HTML)
    async def page() -> Response[str]:
        shown = "".join(_article(message) for message in messages(mails, gateway)[:_SHOWN])
        body = _PAGE.format(articles=shown or '<p class="note">还没有消息。</p>')
        return Response(
            body,
            media_type=MediaType.HTML,
            headers={"Content-Security-Policy": _POLICY},
        )

    @get("/api/messages")
    async def listing() -> list[dict[str, Any]]:
        return [asdict(message) for message in messages(mails, gateway)]

    return Router("/", route_handlers=[page, listing])


def _article(message: InboxMessage) -> str:
    at = datetime.fromisoformat(message.at).astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    kind = "邮件" if message.channel == "email" else "短信"
    subject = f"<h2>{html.escape(message.subject)}</h2>" if message.subject else ""
    return (
        f"<article><header><b>{kind}</b><span>{html.escape(message.to)}</span><span>{at}</span></header>"
        f"{subject}<pre>{html.escape(message.text)}</pre></article>"
    )
