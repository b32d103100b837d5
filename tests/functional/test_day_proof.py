"""A contract on its whole road: its bundle is signed, and from the next day on brings the proof of that day's published root."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.providers.storage import open_store
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.check import describe
from huiyin.road.browser import Browser
from huiyin.up import Product

from tests.support.anchors import notary
from tests.support.company import Company
from tests.support.products import fresh_product


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """One of its own: here a day is anchored before it comes."""
    with fresh_product("day-proof") as started:
        started.start()
        yield started


async def test_the_proof_comes_with_the_bundle_the_day_after(product: Product) -> None:
    async with Company.at(product) as company:
        candidate = company.candidate(1, "欧阳䶮")
        await company.interview([candidate])
        await company.confirm([candidate])
        await candidate.walk()
        address = f"/hr/contracts/{candidate.contract}/evidence.zip"
        first = (await company.hr.get(address)).content
        report = verify_bundle(first, company.root)
        assert report.ok and report.proof is None and report.signature is not None
        await _named_in_the_chain(company, candidate.contract, first)
        async with notary(company.settings, open_store(company.settings)) as office:
            day = await office.anchor()
            roots = office.root_pem
        second = (await company.hr.get(address)).content
        with clock.use(clock.now() + timedelta(days=2)):
            report = verify_bundle(second, roots)
        assert report.ok and report.proof is not None and report.proof.ok, describe(report)
        assert _without_proof(second) == _without_proof(first), "the locked bundle itself is as it was"
        base = Browser(company.settings.origin())
        published = json.loads((await base.get("/anchors/index.json")).content)["anchors"]
        await base.close()
        assert {row["day"]: row["root"] for row in published}[str(day)] == report.proof.tree.root
        assert report.proof.tree.root in describe(report)


async def _named_in_the_chain(company: Company, contract: str, bundle: bytes) -> None:
    """The tenant's chain holds the hashes of the manifest and of its signature."""
    async with company.database() as connection:
        data = await connection.fetchval(
            "select data::text from audit_events where kind = 'contract.archived' and contract_id = $1",
            contract,
        )
    said, files = json.loads(data), _without_proof(bundle)
    assert said["manifest"] == sha256_hex(files["manifest.json"])
    assert said["signature"] == sha256_hex(files["manifest.p7s"])


def _without_proof(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "proof.json"}
