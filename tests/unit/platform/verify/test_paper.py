"""A bundle with the scan of a contract on paper: whole without any signature in it, and only with two pairs of eyes."""

import hashlib
import json
from typing import Any

import pytest
from huiyin.platform.crypto.chain import GENESIS, event_hash
from huiyin.platform.verify.bundle import MANIFEST, BundleParts, bundle_files, pack, verify_bundle
from huiyin.platform.verify.check import describe

from tests.support.papers import scanned

from ..signing_kit import SignedContract, signature_of

SCAN = scanned(2)
DIGEST = hashlib.sha256(SCAN).hexdigest()
FILED = ("paper_scan.filed", "user:a", {"document": DIGEST})
CHECKED = ("contract.completed_on_paper", "user:b", {"document": DIGEST, "uploaded_by": "user:a"})
Said = tuple[str, str, dict[str, str]]


def _links(*events: Said) -> list[dict[str, Any]]:
    links, prev = [], GENESIS
    for seq, (kind, actor, data) in enumerate(events, start=1):
        body = {
            "v": 1, "seq": seq, "tenant": "t", "kind": kind, "at": f"2026-11-24T02:00:0{seq}.000000+00:00",
            "actor": actor, "application": None, "contract": "c", "data": data,
        }  # fmt: skip
        found = event_hash(prev, body)
        links.append(body | {"prev": prev.hex(), "hash": found.hex()})
        prev = found
    return links


def paper_files(signed: SignedContract, *events: Said, scan: bytes = SCAN) -> dict[str, bytes]:
    """What a bundle is made of, and its manifest, for the authority of `signed`."""
    parts = BundleParts(
        contract=scan,
        report=b"%PDF-1.7",
        links=_links(*events),
        root_pem=signed.root_pem,
        chain_pem=signed.authority.chain_pem,
        crls=signed.authority.crls(),
        facts={"tenant": "t", "contract": "c", "contract_sha256": hashlib.sha256(scan).hexdigest()},
        signed=None,
    )
    return bundle_files(parts)


def _sealed(signed: SignedContract, files: dict[str, bytes]) -> bytes:
    return pack(files, signature_of(files[MANIFEST], signed.authority))


def test_it_is_valid_and_says_that_there_is_no_signature(signed_contract: SignedContract) -> None:
    files = paper_files(signed_contract, FILED, CHECKED)
    assert (
        "scan.pdf" in files and "contract.pdf" not in files and "没有电子签名" in files["README.txt"].decode()
    )
    assert not [name for name in files if name.startswith("signatures/")]
    report = verify_bundle(_sealed(signed_contract, files), signed_contract.root_pem)
    assert report.ok and report.paper and report.pdf is None, report.problems
    assert "纸质合同的扫描件，没有电子签名" in describe(report)


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ((FILED, (CHECKED[0], "user:a", CHECKED[2])), "同一个人"),
        ((FILED, CHECKED, (CHECKED[0], "user:a", CHECKED[2])), "同一个人"),
        ((FILED, (FILED[0], "user:b", FILED[2]), CHECKED), "同一个人"),
        ((CHECKED,), "没有这份扫描件的上传"),
        ((FILED,), "没有第二个人的核对"),
        ((FILED, (CHECKED[0], "user:b", {"document": "0" * 64})), "没有第二个人的核对"),
    ],
)
def test_one_pair_of_eyes_is_found_whoever_signed_the_manifest(
    signed_contract: SignedContract, events: tuple[Said, ...], problem: str
) -> None:
    files = paper_files(signed_contract, *events)
    report = verify_bundle(_sealed(signed_contract, files), signed_contract.root_pem)
    assert not report.ok and any(problem in one for one in report.problems)


def test_another_scan_is_found(signed_contract: SignedContract) -> None:
    files = paper_files(signed_contract, FILED, CHECKED)
    files["scan.pdf"] = scanned(3)
    report = verify_bundle(_sealed(signed_contract, files), signed_contract.root_pem)
    assert not report.ok and "scan.pdf 与清单中的合同哈希不符" in report.problems


def test_a_signed_contract_cannot_be_passed_off_as_paper(signed_contract: SignedContract) -> None:
    """Who changes a signed manifest is found; who makes one without a signature may not call it paper."""
    files = signed_contract.bundle_files()
    manifest = json.loads(files[MANIFEST]) | {"medium": "paper"}
    signature = signature_of(files[MANIFEST], signed_contract.authority)
    files[MANIFEST] = json.dumps(manifest).encode()
    assert not verify_bundle(pack(files, signature), signed_contract.root_pem).ok
    files = paper_files(signed_contract, FILED, CHECKED)
    manifest = json.loads(files[MANIFEST])
    del manifest["v"]
    files[MANIFEST] = json.dumps(manifest).encode()
    assert not verify_bundle(_sealed(signed_contract, files), signed_contract.root_pem).ok
