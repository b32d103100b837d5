"""Until its employer is proven a contract is for trial: in the file, in the chain, and on the pages of both sides."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from huiyin.jobs.context import Context, Services
from huiyin.jobs.contracts.labour_contracts import render
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.providers.certificates.embedded import EmbeddedCertificates
from huiyin.platform.providers.signer.embedded import Authority, EmbeddedSigner
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.parties import Parties, read_parties
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.queries import filed_with_hash
from huiyin.tenants.contracts.labour_contracts.service import Sealed, record_sealed, send
from huiyin.tenants.contracts.labour_contracts.states import advance
from huiyin.tenants.people.company_verification.proof import vouch
from huiyin.up import Product
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.authorities import keys_in
from tests.support.contract_to_sign import Sent, drafted, portal, signed_in
from tests.support.databases import own_database
from tests.support.tenants import Place, fresh_tenant
from tests.support.verification import Applicant

SAID, LOGIN, PASSWORD = "试用 · 主体未认证", "a@own.test", "竹林深处有人家 2026"


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: no worker but the test takes their jobs."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Place]:
    """A tenant whose employer nobody has vouched for."""
    async with fresh_tenant(settings, vouched=False) as made:
        yield made


@pytest.fixture
def context(place: Place, settings: Settings, tmp_path: Path) -> Context:
    """A worker of the test's own: certificates and objects in folders."""
    certificates = EmbeddedCertificates(tmp_path / "ca", keys_in(tmp_path / "ca"))
    signer = EmbeddedSigner(Authority(certificates, ""), RenderPool(1))
    nothing = (None, None, None)
    given = (settings, place.database, place.vault, *nothing, DirectoryStore(tmp_path), signer, None, None)
    return Context(place.tenant, Services(*given))  # type: ignore[arg-type]


async def made(place: Place, context: Context, folder: Path, number: int) -> tuple[Sent, Parties]:
    """A contract that was set by the worker and sent, and whom its file names."""
    async with place.database.tenant(place.tenant) as session:
        contract_id = (await drafted(session, place, number)).id
    await render(context, {"contract": str(contract_id)})
    async with place.database.tenant(place.tenant) as session:
        found = await load(session, contract_id, lock=True)
        await send(session, place.vault, found, actor="user:test")
        sent = Sent(place, folder, found.id, found.person_id, "", found.draft_key)
    named = read_parties(PdfFileReader(io.BytesIO(sent.file.read_bytes())).root)
    assert named is not None
    return sent, named


async def test_file_chain_and_pages_say_so_until_the_employer_is_proven(
    place: Place, context: Context, settings: Settings, tmp_path: Path
) -> None:
    trial, named = await made(place, context, tmp_path, 1)
    assert named.trial
    [checked] = await trial.events("contract.checked")
    assert checked["trial"] is True and checked["parties"] == named.digest
    async with Applicant(place).employer() as (session, employer):
        await vouch(session, employer, actor="system")
    proven, named = await made(place, context, tmp_path, 2)
    assert not named.trial
    [checked] = await proven.events("contract.checked")
    assert "trial" not in checked and checked["parties"] == named.digest
    async with place.database.tenant(place.tenant) as session:
        member = NewUser(LOGIN, "沈知远", password=PASSWORD)
        await create_user(session, member, roles=[GivenRole("admin")])
    async with portal(settings, tmp_path) as own:
        admin = Browser(own.origin(place.tenant.slug))
        await people.log_in(admin, LOGIN, PASSWORD)
        for sent, marked in ((trial, True), (proven, False)):
            me = await signed_in(own, place, sent.person_id)
            page = await me.get(f"/contracts/{sent.contract_id}")
            assert page.path.endswith("/read") and (SAID in page.text) is marked
            page = await admin.get(f"/hr/contracts/{sent.contract_id}")
            assert (SAID in page.text) is marked
            await me.close()
        await admin.close()


async def test_a_proof_that_ended_before_the_seal_makes_it_a_trial(
    place: Place, context: Context, tmp_path: Path
) -> None:
    async with Applicant(place).employer() as (session, employer):
        await vouch(session, employer, actor="system")
    sent, named = await made(place, context, tmp_path, 3)
    assert not named.trial
    await Applicant(place).change(legal_representative="何文清")
    async with sent.opened() as (session, found):
        for state in ("signing", "pending_company", "sealing"):
            advance(found, state)
        await record_sealed(session, place.vault, found, Sealed("final.pdf", "f" * 64, "i" * 64))
    [sealed] = await sent.events("contract.sealed")
    assert sealed["trial"] is True
    async with place.database.tenant(place.tenant) as session:
        filed = await filed_with_hash(session, "f" * 64)
    assert filed is not None and filed.final and filed.trial
