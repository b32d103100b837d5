"""What the outermost layer makes of headers that no browser sends."""

import json
from typing import Any

import asyncpg
import huiyin.app  # noqa: F401 – the pages' addresses
import pytest
from huiyin.platform.http.addresses import split_address
from huiyin.platform.http.security import DeclaredPaths, Surroundings
from huiyin.platform.tenancy.directory import host_name
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

OURS = {"host": "acme.localhost:8000"}


class Door:
    """The outermost layer with an app behind it that notes what it was told; `problem` is what a look-up raises."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.seen: dict[str, Any] = {}
        self._problem = problem
        self._door = Surroundings(
            self._app, lambda: self._find, base_domain="localhost", https=False, paths=DeclaredPaths()
        )

    async def _find(self, _host: str, _fresh: bool) -> None:
        if self._problem is not None:
            raise self._problem

    async def _app(self, scope: Any, _receive: Any, send: Any) -> None:
        self.seen = scope
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def ask(
        self, headers: list[tuple[str, str]], *, method: str = "POST", path: str = "/"
    ) -> tuple[int, dict[str, str], str]:
        answers: list[Any] = []

        async def send(message: Any) -> None:
            answers.append(message)

        scope: Any = {
            "type": "http", "method": method, "path": path, "query_string": b"",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        }  # fmt: skip
        await self._door(scope, None, send)  # type: ignore[arg-type]
        told = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
        return answers[0]["status"], told, answers[1]["body"].decode()


@pytest.mark.parametrize(
    "hosts",
    [[], ["a", "a"], [""], ["["], [":abc"], ["a:99999"], ["a:"], ["a b"], ["a/b"], ["a@b"], ["[::1"], ["é"], ["a:1:2"]],
)  # fmt: skip
async def test_a_request_names_one_host(hosts: list[str]) -> None:
    status, told, page = await Door().ask([("host", host) for host in hosts])
    assert status == 400
    assert "无法识别" in page
    assert told["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1:65535", "Localhost.:1"]
)
async def test_the_base_domain_however_it_is_written(host: str) -> None:
    door = Door()
    assert (await door.ask([("host", host)]))[0] == 200
    assert door.seen["huiyin.known_host"]


async def test_a_literal_address_is_a_host_of_nobody() -> None:
    door = Door()
    assert (await door.ask([("host", "[::1]:8000")]))[0] == 200
    assert not door.seen["huiyin.known_host"]
    assert host_name("[::1]:8000") == host_name("[::1]")


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"origin": "http://acme.localhost:8000"}, True),
        ({"origin": "http://ACME.localhost:8000"}, True),
        ({"referer": "http://acme.localhost:8000/hr/"}, True),
        ({"origin": "http://[evil"}, False),
        ({"referer": "http://[::1"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://acme.localhost:8000"}, False),
    ],
)
async def test_where_a_form_was_sent_from(headers: dict[str, str], ours: bool) -> None:
    door = Door()
    assert (await door.ask(list((OURS | headers).items())))[0] == 200
    assert door.seen["huiyin.same_origin"] == ours


@pytest.mark.parametrize(
    "cookie", ["a(b=1; lang=en", "{x}=; lang=en", "lang=en; =;;=", "lang=zh; lang=en", "é=1; lang=en"]
)
async def test_a_foreign_cookie_does_not_hide_ours(cookie: str) -> None:
    _status, _told, page = await Door(RuntimeError()).ask([*OURS.items(), ("cookie", cookie)])
    assert "Something went wrong" in page


async def test_a_path_that_nobody_has() -> None:
    assert (await Door().ask([*OURS.items()], path="/" + "x" * 5_000))[0] == 404


@pytest.mark.parametrize(
    ("problem", "status", "again"),
    [
        (asyncpg.CannotConnectNowError(), 503, "10"),
        (PoolTimeoutError(), 503, "3"),
        (FileNotFoundError(), 500, None),
        (KeyError("x"), 500, None),
    ],
)
async def test_what_goes_wrong_before_the_app_is_answered_in_words(
    problem: Exception, status: int, again: str | None
) -> None:
    door = Door(problem)
    answered, told, page = await door.ask([*OURS.items(), ("accept-language", "en")])
    assert (answered, told.get("retry-after")) == (status, again)
    assert "<html" in page
    assert not door.seen
    _status, told, body = await door.ask([*OURS.items(), ("accept", "application/json")])
    assert told["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    assert (await door.ask([*OURS.items()], method="HEAD"))[2] == ""


@pytest.mark.parametrize("text", ["http://[", "http://[::1", "//[x"])
def test_what_is_no_address_has_no_parts(text: str) -> None:
    assert not any(split_address(text))
