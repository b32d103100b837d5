"""Requests that no browser sends: each gets an answer, none a 5xx. Listed ones byte by byte, generated ones on every route."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from huiyin import front, hr_console, portal
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.functional.test_walls import _IDS, filled, parameters, routes
from tests.support.victim import Victim, victim_company
from tests.support.wire import Answer, Line, cookie_header

HOST = "acme.localhost"
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True, slots=True)
class Odd:
    """One request as bytes after its first line; `{host}` is the tenant's own."""

    name: str
    line: str
    headers: str = "Host: {host}\r\n"
    body: bytes = b""


def form(name: str, path: str, body: bytes, *headers: str) -> Odd:
    """A form as a page of ours would send it, with something odd in it."""
    more = "".join(f"{header}\r\n" for header in headers)
    return Odd(
        name,
        f"POST {path} HTTP/1.1",
        f"Host: {{host}}\r\nSec-Fetch-Site: same-origin\r\n{_FORM}Content-Length: {len(body)}\r\n{more}",
        body,
    )


_PART = b'--x\r\nContent-Disposition: form-data; name="phone"\r\nContent-Type: text/plain; charset=klingon\r\n\r\n1\r\n--x--\r\n'
LISTED = (
    *(
        Odd(f"cookie {cookie}", "GET / HTTP/1.1", f"Host: {{host}}\r\nCookie: {cookie}\r\n")
        for cookie in ("a(b=1", "{x}=", "=", "lang", '"; x', "a=b; a(b=1; hr=%FF", "hr=" + "x" * 4_000)
    ),
    *(
        Odd(f"host {host}", "GET / HTTP/1.1", f"Host: {host}\r\n")
        for host in ("localhost:99999", ":abc", "[", "LOCALHOST", "localhost.", "[::1]", "a..b", "-", "x" * 300, "%00")
    ),
    Odd("two hosts", "GET / HTTP/1.1", "Host: {host}\r\nHost: globex.localhost\r\n"),
    Odd("no host", "GET / HTTP/1.1", ""),
    Odd("another host's target", "GET http://evil.example/hr/ HTTP/1.1"),
    Odd("a long name of an asset", f"GET /static/{'x' * 5_000} HTTP/1.1"),
    Odd("an asset's name of 300", f"GET /static/{'x' * 300} HTTP/1.1"),
    Odd("an asset above", "GET /static/..%2f..%2f..%2fapp.py HTTP/1.1"),
    Odd("line breaks in next", "GET /hr/login?next=%0d%0aSet-Cookie:%20a=b HTTP/1.1"),
    Odd("a page of 5,000 digits", f"GET /r/{'9' * 5_000}-x HTTP/1.1"),
    Odd("a referer that is none", "GET /hr/ HTTP/1.1", "Host: {host}\r\nReferer: http://[::1\r\n"),
    Odd("an unknown method", "BREW / HTTP/1.1"),
    Odd("a length that is none", "POST /hr/login HTTP/1.1", "Host: {host}\r\nContent-Length: abc\r\n"),
    Odd("an unknown encoding", "GET / HTTP/1.1", "Host: {host}\r\nAccept-Encoding: x;q=y\r\nAccept: q=x;;,\r\n"),
    form("an origin that is none", "/hr/login", b"login=x", "Origin: http://[evil"),
    form("a referer that is none, in a form", "/hr/login", b"login=x&password=y", "Referer: http://[::1"),
    form("next with line breaks", "/language", b"lang=en&next=/%0d%0aSet-Cookie:%20a=b"),
    form("next that is no address", "/language", b"lang=en&next=http://[x"),
    form("signs that are none", "/code", b"phone=%ff%fe%00&=&&&="),
    form("a million fields", "/hr/login", b"a=1&" * 250_000),
    form("one field of escapes", "/hr/login", b"a=" + b"%41" * 330_000),
    Odd(
        "malformed chunks",
        "POST /hr/login HTTP/1.1",
        "Host: {host}\r\nSec-Fetch-Site: same-origin\r\nTransfer-Encoding: chunked\r\n",
        b"zz\r\na=1\r\n0\r\n\r\n",
    ),
    Odd(
        "an unknown charset",
        "POST /code HTTP/1.1",
        "Host: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(_PART)}\r\n",
        _PART,
    ),
    Odd(
        "no boundary",
        "POST /code HTTP/1.1",
        "Host: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data\r\nContent-Length: 1\r\n",
        b"x",
    ),
)  # fmt: skip


async def sent(line: Line, odd: Odd) -> Answer | None:
    head = f"{odd.line}\r\n{odd.headers.replace('{host}', f'{HOST}:{line.port}')}Connection: close\r\n\r\n"
    return await line.ask(head.encode("latin-1") + odd.body)


@pytest.fixture(scope="module")
async def victim(settings: Settings, inbox: Inbox) -> AsyncIterator[Victim]:
    """A company of these tests' own: what is sent to it changes it."""
    async with victim_company(settings, inbox, _IDS) as made:
        yield made


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[Line]:
    yield Line("127.0.0.1", settings.port)


@pytest.mark.parametrize("odd", LISTED, ids=lambda odd: odd.name[:40])
async def test_what_is_listed_gets_an_answer(line: Line, odd: Odd) -> None:
    answer = await sent(line, odd)
    if odd.name == "malformed chunks":  # no HTTP: the server hangs up, or says 400
        assert answer is None or answer.status == 400
        return
    assert answer is not None
    assert 200 <= answer.status < 500, answer.status
    assert "set-cookie: a=b" not in answer.head.lower()
    if answer.status == 413:
        assert "上传的内容过大" in answer.text


# Pieces that have broken something somewhere, and ordinary ones beside them.
_TEXTS = (
    "", "x", "9" * 5_000, "-1", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-29T25:61", "[" * 100_000, "{}", "null",
    "%ff%fe", "\x00", "\r\nX: y", "http://[::1", "//evil.example", "/\\evil", "١٢٣", "😀" * 50, "a" * 3_000, "NaN", "1e400",
    "00000000-0000-0000-0000-000000000000", "../../etc/passwd", "{{7*7}}", "'; drop table x; --", "\ud800", "１", "+86",
    "on", "zh_CN", "add", "up-0", "drop-99999999999999999999", "up:1", "2147483648", "9223372036854775808",
)  # fmt: skip
# Ordinary ones, so that an odd one reaches what comes after the check of the field before it.
_USUAL = (
    "张三", "13800139001", "2026-12-01", "10:30", "60", "1", "3", "8.5", "abc@example.com", "https://example.com/x", "sms",
    "pass", "fail", "interview", "hr", "fixed", "12000", "310199198812311223", "上海市浦东新区世纪大道 100 号", "#7c2d12",
)  # fmt: skip
_READ = re.compile(
    r"""(?:value|text|choice|day|parsed|whole|decimal|all|checked|get|moment_field)\((?:form, )?"(\w+)\""""
)
NAMES = sorted(
    {
        name
        for face in (hr_console, portal, front)
        for file in Path(face.__file__ or "").parent.rglob("*.py")
        for name in _READ.findall(file.read_text())
    }
)
_KINDS = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain; charset=klingon",
    "multipart/form-data", "", "x",
)  # fmt: skip


class Generator:
    """Requests from one seed: the same seed, the same requests."""

    def __init__(self, seed: int, table: list[tuple[str, str]], victim: Victim, cookies: list[str]) -> None:
        self._random = random.Random(seed)  # noqa: S311 – to be repeated, not to be secret
        self._table, self._victim, self._cookies = table, victim, cookies

    def one(self) -> tuple[str, bytes]:
        """What it is, and its bytes."""
        pick = self._random
        method, path = pick.choice(self._table)
        path = self._path(path)
        if pick.random() < 0.5:
            path += "?" + "&".join(
                f"{pick.choice(NAMES)}={self._escaped()}" for _ in range(pick.randrange(1, 4))
            )
        headers = [
            f"Host: {urlsplit(self._victim.origin).netloc}",
            "Connection: close",
            "Sec-Fetch-Site: same-origin",
        ]
        headers += [f"Cookie: {pick.choice(self._cookies)}"]
        for name in (
            "Accept",
            "Accept-Language",
            "Referer",
            "HX-Request",
            "Range",
            "If-None-Match",
            "X-Forwarded-For",
        ):
            if pick.random() < 0.15:
                headers.append(f"{name}: {self._printable()}")
        body = b""
        if method != "GET":
            kind = _KINDS[0] if pick.random() < 0.7 else pick.choice(_KINDS)
            body = self._body(kind)
            headers += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{header}\r\n" for header in headers) + "\r\n"
        return f"{method} {path} {body[:300]!r}", head.encode("latin-1", "replace") + body

    def _path(self, path: str) -> str:
        if not parameters(path) or self._random.random() < 0.6:
            return filled(path, self._victim.ids)
        broken = {name: self._escaped() or "x" for name in parameters(path)}
        return filled(path, broken)  # type: ignore[arg-type]

    def _body(self, kind: str) -> bytes:
        pairs = [(name, self._text()) for name in self._random.sample(NAMES, self._random.randrange(40))]
        if "multipart" in kind:
            named = "".join(
                f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
                for name, text in pairs
            )
            return (named + "--x--\r\n").encode("utf-8", "surrogatepass")
        return "&".join(f"{name}={quote(text, errors='replace')}" for name, text in pairs).encode()

    def _escaped(self) -> str:
        return quote(self._text()[:500], safe="", errors="replace")

    def _text(self) -> str:
        kind = self._random.random()
        if kind < 0.4:
            return self._random.choice(_USUAL)
        return (
            str(self._random.choice(list(self._victim.ids.values())))
            if kind < 0.5
            else self._random.choice(_TEXTS)
        )

    def _printable(self) -> str:
        text = self._text()[:2_000]
        return "".join(sign for sign in text if sign.isprintable() and ord(sign) < 256)


# What would end the company that is fuzzed, or somebody's session of the others.
_ENDING = ("/hr/company/close", "/hr/logout", "/sign-out")


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_generated_gets_an_answer(
    settings: Settings, product: Product, victim: Victim, line: Line, seed: int, pytestconfig: pytest.Config
) -> None:
    """More of them with `--odd 5000`."""
    cookies = [
        "",
        *(cookie_header(victim.staff[role]) for role in ("admin", "hr", "interviewer")),
        cookie_header(victim.candidate),
    ]
    table = [(method, path) for method, path in routes(settings) if not path.startswith(_ENDING)]
    generator = Generator(seed, table, victim, cookies)
    before = len(crashes(product))
    for _number in range(pytestconfig.getoption("odd")):
        what, request = generator.one()
        answer = await line.ask(request)
        assert answer is not None, what
        assert answer.status not in (502, 504), what
    assert crashes(product)[before:] == []


def crashes(product: Product) -> list[str]:
    """What the web server's log says of mistakes of ours: each was a 500."""
    log = (product.stack.state / "web.log").read_text(errors="replace")
    return [line for line in log.splitlines() if '"event": "crash"' in line]


async def test_a_hundred_at_once(line: Line) -> None:
    """Odd ones beside ordinary ones: the ordinary ones are answered."""
    usual = Odd("usual", "GET / HTTP/1.1")
    mixed = [odd for odd in LISTED if odd.name != "malformed chunks"] + [usual] * 50
    answers = await asyncio.gather(*(sent(line, odd) for odd in mixed))
    assert [answer.status for answer in answers[-50:] if answer is not None] == [200] * 50
