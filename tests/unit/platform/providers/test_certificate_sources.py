"""Every source of certificates, with keys in every place: what is signed with it is valid to our own check."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.providers.certificates.embedded import EmbeddedCertificates
from huiyin.platform.providers.certificates.est.client import EstAccount
from huiyin.platform.providers.certificates.est.fake import PASSWORD, USER, FakeEst
from huiyin.platform.providers.certificates.est.source import EstCertificates
from huiyin.platform.providers.certificates.port import CertificateSource
from huiyin.platform.providers.keys.aws_kms.fake import FakeKms
from huiyin.platform.providers.keys.aws_kms.keys import KmsKeys
from huiyin.platform.providers.signer.embedded import Authority, EmbeddedSigner
from huiyin.platform.providers.signer.port import CandidateSignature, CompanySeal
from huiyin.platform.signatures.handwriting import sanitise, to_svg
from huiyin.platform.signatures.keys import Keys
from huiyin.platform.verify.manifest import check_signature
from huiyin.platform.verify.pdf import verify_pdf

from tests.support.authorities import keys_in

from ..online import online
from ..signing_kit import COMPANY, ISSUED, PARTIES, USCC, WORKER, contract_document, strokes
from ..softhsm import CONFIGURATION, token_in

_SEAL = CompanySeal(COMPANY, USCC, "合同专用章", "3301060123456", ISSUED)
_MINE = CandidateSignature(WORKER, "ab" * 16, to_svg(sanitise(strokes())), ISSUED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are made, and kept running until the test is over."""

    folder: Path
    token: Path
    open: ExitStack


def _in_files(place: Place) -> Keys:
    return keys_in(place.folder)


def _at_a_kms(place: Place) -> Keys:
    fake = FakeKms(region="cn-north-1", key_id="embedded", secret="secret")
    endpoint = place.open.enter_context(fake.running())
    return KmsKeys("cn-north-1", endpoint, "embedded", "secret")


def _in_a_token(place: Place) -> Keys:
    return token_in(place.token)


def _embedded(place: Place, keys: Keys) -> tuple[CertificateSource, str]:
    authority, stamps = place.open.enter_context(online(place.folder / "ca", keys))
    return EmbeddedCertificates(place.folder / "ca", keys, authority._lists_at), stamps


def _est(place: Place, keys: Keys) -> tuple[CertificateSource, str]:
    """Another authority than that of the time stamps, as it is where both are bought."""
    fake = FakeEst(place.folder)
    stamping, stamps = place.open.enter_context(online(place.folder / "tsa", keys))
    url = place.open.enter_context(fake.running())
    (place.folder / "trusted.pem").write_bytes((place.folder / "roots.pem").read_bytes() + stamping.root_pem)
    account = EstAccount(url, place.folder / "tls.pem", None, USER, PASSWORD)
    return EstCertificates(place.folder / "est", keys, account, place.folder / "trusted.pem"), stamps


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where tokens are, for this process and the one that signs, from its start on."""
    folder = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONFIGURATION, str(folder / "softhsm2.conf"))
        yield folder


@pytest.fixture(scope="module")
def pool(token: Path) -> Iterator[RenderPool]:
    opened = RenderPool(1)
    yield opened
    opened.close()


@pytest.fixture
def place(tmp_path: Path, token: Path) -> Iterator[Place]:
    with ExitStack() as open_:
        yield Place(tmp_path, token, open_)


@pytest.mark.parametrize("keys", [_in_files, _at_a_kms, _in_a_token])
@pytest.mark.parametrize("source", [_embedded, _est])
async def test_a_contract_and_its_manifest(
    place: Place,
    pool: RenderPool,
    source: Callable[[Place, Keys], tuple[CertificateSource, str]],
    keys: Callable[[Place], Keys],
) -> None:
    certificates, stamps = source(place, keys(place))
    signer = EmbeddedSigner(Authority(certificates, stamps), pool)
    assert (signer.alg, signer.notice.partition("：")[0]) == ("ES256", "测试/演示")
    prepared = await signer.prepare(contract_document(), PARTIES, ISSUED)
    signed = await signer.sign_candidate(prepared.pdf, _MINE)
    final = await signer.seal_company(signed, _SEAL)
    manifest = await signer.sign_manifest(b"manifest")
    trust = await signer.trust()
    for pdf in (final, await signer.renew_stamp(final)):
        report = verify_pdf(pdf, trust.root_pem)
        assert report.ok, report
        assert report.valid_signatures == 2
    found = check_signature(manifest, b"manifest", trust.root_pem, trust.chain_pem, trust.crls)
    assert found.valid and found.signature.trusted, found
