"""A provider that answers with whatever ID token a test wants."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server
from huiyin.platform import clock
from huiyin.platform.embedded.ports import free_port
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from litestar import Litestar, get, post


class WickedProvider:
    """`claims` overrides what a right token would say; `forge` chooses how it is signed."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.nonce = ""
        self.claims: dict[str, Any] = {}
        self.forge = ""
        self.metadata: dict[str, Any] = {}
        self._key = ECKey.generate_key("P-256", {"kid": "1"})
        self._other = ECKey.generate_key("P-256", {"kid": "1"})

    def token(self) -> str:
        """The ID token of the next exchange."""
        now = int(clock.system_now().timestamp())
        right = {"iss": self.issuer, "sub": "1001", "aud": "huiyin", "iat": now, "exp": now + 300}
        claims = {
            name: value
            for name, value in (right | {"nonce": self.nonce} | self.claims).items()
            if value != ""
        }
        if self.forge == "unsigned":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.forge == "client secret":
            key = OctKey.import_key("s" * 40)
            return jwt.encode({"alg": "HS256"}, claims, key)
        key = self._other if self.forge == "other key" else self._key
        token: str = jwt.encode({"alg": "ES256", "kid": "1"}, claims, key)
        return token[:-6] + "AAAAAA" if self.forge == "changed" else token

    def app(self) -> Litestar:
        """Discovery, keys and the token endpoint."""

        @get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, Any]:
            described = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            }
            return described | self.metadata

        @get("/jwks")
        async def jwks() -> dict[str, Any]:
            return {"keys": [self._key.as_dict(private=False)]}

        @post("/token", status_code=200)
        async def token() -> dict[str, Any]:
            return {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}

        return Litestar([discovery, jwks, token], openapi_config=None)


def _part(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@asynccontextmanager
async def wicked_provider() -> AsyncIterator[WickedProvider]:
    """Run it in this loop."""
    provider = WickedProvider(free_port())
    async with serving(provider.app(), int(provider.issuer.rpartition(":")[2])):
        yield provider


@asynccontextmanager
async def serving(app: Any, port: int) -> AsyncIterator[None]:
    """An ASGI app on a port of loopback, in this loop."""
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    running = asyncio.create_task(server.serve())
    try:
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                await asyncio.sleep(0.01)
        writer.close()
        yield
    finally:
        server.stop()
        await running
