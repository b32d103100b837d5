"""A body is whole, small and in time before anything of its request begins."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from huiyin.platform.errors import DomainError
from huiyin.platform.http.bodies import MOST_BYTES, MOST_FIELDS, MOST_UPLOAD, UPLOAD, ReadBodyFirst
from huiyin.platform.http.forms import Form
from huiyin.platform.requests import AnyRequest
from litestar import Litestar, Response, post

FORM = "application/x-www-form-urlencoded"


@post("/small")
async def small(request: AnyRequest) -> str:
    form = await Form.read(request)
    return f"{len(form.values())} fields, {len(form.value('a'))} letters"


@post("/upload", opt=UPLOAD)
async def upload(request: AnyRequest) -> str:
    return str(len(await request.body()))


def said(_request: AnyRequest, error: DomainError) -> Response[str]:
    return Response(error.code, status_code=error.status)


async def send(
    path: str, pieces: Sequence[bytes | None], *, kind: str = FORM, seconds: float = 5
) -> tuple[int, str, int]:
    """The status, the answer and how many pieces were taken; None: nothing comes any more; b"" at the end: it has gone."""
    app = Litestar(
        [small, upload],
        middleware=[ReadBodyFirst(seconds)],
        exception_handlers={DomainError: said},
        request_max_body_size=None,
    )
    waiting, answers, taken = list(pieces), [], 0

    async def receive() -> Any:
        nonlocal taken
        if not waiting:
            return {"type": "http.disconnect"}
        piece = waiting.pop(0)
        taken += 1
        if piece is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": piece, "more_body": bool(waiting) or piece == b""}

    async def answer(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"content-type", kind.encode()), (b"host", b"x")], "client": ("127.0.0.1", 1), "server": ("x", 80),
        "scheme": "http", "http_version": "1.1", "extensions": {}, "asgi": {"version": "3.0"}, "state": {},
    }  # fmt: skip
    await app(scope, receive, answer)  # type: ignore[arg-type]
    body = b"".join(one.get("body", b"") for one in answers)
    return answers[0]["status"], body.decode(), taken


async def test_what_is_small_is_read_in_its_pieces() -> None:
    assert await send("/small", [b"a=1&", b"b=", b"2"]) == (201, "2 fields, 1 letters", 3)
    assert (await send("/upload", [b"x" * 70_000] * 100))[:2] == (201, "7000000")  # by way of the disk


@pytest.mark.parametrize(
    ("path", "piece", "count", "status"),
    [
        ("/small", b"a" * 100_000, MOST_BYTES // 100_000, 201),
        ("/small", b"a" * 100_000, MOST_BYTES // 100_000 + 1, 413),
        ("/small", b"a=1&" * 100, MOST_FIELDS // 100 + 1, 413),
        ("/upload", b"a" * 1_000_000, MOST_UPLOAD // 1_000_000, 201),
        ("/upload", b"a" * 1_000_000, MOST_UPLOAD // 1_000_000 + 1, 413),
    ],
)
async def test_what_is_too_much_is_refused_after_it_was_taken(
    path: str, piece: bytes, count: int, status: int
) -> None:
    answered, words, taken = await send(path, [piece] * count)
    assert (answered, taken) == (status, count)  # who still sends reads no answer
    assert status != 413 or words == "too_large"


async def test_who_sends_without_end_is_not_listened_to() -> None:
    answered, words, taken = await send("/small", [b"a" * 1_000_000] * 200)
    assert (answered, words) == (413, "too_large")
    assert taken == 2 * MOST_UPLOAD // 1_000_000 + 1


async def test_fields_of_a_file_are_not_counted() -> None:
    assert (await send("/upload", [b"&" * 5_000], kind="multipart/form-data; boundary=x"))[0] == 201


@pytest.mark.parametrize("path", ["/small", "/upload"])
async def test_who_is_silent_is_told_so(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.platform.http.bodies._SLOWEST", 1e12)
    assert (await send(path, [b"a=", None], seconds=0))[:2] == (408, "too_slow")


@pytest.mark.parametrize("path", ["/small", "/upload"])
async def test_who_has_gone_half_way_has_done_nothing(path: str) -> None:
    assert (await send(path, [b"a=1", b""]))[:2] == (400, "broken")


async def test_signs_that_nobody_knows() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=klingon\r\n\r\n1\r\n--x--\r\n'
    assert (await send("/small", [part], kind="multipart/form-data; boundary=x"))[0] == 400
