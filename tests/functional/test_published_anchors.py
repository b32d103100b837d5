"""What is published at the base domain: a root a day with both time stamps, checked by a program that is not ours."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import eventually


@pytest.fixture
async def base(settings: Settings) -> AsyncIterator[Browser]:
    """A browser at the base domain, signed in nowhere."""
    browser = Browser(settings.origin())
    yield browser
    await browser.close()


async def test_a_root_of_today_is_published_and_openssl_checks_it(base: Browser, tmp_path: Path) -> None:
    async def look() -> dict[str, object] | None:
        rows = json.loads((await base.get("/anchors/index.json")).content)["anchors"]
        return rows[0] if rows else None

    row = await eventually(look, "the steward's anchor of today")
    page = await base.get("/anchors")
    assert row["root"] in page.text and "第二" not in row["root"]
    statement = (await base.get(row["statement"])).content
    assert json.loads(statement)["root"] == row["root"]
    (tmp_path / "statement.json").write_bytes(statement)
    (tmp_path / "roots.pem").write_bytes((await base.get("/anchors/roots.pem")).content)
    assert b"PRIVATE" not in (tmp_path / "roots.pem").read_bytes()
    assert len(row["stamps"]) == 2
    for address in row["stamps"]:
        (tmp_path / "a.tst").write_bytes((await base.get(address)).content)
        command = "openssl ts -verify -token_in -in a.tst -data statement.json -CAfile roots.pem -untrusted roots.pem"
        done = await asyncio.to_thread(
            subprocess.run, command.split(), cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Verification: OK" in done.stdout + done.stderr, done.stderr


@pytest.mark.parametrize(
    "path",
    [
        "/anchors/2020-01-01/statement.json",
        "/anchors/nonsense/statement.json",
        "/anchors/..%2f..%2fanchors/statement.json",
        "/anchors/2020-01-01/stamps/1",
    ],
)
async def test_what_was_not_published_is_not_there(base: Browser, path: str) -> None:
    await base.get(path, expect=404)


async def test_it_says_the_same_at_every_host(base: Browser, settings: Settings) -> None:
    browser = Browser(settings.origin("acme"))
    there = (await browser.get("/anchors/index.json")).content
    assert there == (await base.get("/anchors/index.json")).content
    await browser.close()
