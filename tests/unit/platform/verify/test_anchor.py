"""Anchors: each proves the end of one tenant's chain, and every change, and every exchange, takes that away."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.chain import canonical
from huiyin.platform.signatures.authority import CertificateAuthority, SecondAuthority
from huiyin.platform.verify.anchor import (
    anchor_key,
    anchor_of_bundle,
    anchor_of_old_bundle,
    anchors_among,
    bundle_name,
    proof_of_head,
    verify_anchor,
)
from huiyin.platform.verify.cli import run
from huiyin.platform.verify.tree import FinishedFile, Head, StampedTree, statement_over

from tests.support.authorities import authority_in, second_authority_in

from ..signing_kit import signature_of, stamp_of

HEADS = [Head(f"tenant-{number}", number * 7, f"{number:064x}") for number in range(1, 8)]
FILES = [FinishedFile("tenant-3", f"contract-{number}", "ab" * 32, "cd" * 32) for number in range(3)]
LEAVES = [*(head.leaf for head in HEADS), *(file.leaf for file in FILES)]
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
Json = dict[str, Any]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return authority_in(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> SecondAuthority:
    return second_authority_in(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="module")
def roots(authority: CertificateAuthority, second: SecondAuthority) -> bytes:
    """What whoever checks was given."""
    return authority.root_pem + second.root_pem


@pytest.fixture(scope="module")
def handed_out(authority: CertificateAuthority, second: SecondAuthority) -> dict[str, bytes]:
    """Each tenant's proof, by the tenant."""
    statement = statement_over(LEAVES, AT)
    tree = StampedTree(LEAVES, statement, [stamp_of(statement, authority), stamp_of(statement, second)])
    return {head.tenant: proof_of_head(tree, index, head) for index, head in enumerate(HEADS)}


def test_every_tenant_gets_a_proof_of_its_own_head(handed_out: dict[str, bytes], roots: bytes) -> None:
    began = clock.now().replace(microsecond=0)
    for head in HEADS:
        report = verify_anchor(handed_out[head.tenant], head.tenant, roots)
        assert report.ok and not report.doubts, report
        assert report.second is not None and report.second.signer == "回音测试第二时间戳 T2"
        assert (report.tenant, report.seq, report.hash) == (head.tenant, head.seq, head.hash)
        assert report.stamped_at is not None and abs(report.stamped_at - began).total_seconds() < 300


def test_it_says_nothing_of_other_tenants(handed_out: dict[str, bytes]) -> None:
    text = handed_out["tenant-3"].decode()
    for head in HEADS:
        if head.tenant != "tenant-3":
            assert head.tenant not in text and head.hash not in text
    assert "contract" not in text


def _of_another(said: Json, others: dict[str, bytes]) -> None:
    said.update(json.loads(others["tenant-4"]))


def _statement(said: Json, **changed: object) -> None:
    said["statement"] = json.dumps(json.loads(said["statement"]) | changed)


def _damaged(token: str) -> str:
    data = bytearray(base64.b64decode(token))
    data[-5] ^= 1  # in the signature's value
    return base64.b64encode(data).decode()


CHANGES: tuple[tuple[Callable[[Json, dict[str, bytes]], object], str], ...] = (
    (lambda said, _others: said["leaf"].update(seq=20), "路径"),
    (lambda said, _others: said["leaf"].update(head="0" * 64), "路径"),
    (lambda said, _others: said["leaf"].update(tenant="tenant-4"), "另一家企业"),
    (lambda said, _others: said.update(index=3), "路径"),
    (lambda said, _others: said.update(path=said["path"][:-1]), "路径"),
    (lambda said, _others: said["path"].reverse(), "路径"),
    (lambda said, _others: said.update(path=["zz"]), "无法读取"),
    (lambda said, _others: said.update(path=7), "无法读取"),
    (lambda said, _others: said.pop("leaf"), "无法读取"),
    (lambda said, _others: said["tokens"].__setitem__(0, "!"), "无法读取"),
    (lambda said, _others: said["tokens"].__setitem__(0, ""), "时间戳无法读取"),
    (lambda said, _others: said["tokens"].__setitem__(1, ""), "第二机构时间戳：时间戳无法读取"),
    (lambda said, _others: said["tokens"].__setitem__(1, said["tokens"][0]), "出自同一家机构"),
    (lambda said, _others: said["tokens"].append(said["tokens"][0]), "无法读取"),
    (lambda said, _others: said["tokens"].clear(), "无法读取"),
    (lambda said, _others: said["tokens"].__setitem__(1, _damaged(said["tokens"][1])), "第二机构时间戳"),
    (lambda said, _others: _statement(said, root="0" * 64), "路径"),
    (lambda said, _others: _statement(said, at="2020-01-01T00:00:00+00:00"), "不是这份清单的时间戳"),
    (_of_another, "另一家企业"),
)


@pytest.mark.parametrize(("change", "words"), CHANGES)
def test_every_change_is_found(
    handed_out: dict[str, bytes],
    roots: bytes,
    change: Callable[[Json, dict[str, bytes]], object],
    words: str,
) -> None:
    said = json.loads(handed_out["tenant-3"])
    change(said, handed_out)
    report = verify_anchor(json.dumps(said).encode(), "tenant-3", roots)
    assert not report.ok and report.stamped_at is None
    assert words in report.why


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"7", b"{}", b"[" * 100_000, b"\xff"])
def test_what_is_no_anchor_is_no_crash(data: bytes, authority: CertificateAuthority) -> None:
    report = verify_anchor(data, "tenant-1", authority.root_pem)
    assert not report.ok and report.why == "锚定无法读取"


def test_whoever_stamps_it_himself_is_not_trusted(handed_out: dict[str, bytes], tmp_path: Path) -> None:
    stranger = authority_in(tmp_path)
    report = verify_anchor(handed_out["tenant-3"], "tenant-3", stranger.root_pem)
    assert not report.ok and "证书不可信" in report.why
    assert not verify_anchor(handed_out["tenant-3"], "tenant-3", None).ok


def test_a_second_authority_that_nobody_knows_is_said(
    handed_out: dict[str, bytes], authority: CertificateAuthority
) -> None:
    report = verify_anchor(handed_out["tenant-3"], "tenant-3", authority.root_pem)
    assert report.ok and report.second is not None and not report.second.trusted
    assert "第二时间戳机构的根证书没有给出" in report.doubts[0]


def test_stamps_of_the_two_that_lie_apart_are_said(
    authority: CertificateAuthority, second: SecondAuthority, roots: bytes
) -> None:
    statement = statement_over(LEAVES, AT)
    late = clock.now() + timedelta(seconds=90)
    first = stamp_of(statement, authority)
    with clock.use(late):
        tokens = [first, stamp_of(statement, second)]
    proof = proof_of_head(StampedTree(LEAVES, statement, tokens), 0, HEADS[0])
    report = verify_anchor(proof, "tenant-1", roots)
    assert report.ok and "相差 9" in report.doubts[0]


def test_an_anchor_from_before_the_second_authority_still_holds(authority: CertificateAuthority) -> None:
    leaves = [head.leaf for head in HEADS]
    said = json.loads(statement_over(leaves, AT)) | {"v": 1}
    statement = canonical(said)
    token = stamp_of(statement, authority)
    proof = json.loads(proof_of_head(StampedTree(leaves, statement, [token]), 2, HEADS[2]))
    proof["token"] = proof.pop("tokens")[0]
    report = verify_anchor(json.dumps(proof).encode(), "tenant-3", authority.root_pem)
    assert report.ok and report.second is None
    for version in (0, 3):
        proof["statement"] = json.dumps(said | {"v": version})
        assert not verify_anchor(json.dumps(proof).encode(), "tenant-3", authority.root_pem).ok


@pytest.mark.parametrize("old", [False, True])
def test_a_bundles_manifest_is_an_anchor_too(authority: CertificateAuthority, old: bool) -> None:
    manifest = json.dumps({"chain_head": "ab" * 32, "tenant": "tenant-1"}).encode()
    if old:
        data = anchor_of_old_bundle(manifest, stamp_of(manifest, authority), 12)
    else:
        data = anchor_of_bundle(manifest, signature_of(manifest, authority), 12)
    report = verify_anchor(data, "tenant-1", authority.root_pem)
    assert report.ok and (report.seq, report.hash) == (12, "ab" * 32)
    assert "另一家企业" in verify_anchor(data, "tenant-2", authority.root_pem).why
    said = json.loads(data)
    said["manifest"] = said["manifest"].replace("ab", "cd")
    assert not verify_anchor(json.dumps(said).encode(), "tenant-1", authority.root_pem).ok


def test_a_bundles_anchor_is_signed_by_the_platform(authority: CertificateAuthority) -> None:
    manifest = json.dumps({"chain_head": "ab" * 32, "tenant": "tenant-1"}).encode()
    company = authority.issue_organisation("某公司", "91330106MA2KXXXX0Q")
    data = anchor_of_bundle(manifest, signature_of(manifest, authority, company), 12)
    assert "不是存证专用证书" in verify_anchor(data, "tenant-1", authority.root_pem).why


def test_a_key_says_which_head_it_is_about() -> None:
    daily = anchor_key("t_1", "2026-11-24", 7, "ab" * 32)
    bundle = anchor_key("t_1", bundle_name("0199-c", "evidence-0123456789abcdef.zip"), 9, "cd" * 32)
    never = anchor_key("t_1", "2026-13-99", 7, "ab" * 32)
    found = list(anchors_among([daily, bundle, never, "t_1/anchors/x.json", "t_1/archive/1/contract.pdf"]))
    assert [(one.name, one.seq, one.hash) for one in found] == [
        ("2026-11-24", 7, "ab" * 32),
        ("contract-0199-c-0123456789abcdef", 9, "cd" * 32),
        ("2026-13-99", 7, "ab" * 32),
    ]
    assert [str(one.day) for one in found] == ["2026-11-24", "None", "None"]


def test_the_command_line_checks_one(
    handed_out: dict[str, bytes],
    roots: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, root = tmp_path / "anchor.json", roots
    file.write_bytes(handed_out["tenant-3"])
    assert run(file, root, as_json=False) == 0
    assert "第 21 个事件" in capsys.readouterr().out
    assert run(file, None, as_json=False) == 1
    assert "没有给出可信的根证书" in capsys.readouterr().out
    file.write_bytes(handed_out["tenant-3"].replace(b'"seq":21', b'"seq":22'))
    assert run(file, root, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
