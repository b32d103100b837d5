"""OpenID Connect (Core 1.0, Discovery 1.0) on Authlib's own mixins: code flow with PKCE, state and nonce."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.base_client import BaseApp
from authlib.integrations.base_client.async_app import AsyncOAuth2Mixin
from authlib.integrations.base_client.async_openid import AsyncOpenIDMixin
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError

from ....auth.tokens import same
from ..guarded import SECONDS, GuardedTransport
from ..port import Arrived, Begun, Connection, IdentityRefused, IdentityUnavailable

# A provider may list "none" or HS256 in its metadata; those prove nothing about who signed.
_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
_METADATA_SECONDS = 3600.0
_LEEWAY = 60
_WHOLE_SECONDS = 15.0


class _Framework:
    """What BaseApp asks of a web framework: only a name here, the state is ours to keep."""

    expires_in = 600

    def __init__(self, name: str) -> None:
        self.name = name

    def update_token(self, *_arguments: Any, **_more: Any) -> None:
        """We keep no token."""


class _App(AsyncOAuth2Mixin, AsyncOpenIDMixin, BaseApp):  # type: ignore[misc] # Authlib carries no types
    client_cls = AsyncOAuth2Client

    def __init__(self, connection: Connection, transport: httpx2.AsyncBaseTransport) -> None:
        self.issuer = connection.issuer
        discovery = connection.issuer.rstrip("/") + "/.well-known/openid-configuration"
        scope = {"scope": "openid email profile", "code_challenge_method": "S256"}
        super().__init__(
            _Framework(connection.kind),
            connection.kind,
            client_id=connection.client_id,
            client_secret=connection.secret,
            server_metadata_url=discovery,
            client_kwargs=scope | {"timeout": SECONDS, "transport": transport, "trust_env": False},
        )

    async def load_server_metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = await super().load_server_metadata()
        if metadata.get("issuer") != self.issuer:
            raise IdentityRefused("issuer of the metadata")  # Discovery 4.3
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        metadata["id_token_signing_alg_values_supported"] = sorted(_ALGORITHMS.intersection(offered))
        return metadata


class OidcProvider:
    """Signs in by OpenID Connect. What a provider says about itself is kept for an hour."""

    def __init__(self, trusted: frozenset[str] = frozenset()) -> None:
        self._transport = GuardedTransport(trusted)
        self._apps: dict[Connection, tuple[float, _App]] = {}

    async def begin(self, connection: Connection, redirect_uri: str, *, in_app: bool = False) -> Begun:
        """Prepare a log-in; see the port."""
        nonce = generate_token(32)
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                made = await self._app(connection).create_authorization_url(redirect_uri, nonce=nonce)
        except (httpx2.HTTPError, TimeoutError, AuthlibBaseError, ValueError, RuntimeError) as problem:
            raise IdentityUnavailable(str(problem)) from problem
        return Begun(made["url"], made["state"], {"nonce": nonce, "verifier": made["code_verifier"]})

    async def finish(
        self, connection: Connection, begun: Begun, redirect_uri: str, answer: Mapping[str, str]
    ) -> Arrived:
        """Check the answer and the ID token; see the port."""
        if not same(begun.state.encode(), answer.get("state", "").encode()):
            raise IdentityRefused("state")
        if "error" in answer:
            raise IdentityRefused(f"provider: {answer['error'][:60]}")
        app = self._app(connection)
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                metadata = await app.load_server_metadata()
                if metadata.get("authorization_response_iss_parameter_supported"):
                    _same_issuer(answer.get("iss", ""), connection.issuer)
                token = await app.fetch_access_token(
                    redirect_uri, code=answer.get("code", ""), code_verifier=begun.kept["verifier"]
                )
                options = {
                    "iss": {"essential": True, "value": connection.issuer},
                    "aud": {"essential": True, "value": connection.client_id},
                    "exp": {"essential": True},
                    "nonce": {"essential": True, "value": begun.kept["nonce"]},
                }
                claims = await app.parse_id_token(
                    token, nonce=begun.kept["nonce"], claims_options=options, leeway=_LEEWAY
                )
        except (AuthlibBaseError, JoseError) as problem:
            raise IdentityRefused(f"token: {problem}") from problem
        except (httpx2.HTTPError, TimeoutError) as problem:
            raise IdentityUnavailable(str(problem)) from problem
        except (ValueError, KeyError, TypeError, RuntimeError) as problem:
            raise IdentityRefused(f"answer: {problem}") from problem
        if claims is None:
            raise IdentityRefused("no ID token")
        return _arrived(claims)

    def _app(self, connection: Connection) -> _App:
        made_at, app = self._apps.get(connection, (0.0, None))
        if app is None or time.monotonic() - made_at > _METADATA_SECONDS:
            app = _App(connection, self._transport)
            self._apps[connection] = (time.monotonic(), app)
        return app


def _same_issuer(given: str, issuer: str) -> None:
    if given != issuer:
        raise IdentityRefused("iss of the answer")  # RFC 9207: the answer of another provider


def _arrived(claims: Mapping[str, Any]) -> Arrived:
    groups = claims.get("groups", ())
    return Arrived(
        subject=str(claims["sub"]),
        name=str(claims.get("name") or claims.get("preferred_username") or ""),
        email=str(claims.get("email") or ""),
        email_verified=claims.get("email_verified") is True,
        groups=tuple(str(group) for group in groups) if isinstance(groups, list) else (),
    )
