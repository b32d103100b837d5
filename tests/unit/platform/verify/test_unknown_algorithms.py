"""A signature by an algorithm that is not known here is neither valid nor invalid, and what else is wrong is found all the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos, cms
from click.testing import CliRunner
from huiyin.__main__ import main
from huiyin.platform.signatures import sign
from huiyin.platform.verify.bundle import MANIFEST, pack, verify_bundle
from huiyin.platform.verify.pdf import PdfReport, verify_pdf
from huiyin.platform.verify.trust import Verdict
from huiyin.portal.verify.view import verdict_of

from ..signing_kit import COMPANY, USCC, WORKER, SignedContract, seal_by, sign_by_worker, signature_of

_SM2 = "1.2.156.10197.1.501"


def _as_sm2(signed: Any) -> Any:
    """A signature (CMS) in the form that a provider with SM2 gives it; its value is none of any key here."""
    signer = signed["content"]["signer_infos"][0]
    signer["signature_algorithm"] = {"algorithm": _SM2}
    kept = [one for one in signer["signed_attrs"] if one["type"].native != "cms_algorithm_protection"]
    signer["signed_attrs"] = kept
    return signed


class _Foreign(sign.KeyObjectSigner):
    async def async_sign(self, *args: Any, **options: Any) -> Any:
        return _as_sm2(await super().async_sign(*args, **options))


def worker_by_sm2(
    contract: SignedContract, monkeypatch: pytest.MonkeyPatch, number: str = "ab" * 16
) -> bytes:
    """A contract whose worker signed by the foreign algorithm, and whose company by ours."""
    authority = contract.authority
    with monkeypatch.context() as patch:
        patch.setattr(sign, "KeyObjectSigner", _Foreign)
        signed = sign_by_worker(contract.prepared, authority.issue_signer(WORKER, number), authority)
    return seal_by(signed, authority.issue_organisation(COMPANY, USCC), authority)


@pytest.fixture
def foreign(signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch) -> bytes:
    return worker_by_sm2(signed_contract, monkeypatch)


def _words(report: PdfReport) -> str:
    return "；".join(problem for one in report.signatures for problem in one.problems)


@pytest.mark.parametrize("given", [True, False])
def test_it_is_said_in_words(signed_contract: SignedContract, foreign: bytes, given: bool) -> None:
    report = verify_pdf(foreign, signed_contract.root_pem if given else None)
    assert report.verdict is Verdict.UNCHECKED, report
    assert "SM2-SM3 本程序不认识" in _words(report)
    assert [one.valid for one in report.signatures] == [False, True, True]
    assert [one.unchecked for one in report.signatures] == [True, False, False]
    assert report.signatures[0].signer == WORKER
    assert not report.ok


def test_the_command_ends_with_two(signed_contract: SignedContract, foreign: bytes, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(foreign)
    (tmp_path / "root.pem").write_bytes(signed_contract.root_pem)
    command = ["verify", str(tmp_path / "c.pdf"), "--root", str(tmp_path / "root.pem")]
    said = CliRunner().invoke(main, command)
    assert said.exit_code == 2, said.output
    assert said.output.startswith("? 无法核对")
    assert "? 劳动者签名 张𬭎" in said.output
    assert "✗" not in said.output
    as_json = json.loads(CliRunner().invoke(main, [*command, "--json"]).output)
    assert (as_json["verdict"], as_json["ok"]) == ("unchecked", False)


def test_the_page_says_so_too(signed_contract: SignedContract, foreign: bytes) -> None:
    verdict = verdict_of(verify_pdf(foreign, signed_contract.root_pem), None, marked=True)
    assert verdict.kind == "unchecked"
    assert [(line.holds, line.unchecked) for line in verdict.lines][:2] == [(False, True), (True, False)]


def test_it_excuses_nothing_else(
    signed_contract: SignedContract, foreign: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody gets round a check by an algorithm that is not known: a wrong signer, changed bytes, a broken stamp."""
    root = signed_contract.root_pem
    stranger = worker_by_sm2(signed_contract, monkeypatch, number="cd" * 16)
    report = verify_pdf(stranger, root)
    assert report.verdict is Verdict.INVALID and "签名人不是文件写明的劳动者" in _words(report)
    place = foreign.index(b"/Type /Page")
    for at in (place, len(foreign) - 2000):
        changed = foreign[:at] + bytes([foreign[at] ^ 1]) + foreign[at + 1 :]
        assert verify_pdf(changed, root).verdict is Verdict.INVALID, at


def test_our_own_signature_does_not_become_a_foreign_one(signed_contract: SignedContract) -> None:
    """The signer has written the algorithm twice, once under the signature (RFC 6211)."""
    ours, theirs = (algos.SignedDigestAlgorithmId(name).dump().hex() for name in ("sha256_ecdsa", _SM2))
    final = signed_contract.final
    place = final.lower().rindex(ours.encode(), 0, final.lower().rindex(b"/type /sig"))
    changed = final[:place] + theirs.encode() + final[place + len(theirs) :]
    assert len(changed) == len(final)
    assert verify_pdf(changed, signed_contract.root_pem).verdict is Verdict.INVALID


def test_a_bundle_with_such_a_contract(signed_contract: SignedContract, foreign: bytes) -> None:
    report = verify_bundle(signed_contract.bundle(foreign), signed_contract.root_pem)
    assert report.verdict is Verdict.UNCHECKED, report


def test_a_bundle_with_such_a_manifest(signed_contract: SignedContract) -> None:
    files = signed_contract.bundle_files()
    signature = _as_sm2(cms.ContentInfo.load(signature_of(files[MANIFEST], signed_contract.authority)))
    report = verify_bundle(pack(files, signature.dump()), signed_contract.root_pem)
    assert report.verdict is Verdict.UNCHECKED, report
    assert report.signature is not None and "SM2-SM3" in report.signature.problems[0]
