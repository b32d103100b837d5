"""The page inside a bundle, in a real browser, from a file and without a network: it finds what the verifier finds."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from asn1crypto import cms
from huiyin.platform.verify.bundle import verify_bundle, with_proof
from huiyin.platform.verify.trust import without_loop
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.phone import accessible
from tests.support.authorities import second_authority_in
from tests.unit.platform.signing_kit import (
    COMPANY,
    USCC,
    WORKER,
    SignedContract,
    seal_by,
    sign_by_worker,
    sign_whole,
)
from tests.unit.platform.verify.test_bundle_attacks import (
    ATTACKS,
    sealed,
    slipped_in,
    with_files_named,
    with_odd_event,
)
from tests.unit.platform.verify.test_paper import CHECKED, FILED, paper_files
from tests.unit.platform.verify.test_proof import file_of, make_proof
from tests.unit.platform.verify.test_unknown_algorithms import worker_by_sm2

Files = dict[str, bytes]


@dataclass(slots=True)
class Checker:
    """The page, as somebody has it open who was sent a bundle."""

    page: Page
    folder: Path
    asked: list[str] = field(default_factory=list)

    def trust(self, roots: bytes) -> None:
        """Choose root certificates."""
        (self.folder / "roots.pem").write_bytes(roots)
        self.page.set_input_files("#root", self.folder / "roots.pem")

    def check(self, bundle: bytes | Files) -> str:
        """Choose a bundle; what the page calls it."""
        data = bundle if isinstance(bundle, bytes) else zipped(bundle)
        self.page.set_input_files("#bundle", [])
        payload = FilePayload(name="HT-1-evidence.zip", mimeType="application/zip", buffer=data)
        self.page.set_input_files("#bundle", payload)
        self.page.wait_for_selector("#result[data-verdict]")
        return str(self.page.get_attribute("#result", "data-verdict"))

    @property
    def said(self) -> str:
        return self.page.inner_text("#result")


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle with its proof, and the roots it leads to."""

    signed: SignedContract
    bundle: bytes
    roots: bytes


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    second = second_authority_in(tmp_path_factory.mktemp("second"))
    # The browser's own loop runs in this thread.
    signed = without_loop(sign_whole, tmp_path_factory.mktemp("ca"))
    bundle = without_loop(signed.bundle)
    whole = with_proof(bundle, make_proof(signed, second, file_of(bundle)))
    return Given(signed, whole, signed.root_pem + second.root_pem)


@pytest.fixture(scope="module")
def checker(browser: Browser, given: Given, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checker]:
    folder = tmp_path_factory.mktemp("unpacked")
    (folder / "verify.html").write_bytes(unzipped(given.bundle)["verify.html"])
    context = browser.new_context(offline=True, locale="zh-CN")
    page = context.new_page()
    made = Checker(page, folder)
    page.on("request", lambda request: made.asked.append(request.url))
    page.on("pageerror", lambda error: made.asked.append(f"error: {error}"))
    page.goto((folder / "verify.html").as_uri())
    made.trust(given.roots)
    yield made
    context.close()


def test_a_bundle_is_valid_by_the_roots_that_were_given(checker: Checker, given: Given) -> None:
    assert checker.check(given.bundle) == "valid", checker.said
    for words in (
        "平台存证签名 回音测试存证 V1",
        "劳动者签名",
        "用人单位签章",
        "第二机构时间戳",
        "每日锚定的根",
    ):
        assert words in checker.said
    accessible(checker.page)
    assert checker.asked == [(checker.folder / "verify.html").as_uri()], "it asks for nothing"


def test_a_trial_contract_is_called_one(
    checker: Checker, given: Given, tmp_path_factory: pytest.TempPathFactory
) -> None:
    trial = without_loop(sign_whole, tmp_path_factory.mktemp("trial"), trial=True)
    checker.check(without_loop(trial.bundle))
    assert "试用 · 主体未认证" in checker.said
    checker.check(given.bundle)
    assert "主体未认证" not in checker.said


def test_without_a_root_it_is_never_called_valid(browser: Browser, checker: Checker, given: Given) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((checker.folder / "verify.html").as_uri())
    alone = Checker(page, checker.folder)
    assert alone.check(given.bundle) == "whole"
    assert "根证书未经核对" in alone.said and "✓" not in alone.said
    context.close()


def test_an_unpacked_folder_is_checked_too(checker: Checker, given: Given, tmp_path: Path) -> None:
    folder = tmp_path / "HT-1"
    for name, data in unzipped(given.bundle).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / ".DS_Store").write_bytes(b"x")
    checker.page.set_input_files("#folder", folder)
    checker.page.wait_for_selector("#result[data-verdict=valid]")
    expect(checker.page.locator("#result")).to_contain_text("外面多了一层文件夹")


@pytest.mark.parametrize(
    ("anew", "words"),
    [
        (lambda files: files, "重新打包"),
        (lambda files: {f"HT-1/{name}": data for name, data in files.items()}, "外面多了一层文件夹"),
        (lambda files: files | {"__MACOSX/._contract.pdf": b"x", ".DS_Store": b"x"}, "电脑自动加入的文件"),
    ],
)
def test_a_zip_packed_anew_is_said_and_not_invalid(
    checker: Checker, given: Given, anew: Callable[[Files], Files], words: str
) -> None:
    assert checker.check(anew(unzipped(given.bundle))) == "valid"
    assert words in checker.said


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_with_manifest_and_stamp_made_anew_are_found(
    checker: Checker, given: Given, attack: Callable[[Files], None]
) -> None:
    files = given.signed.bundle_files()
    attack(files)
    company = given.signed.authority.issue_organisation("回音测试存证 V1", "91330106MA2KXXXX0Q")
    assert checker.check(sealed(given.signed, files, company)) == "invalid"
    assert "证书的用途不符" in checker.said


def test_what_was_read_is_what_was_signed(checker: Checker, given: Given) -> None:
    signed = given.signed
    assert checker.check(without_loop(with_files_named, signed)) == "valid", checker.said
    final = without_loop(slipped_in, signed)
    assert checker.check(without_loop(with_files_named, signed, final)) == "invalid"
    assert "第 1 个事件写的文件不是这份合同当时的样子" in checker.said
    assert checker.check(without_loop(with_files_named, signed, None, signed.signed)) == "invalid"


@pytest.mark.parametrize("who", ["company", "namesake"])
def test_somebody_else_in_the_place_of_the_worker_is_found(checker: Checker, given: Given, who: str) -> None:
    signed, authority = given.signed, given.signed.authority
    company = authority.issue_organisation(COMPANY, USCC)
    worker = company if who == "company" else authority.issue_signer(WORKER, "cd" * 16)
    half = without_loop(sign_by_worker, signed.prepared, worker, authority)
    final = without_loop(seal_by, half, company, authority)
    assert checker.check(without_loop(signed.bundle, final)) == "invalid"
    assert "不是文件写明的当事人的证书" in checker.said
    other = authority.issue_organisation(COMPANY, "91330106MA2KXXXX1P")
    final = without_loop(seal_by, signed.signed, other, authority)
    assert checker.check(without_loop(signed.bundle, final)) == "invalid"


def test_a_scan_of_paper_is_called_so_and_needs_two_people(checker: Checker, given: Given) -> None:
    whole = paper_files(given.signed, FILED, CHECKED)
    assert checker.check(sealed(given.signed, whole)) == "valid", checker.said
    assert "纸质合同的扫描件，没有电子签名" in checker.said and "劳动者签名" not in checker.said
    alone = paper_files(given.signed, FILED, (CHECKED[0], FILED[1], CHECKED[2]))
    assert checker.check(sealed(given.signed, alone)) == "invalid" and "由同一个人上传和核对" in checker.said
    unchecked = paper_files(given.signed, FILED)
    assert (
        checker.check(sealed(given.signed, unchecked)) == "invalid" and "没有第二个人的核对" in checker.said
    )


def test_every_changed_byte_is_found(checker: Checker, given: Given) -> None:
    files, chance = unzipped(given.bundle), random.Random(20261129)  # noqa: S311
    names = sorted(files) + ["manifest.p7s", "manifest.json", "proof.json"] * 12
    for _time in range(200):
        name = chance.choice([one for one in names if files[one]])
        changed = bytearray(files[name])
        place = chance.randrange(len(changed))
        changed[place] ^= 1 << chance.randrange(8)
        assert checker.check(files | {name: bytes(changed)}) == "invalid", (name, place)
    assert checker.check(files) == "valid"


def test_what_no_signature_covers_cannot_be_changed(checker: Checker, given: Given) -> None:
    """Tags, lengths, versions and names around the platform's signature and around its time stamp, each of them."""
    files = unzipped(given.bundle)
    signature = files["manifest.p7s"]
    for place in sorted(_uncovered(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1 << (place * 5 + 3) % 8
        # The name of an algorithm, changed, is that of one which nobody knows.
        assert checker.check(files | {"manifest.p7s": bytes(changed)}) in ("invalid", "unchecked"), place


def _uncovered(signature: bytes) -> set[int]:
    """The places in a CMS object, and in the time stamp inside it, that are neither a certificate's nor signed."""
    signer = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
    token = signer["unsigned_attrs"][0]["values"][0].dump()
    places = set(range(len(signature))) - _within(signature, token)
    start = signature.index(token)
    for data, at in ((signature, 0), (token, start)):
        found = cms.ContentInfo.load(data)["content"]
        signed = found["signer_infos"][0]
        said = found["encap_content_info"]["content"]
        bodies = [item.dump() for item in found["certificates"] or ()]
        bodies += [signed["signed_attrs"].contents, signed["signature"].native]
        bodies += [said.native if isinstance(said.native, bytes) else said.parsed.dump()] if said else []
        covered = {place for body in bodies for place in _within(data, body)}
        places |= {at + place for place in range(len(data)) if at} - {at + place for place in covered}
        places -= {at + place for place in covered}
    return places


def _within(whole: bytes, part: bytes) -> set[int]:
    start = whole.index(part)
    return set(range(start, start + len(part)))


def test_every_changed_byte_of_the_zip_is_found(checker: Checker, given: Given) -> None:
    bundle, chance = given.bundle, random.Random(20261129)  # noqa: S311
    checker.check(bundle)
    assert "重新打包" not in checker.said
    for place in [
        *(chance.randrange(len(bundle)) for _time in range(20)),
        *range(len(bundle) - 80, len(bundle)),
    ]:
        changed = bytearray(bundle)
        changed[place] ^= chance.randrange(1, 256)
        assert checker.check(bytes(changed)) == "invalid" or "重新打包" in checker.said, place


@pytest.mark.parametrize(
    "name", ["manifest.p7s", "contract.pdf", "events.jsonl", "ca/root.pem", "signatures/company_seal.cms"]
)
def test_every_missing_file_is_found(checker: Checker, given: Given, name: str) -> None:
    files = unzipped(given.bundle)
    del files[name]
    assert checker.check(files) == "invalid"


def test_the_proof_of_another_bundle_is_found(checker: Checker, given: Given) -> None:
    other = unzipped(given.signed.bundle())
    files = other | {"proof.json": unzipped(given.bundle)["proof.json"]}
    assert checker.check(files) == "invalid" and "不是这个存证包的" in checker.said


def test_values_that_only_some_programs_write_hash_the_same(checker: Checker, given: Given) -> None:
    """Numbers as they are written, keys in the order of their code points: as the chain was made, so it is checked."""
    files = given.signed.bundle_files()
    with_odd_event(files)
    bundle = sealed(given.signed, files)
    assert verify_bundle(bundle, given.roots).ok
    assert checker.check(bundle) == "valid", checker.said
    assert json.loads(unzipped(bundle)["manifest.json"])["events"]["count"] == 4


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", bytes(1000)])
def test_what_is_no_bundle_is_said(checker: Checker, data: bytes) -> None:
    assert checker.check(data) == "invalid" and "无法读取" in checker.said


def test_an_algorithm_it_does_not_know_is_said(checker: Checker, given: Given) -> None:
    """SM2, or one to come: neither valid nor invalid, and a change beside it is found all the same."""
    with pytest.MonkeyPatch.context() as patch:
        final = without_loop(worker_by_sm2, given.signed, patch)
    bundle = unzipped(without_loop(given.signed.bundle, final))
    assert checker.check(bundle) == "unchecked", checker.said
    assert "? 劳动者签名" in checker.said and "签名算法本页不认识" in checker.said
    assert "×" not in checker.said
    contract = bytearray(bundle["contract.pdf"])
    contract[len(contract) // 3] ^= 1
    assert checker.check(bundle | {"contract.pdf": bytes(contract)}) == "invalid"
