"""What an authority over EST may do to us: refuse, put off, give the wrong certificate, be somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.providers.certificates.est.client import EstAccount
from huiyin.platform.providers.certificates.est.fake import PASSWORD, USER, FakeEst
from huiyin.platform.providers.certificates.est.lists import fetch_lists
from huiyin.platform.providers.certificates.est.source import EstCertificates
from huiyin.platform.providers.certificates.port import CertificateRefusedError

from tests.support.authorities import authority_in, keys_in

from ..signing_kit import LocalTimeStamper


@contextmanager
def _running(folder: Path, *, certificate_wanted: bool = False) -> Iterator[tuple[FakeEst, EstCertificates]]:
    fake = FakeEst(folder)
    with fake.running(certificate_wanted=certificate_wanted) as url:
        account = EstAccount(url, folder / "tls.pem", None, USER, PASSWORD)
        yield fake, EstCertificates(folder / "est", keys_in(folder), account, folder / "roots.pem")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeEst, EstCertificates]]:
    with _running(tmp_path_factory.mktemp("est")) as found:
        yield found


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("later", "not issued yet.*120"),
        ("refused", "400 此主体未经审核"),
        ("nonsense", "no certificates in the answer"),
        ("stranger", "签名人不是文件写明的劳动者"),
        ("key", "it is for another key"),
    ],
)
def test_what_it_gives_is_looked_at(running: tuple[FakeEst, EstCertificates], fault: str, words: str) -> None:
    fake, source = running
    fake.faults.append(fault)
    with pytest.raises(CertificateRefusedError, match=words):
        source.worker("张三", "ab" * 16)
    assert source.worker("张三", "ab" * 16).certificate == fake.issued[-1]  # the job's next try


def test_a_companys_certificate_must_be_the_companys(running: tuple[FakeEst, EstCertificates]) -> None:
    fake, source = running
    fake.faults.append("stranger")
    with pytest.raises(CertificateRefusedError, match="签章证书不是用人单位的证书"):
        source.company("杭州某某有限公司", "91330106MA2KXXXX0Q")


def test_a_company_goes_on_with_what_it_has_while_the_authority_is_away(
    running: tuple[FakeEst, EstCertificates],
) -> None:
    fake, source = running
    first = source.company("上海某某有限公司", "91310000MA2KXXXX0Q").certificate
    with clock.use(clock.now() + timedelta(days=300)):
        fake.faults.append("refused")
        assert source.company("上海某某有限公司", "91310000MA2KXXXX0Q").certificate == first
    with clock.use(clock.now() + timedelta(days=400)):  # until it ends
        fake.faults.append("refused")
        with pytest.raises(CertificateRefusedError):
            source.company("上海某某有限公司", "91310000MA2KXXXX0Q")


def test_one_for_each_worker_and_one_a_year_for_a_company(running: tuple[FakeEst, EstCertificates]) -> None:
    _fake, source = running
    workers = [source.worker("张三", "ab" * 16).certificate for _time in range(2)]
    assert workers[0] != workers[1]
    first = source.company("北京某某有限公司", "91110000MA2KXXXX0Q").certificate
    with clock.use(clock.now() + timedelta(days=200)):
        assert source.company("北京某某有限公司", "91110000MA2KXXXX0Q").certificate == first
    assert source.company("改了名的有限公司", "91110000MA2KXXXX0Q").certificate != first
    with clock.use(clock.now() + timedelta(days=300)):  # less than a third is left
        assert source.company("北京某某有限公司", "91110000MA2KXXXX0Q").certificate != first


def test_a_root_that_is_not_ours_is_no_root(running: tuple[FakeEst, EstCertificates], tmp_path: Path) -> None:
    _fake, source = running
    (tmp_path / "other.pem").write_bytes(authority_in(tmp_path / "ca").root_pem)
    with pytest.raises(CertificateRefusedError, match="leads to no root"):
        replace(source, roots=tmp_path / "other.pem").worker("张三", "ab" * 16)


def test_time_stamps_of_a_stranger_have_nobody_asked(
    running: tuple[FakeEst, EstCertificates], tmp_path: Path
) -> None:
    """A token comes over plain HTTP and may name any address for its list: it is asked for nothing until it leads to a root."""
    _fake, source = running
    stamper = LocalTimeStamper(authority_in(tmp_path / "stranger", "http://127.0.0.1:9/ca"))
    with pytest.raises(CertificateRefusedError, match="leads to no root"):
        source.trust(stamper)


def test_nobody_else_is_told_anything(running: tuple[FakeEst, EstCertificates], tmp_path: Path) -> None:
    """Another server, at the same address, is not spoken to; a wrong password gets nothing."""
    fake, source = running
    (tmp_path / "other.pem").write_bytes(authority_in(tmp_path / "ca").root_pem)
    stranger = replace(source.account, tls_roots=tmp_path / "other.pem")
    wrong = replace(source.account, password="wrong")
    before = len(fake.issued)
    for account, words in ((stranger, "CERTIFICATE_VERIFY_FAILED"), (wrong, "401")):
        with pytest.raises(CertificateRefusedError, match=words):
            replace(source, account=account).worker("张三", "ab" * 16)
    assert len(fake.issued) == before


def test_it_may_know_us_by_a_certificate(tmp_path: Path) -> None:
    with _running(tmp_path, certificate_wanted=True) as (_fake, source):
        with pytest.raises(CertificateRefusedError):
            source.worker("张三", "ab" * 16)
        known = EstAccount(source.account.url, tmp_path / "tls.pem", tmp_path / "client.pem")
        assert replace(source, account=known).worker("张三", "ab" * 16).certificate


def test_an_authority_that_is_away_is_no_authority(tmp_path: Path) -> None:
    with _running(tmp_path) as (_fake, source):
        pass
    with pytest.raises(CertificateRefusedError, match="localhost"):
        source.worker("张三", "ab" * 16)


def test_only_an_authority_with_a_licence_is_no_trial(running: tuple[FakeEst, EstCertificates]) -> None:
    _fake, source = running
    assert source.notice.startswith("测试/演示")
    assert replace(source, licence="ECP11010820001").notice == ""


def test_a_certificate_without_a_list_is_said(tmp_path: Path) -> None:
    root = authority_in(tmp_path)._root.certificate
    assert fetch_lists([root]) == ()
    far = authority_in(tmp_path / "far", "ldap://nowhere")
    with pytest.raises(CertificateRefusedError, match="does not say where"):
        fetch_lists([far.evidence.certificate])
    gone = authority_in(tmp_path / "gone", "http://127.0.0.1:9/ca")
    with pytest.raises(
        CertificateRefusedError, match=r"revocation list http://127\.0\.0\.1:9/ca/issuing\.crl"
    ):
        fetch_lists([gone.evidence.certificate])
