"""The certified provider, started for a test, and a person who signs in at it."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from huiyin.platform.embedded.ports import free_port

from tools.node import node

_HERE = Path(__file__).parent
CLIENT_ID, SECRET = "huiyin", "s" * 40


@contextmanager
def openid_provider(redirect_uri: str) -> Iterator[str]:
    """Run it; gives its issuer."""
    port = free_port()
    command = [node(), str(_HERE / "provider.mjs"), str(port), redirect_uri]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stderr is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(process.stderr.read())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


async def sign_in_at(url: str, person: str) -> str:
    """Walk the provider's log-in and consent forms; returns the address it sends the browser back to."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as browser:
        response = await browser.get(url)
        for _step in range(12):
            if response.is_redirect:
                target = urljoin(str(response.url), response.headers["location"])
                if "code=" in urlsplit(target).query or "error=" in urlsplit(target).query:
                    return target
                response = await browser.get(target)
                continue
            action = re.search(r'action="([^"]+)"', response.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', response.text)
            if action is None or prompt is None:
                raise AssertionError(response.text[:400])
            fields = {"prompt": prompt[1], "login": person, "password": "any"}
            response = await browser.post(urljoin(str(response.url), action[1]), data=fields)
    raise AssertionError("the provider never sent the browser back")


def answer_of(url: str) -> dict[str, str]:
    """What stands in the address the browser comes back with."""
    return dict(parse_qsl(urlsplit(url).query))
