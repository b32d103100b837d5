"""Where certificates say that their revocation list lies, it lies."""

from pathlib import Path

import httpx
import pytest
from cryptography import x509
from huiyin.platform import clock
from huiyin.platform.providers.keys.file import FileKeys
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.keys import KeyUnavailableError
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.authorities import installed_authority


async def _get(product: Product, host: str, path: str) -> httpx.Response:
    port = product.stack.settings().port
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        return await client.get(path, headers={"Host": f"{host}:{port}"})


async def test_lists_and_certificates_are_public(product: Product) -> None:
    settings = product.stack.settings()
    authority = installed_authority(settings)
    company = authority.issue_organisation("杭州某某有限公司", "91330106MA2KXXXX0Q").certificate
    [point] = company.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    said = httpx.URL(point.full_name[0].value)
    assert (said.host, said.port) == ("localhost", settings.port)

    async def published() -> httpx.Response | None:
        answer = await _get(product, "localhost", said.path)
        return answer if answer.status_code == 200 else None

    answer = await eventually(published, "a published list")
    assert answer.headers["content-type"] == "application/pkix-crl"
    found = x509.load_der_x509_crl(answer.content)
    assert found.issuer == company.issuer
    assert found.next_update_utc is not None and found.next_update_utc > clock.now()
    issuer = x509.load_der_x509_certificate((await _get(product, "localhost", "/ca/issuing.crt")).content)
    company.verify_directly_issued_by(issuer)
    assert found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]


async def test_there_is_nothing_else(product: Product) -> None:
    for path in (
        "/ca/tsa.pem",
        "/ca/root.pem",
        "/ca/issuing",
        "/ca/keys/",
        "/ca/evidence.crt",
        "/ca/x.crl",
        "/ca/..%2Froot.crl",
        "/ca/",
        "/ca/%00.crt",
    ):
        assert (await _get(product, "localhost", path)).status_code == 404, path


def test_who_answers_pages_is_not_told_how_to_sign(product: Product) -> None:
    """The web process has what is public; worker and steward alone know where the key to the keys is."""
    environments = {
        name: Path(f"/proc/{child.process.pid}/environ").read_bytes()
        for name, child in (("web", product.web), ("worker", product.worker), ("steward", product.steward))
        if child is not None
    }
    told = {name: b"HUIYIN_SIGNING_KEY_FILE=" in environment for name, environment in environments.items()}
    assert told == {"web": False, "worker": True, "steward": True}
    folder = product.stack.state / "ca"
    bare = [file for file in folder.rglob("*") if file.is_file() and b"PRIVATE KEY" in file.read_bytes()]
    assert bare == []
    master = FileKeys(product.stack.state / "master.key")  # which the web process has
    with pytest.raises(KeyUnavailableError, match=r"are not of .*master\.key"):
        CertificateAuthority.open(folder, keys=master)
    for file in (folder / "keys").glob("*.key"):
        with pytest.raises(KeyUnavailableError, match=r"master\.key is not the key"):
            master.open("issuing", file.read_bytes())
