"""Signing in by OpenID Connect: a certified provider, and one that tries everything."""

from dataclasses import replace

import pytest
from huiyin.platform.providers.identity.oidc.provider import OidcProvider
from huiyin.platform.providers.identity.port import Begun, Connection, IdentityRefused, IdentityUnavailable

from tests.support.openid.real import CLIENT_ID, SECRET, answer_of, openid_provider, sign_in_at
from tests.support.openid.wicked import WickedProvider, wicked_provider

BACK = "http://acme.localhost:8000/hr/sso/callback"


def _connection(issuer: str) -> Connection:
    return Connection("oidc", CLIENT_ID, SECRET, issuer=issuer)


def _trusting(issuer: str) -> OidcProvider:
    return OidcProvider(frozenset({issuer.removeprefix("http://")}))


async def test_a_certified_provider_says_who_it_is() -> None:
    with openid_provider(BACK) as issuer:
        oidc, connection = _trusting(issuer), _connection(issuer)
        begun = await oidc.begin(connection, BACK)
        answer = answer_of(await sign_in_at(begun.url, "1001"))
        for wrong in (
            answer | {"state": "other"},
            answer | {"iss": "https://evil.example"},
            {name: value for name, value in answer.items() if name != "state"},
        ):
            with pytest.raises(IdentityRefused):
                await oidc.finish(connection, begun, BACK, wrong)
        arrived = await oidc.finish(connection, begun, BACK, answer)
        assert (arrived.subject, arrived.name, arrived.groups) == ("1001", "李雷", ("研发部",))
        assert (arrived.email, arrived.email_verified) == ("lilei@corp.example", True)
        with pytest.raises(IdentityRefused):  # the code was used
            await oidc.finish(connection, begun, BACK, answer)


async def test_another_log_ins_verifier_or_nonce_is_refused() -> None:
    with openid_provider(BACK) as issuer:
        oidc, connection = _trusting(issuer), _connection(issuer)
        for stolen in ("verifier", "nonce"):
            begun, other = await oidc.begin(connection, BACK), await oidc.begin(connection, BACK)
            answer = answer_of(await sign_in_at(begun.url, "1001"))
            mixed = Begun(begun.url, begun.state, {**begun.kept, stolen: other.kept[stolen]})
            with pytest.raises(IdentityRefused):
                await oidc.finish(connection, mixed, BACK, answer)


async def test_a_no_of_the_provider_is_a_no() -> None:
    async with wicked_provider() as provider:
        oidc, connection = _trusting(provider.issuer), _connection(provider.issuer)
        begun = await oidc.begin(connection, BACK)
        with pytest.raises(IdentityRefused, match="access_denied"):
            await oidc.finish(connection, begun, BACK, {"state": begun.state, "error": "access_denied"})


async def _finish(provider: WickedProvider) -> str:
    oidc, connection = _trusting(provider.issuer), _connection(provider.issuer)
    begun = await oidc.begin(connection, BACK)
    provider.nonce = provider.nonce or begun.kept["nonce"]
    return (await oidc.finish(connection, begun, BACK, {"state": begun.state, "code": "c"})).subject


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"aud": ""},
        {"exp": 1_700_000_000},
        {"exp": ""},
        {"iat": ""},
        {"nonce": "another"},
        {"nonce": ""},
        {"sub": ""},
    ],
)
async def test_wrong_claims_are_refused(claims: dict[str, object]) -> None:
    async with wicked_provider() as provider:
        provider.claims = dict(claims)
        with pytest.raises(IdentityRefused):
            await _finish(provider)


@pytest.mark.parametrize("forge", ["unsigned", "client secret", "other key", "changed"])
async def test_wrong_signatures_are_refused(forge: str) -> None:
    async with wicked_provider() as provider:
        assert await _finish(provider) == "1001"
        provider.nonce, provider.forge = "", forge
        with pytest.raises(IdentityRefused):
            await _finish(provider)


async def test_a_provider_that_calls_itself_otherwise_is_refused() -> None:
    async with wicked_provider() as provider:
        provider.metadata = {"issuer": "https://accounts.example"}
        with pytest.raises(IdentityRefused):
            await _finish(provider)


async def test_addresses_inside_our_network_are_never_called() -> None:
    async with wicked_provider() as provider:
        port = provider.issuer.rpartition(":")[2]
        closed = OidcProvider()
        for issuer in (
            provider.issuer,
            f"https://127.0.0.1:{port}",
            f"https://localhost:{port}",
            "https://169.254.169.254",
            "https://10.0.0.1",
            f"https://[::1]:{port}",
            "https://no-such-host.invalid",
        ):
            with pytest.raises(IdentityUnavailable):
                await closed.begin(replace(_connection(issuer)), BACK)
