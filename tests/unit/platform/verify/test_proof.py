"""The proof in a bundle: its manifest is under a root that two authorities stamped, and no other bundle fits in its place."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.signatures.authority import SecondAuthority
from huiyin.platform.verify.anchor import verify_anchor
from huiyin.platform.verify.bundle import BundleReport, pack, verify_bundle, with_proof
from huiyin.platform.verify.check import describe
from huiyin.platform.verify.proof import proof_of_file
from huiyin.platform.verify.tree import FinishedFile, Head, StampedTree, statement_over

from tests.support.authorities import second_authority_in

from ..signing_kit import SignedContract, signature_of, stamp_of

HEADS = [Head(f"tenant-{number}", number * 7, f"{number:064x}") for number in range(1, 6)]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proven:
    """A bundle, its leaf and the proof, and who stamps."""

    bundle: bytes
    file: FinishedFile
    proof: bytes
    roots: bytes
    second: SecondAuthority

    def check(self, proof: bytes | None = None, bundle: bytes | None = None) -> BundleReport:
        """What the bundle with its proof, or with another, is."""
        return verify_bundle(with_proof(bundle or self.bundle, proof or self.proof), self.roots)


def doubts(report: BundleReport) -> list[str]:
    """Those that are not about the times in the kit's chain, which does not live at the suite's moment."""
    return [one for one in report.doubts if not one.startswith("事件链第")]


def _manifest(bundle: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return archive.read("manifest.json")


def file_of(bundle: bytes) -> FinishedFile:
    """A bundle as a leaf of the tree."""
    manifest = _manifest(bundle)
    return FinishedFile("t", "c", json.loads(manifest)["contract_sha256"], sha256_hex(manifest))


def make_proof(signed: SignedContract, second: SecondAuthority, file: FinishedFile, stamps: int = 2) -> bytes:
    """The proof of a leaf, in a tree that as many authorities have stamped."""
    leaves = [*(head.leaf for head in HEADS), file.leaf]
    statement = statement_over(leaves, clock.now())
    tokens = [stamp_of(statement, signed.authority), stamp_of(statement, second)][:stamps]
    return proof_of_file(StampedTree(leaves, statement, tokens), len(HEADS), file)


@pytest.fixture(scope="module")
def proven(signed_contract: SignedContract, tmp_path_factory: pytest.TempPathFactory) -> Proven:
    second = second_authority_in(tmp_path_factory.mktemp("second"))
    bundle = signed_contract.bundle()
    proof = make_proof(signed_contract, second, file_of(bundle))
    return Proven(bundle, file_of(bundle), proof, signed_contract.root_pem + second.root_pem, second)


def test_it_holds_and_shows_the_root(proven: Proven) -> None:
    report = proven.check()
    assert report.ok and doubts(report) == [] and report.proof is not None, report
    root = json.loads(json.loads(proven.proof)["statement"])["root"]
    assert report.proof.tree.root == root
    said = describe(report)
    assert root in said and "第二机构时间戳 回音测试第二时间戳 T2" in said


def test_without_a_root_given_it_is_whole(proven: Proven) -> None:
    report = verify_bundle(with_proof(proven.bundle, proven.proof))
    assert report.whole and not report.ok and not report.anchored
    assert "第二时间戳机构的根证书没有给出" in doubts(report)[0]


def test_one_authority_alone_is_said(proven: Proven, signed_contract: SignedContract) -> None:
    report = proven.check(make_proof(signed_contract, proven.second, proven.file, stamps=1))
    assert report.ok and "只有一家机构的时间戳" in describe(report)


def test_a_bundle_that_was_made_afterwards_does_not_fit(
    proven: Proven, signed_contract: SignedContract
) -> None:
    """Signed with the evidence key itself, all hashes right: a day later it is too late for another bundle."""
    another = signed_contract.bundle_files()
    another["report.pdf"] = signed_contract.final
    manifest = json.loads(another["manifest.json"])
    manifest["files"]["report.pdf"] = sha256_hex(signed_contract.final)
    another["manifest.json"] = json.dumps(manifest).encode()
    bundle = pack(another, signature_of(another["manifest.json"], signed_contract.authority))
    assert verify_bundle(bundle, proven.roots).ok, "nothing else gives it away"
    report = proven.check(bundle=bundle)
    assert not report.ok and report.problems == ("每日锚定的证明不是这个存证包的",)


def _update(**changed: Any) -> Callable[[Json], object]:
    return lambda said: said["file"].update(changed)


def _statement(**changed: Any) -> Callable[[Json], object]:
    return lambda said: said.update(statement=json.dumps(json.loads(said["statement"]) | changed))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_update(manifest="0" * 64), "不是这个存证包的"),
        (_update(tenant="another"), "不是这个存证包的"),
        (_update(contract="another"), "路径不通向"),
        (_update(document="0" * 64), "路径不通向"),
        (lambda said: said.update(index=0), "路径不通向"),
        (lambda said: said["path"].pop(), "路径不通向"),
        (_statement(root="0" * 64), "不是这份清单的时间戳"),
        (_statement(size=99), "路径不通向"),
        (_statement(v=1), "无法读取"),
        (_statement(at="2020-01-01T00:00:00+00:00"), "不是这份清单的时间戳"),
        (lambda said: said.pop("tokens"), "无法读取"),
        (lambda said: said.pop("file"), "无法读取"),
        (lambda said: said.update(file="x"), "无法读取"),
    ],
)
def test_every_change_is_found(proven: Proven, change: Callable[[Json], object], words: str) -> None:
    said = json.loads(proven.proof)
    change(said)
    report = proven.check(json.dumps(said).encode())
    assert not report.ok
    assert words in " ".join(report.problems)


def test_a_strangers_tree_is_not_believed(proven: Proven, tmp_path: Path) -> None:
    stranger = second_authority_in(tmp_path)
    leaves = [proven.file.leaf]
    statement = statement_over(leaves, clock.now())
    for tokens in ([stamp_of(statement, stranger)], [stamp_of(statement, stranger)] * 2):
        report = proven.check(proof_of_file(StampedTree(leaves, statement, tokens), 0, proven.file))
        assert not report.ok and "证书不可信" in report.problems


def test_a_proof_that_is_missed_is_said(signed_contract: SignedContract, proven: Proven) -> None:
    assert doubts(proven.check()) == doubts(verify_bundle(proven.bundle, proven.roots)) == []
    with clock.use(clock.now() + timedelta(days=3)):
        report = verify_bundle(proven.bundle, proven.roots)
        assert report.ok and "没有每日锚定的证明" in doubts(report)[0]
        assert doubts(proven.check()) == []


def test_a_file_never_passes_for_a_head(proven: Proven) -> None:
    said = json.loads(proven.proof)
    assert "和它的存证包一起核对" in verify_anchor(proven.proof, None, proven.roots).why
    del said["file"]
    said["leaf"] = {"tenant": "t", "seq": 9, "head": proven.file.manifest}
    assert not verify_anchor(json.dumps(said).encode(), None, proven.roots).ok


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_proof_is_no_crash(proven: Proven, data: bytes) -> None:
    bundle = with_proof(proven.bundle, data)
    report = verify_bundle(bundle, proven.roots)
    assert not report.ok and report.problems == ("每日锚定的证明无法读取",)
