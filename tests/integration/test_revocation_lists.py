"""Revocation lists are published in time, and stay."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from huiyin.platform import clock
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.published import newest_list
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.revocation import publish_lists

from tests.support.authorities import installed_authority


@pytest.fixture
async def steward(settings: Settings, tmp_path: Path) -> AsyncIterator[Stewardship]:
    async with stewardship(settings) as opened:
        ours = replace(opened.settings, ca_dir=tmp_path / "ca")
        yield replace(opened, store=DirectoryStore(tmp_path / "store"), settings=ours)


async def _newest(steward: Stewardship, name: str) -> x509.CertificateRevocationList:
    found = newest_list(await steward.store.keys("ca/"), name, clock.now())
    assert found is not None
    return x509.load_der_x509_crl(await steward.store.get(found.key))


async def test_there_is_always_one_that_is_good(steward: Stewardship, tmp_path: Path) -> None:
    began, before = clock.now(), 0
    for day in range(0, 60, 5):
        with clock.use(began + timedelta(days=day)):
            await publish_lists(steward)
            await publish_lists(steward)
            keys = await steward.store.keys("ca/")
            for name in CertificateAuthority.LISTS:
                newest = await _newest(steward, name)
                assert newest.last_update_utc <= clock.now() < newest.next_update_utc - timedelta(days=15)
            assert len(keys) >= before, "every list stays"
            before = len(keys)
    authority = installed_authority(steward.settings)
    issuer = x509.load_der_x509_certificate(await steward.store.get("ca/issuing.crt"))
    assert (await _newest(steward, "issuing")).issuer == issuer.subject
    assert issuer.public_bytes(Encoding.DER) in authority.certificates().values()
    company = authority.issue_organisation("杭州某某有限公司", "91330106MA2KXXXX0Q").certificate
    points = company.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert [point.full_name[0].value for point in points if point.full_name] == [  # where the page is
        f"{steward.settings.lists_at()}/issuing.crl"
    ]


async def test_a_clock_that_ran_ahead_leaves_no_list_of_the_future(steward: Stewardship) -> None:
    with clock.use(clock.now() + timedelta(days=400)):
        await publish_lists(steward)
    await publish_lists(steward)
    assert (await _newest(steward, "root")).last_update_utc <= clock.now()


async def test_who_has_no_authority_publishes_nothing(steward: Stewardship) -> None:
    await publish_lists(replace(steward, settings=replace(steward.settings, ca_dir=None)))
    assert await steward.store.keys("ca/") == []


async def test_the_folder_is_kept_up_to_date_though_no_list_is_due(
    steward: Stewardship, tmp_path: Path
) -> None:
    await publish_lists(steward)
    keys = await steward.store.keys("ca/")
    (tmp_path / "ca" / "evidence.crt").unlink()  # as a release without one left it
    await publish_lists(steward)
    assert (tmp_path / "ca" / "evidence.crt").exists()
    assert await steward.store.keys("ca/") == keys
