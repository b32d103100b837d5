"""Attacks on a bundle: whatever is changed, the forger makes the manifest anew and has it stamped by an authority whom everybody
trusts, which is free. What he has not is the platform's evidence key."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.chain import GENESIS, event_hash
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.identity import Identity
from huiyin.platform.verify.bundle import pack, verify_bundle
from huiyin.platform.verify.check import describe
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.support.authorities import authority_in

from ..signing_kit import (
    COMPANY,
    USCC,
    WORKER,
    SignedContract,
    seal_by,
    sign_by_worker,
    sign_whole,
    signature_of,
    stamp_of,
)

Files = dict[str, bytes]
Links = list[dict[str, Any]]


def _links(files: Files) -> Links:
    return [json.loads(line) for line in files["events.jsonl"].splitlines()]


def _manifest_anew(files: Files, **changed: Any) -> None:
    """The manifest as it would be of these files."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in sorted(files.items())
        if not name.startswith("manifest.")
    }
    files["manifest.json"] = json.dumps(manifest | changed).encode()


def _with_events(files: Files, links: Links, **changed: Any) -> None:
    files["events.jsonl"] = b"".join(json.dumps(link, sort_keys=True).encode() + b"\n" for link in links)
    _manifest_anew(files, **{"chain_head": links[-1]["hash"]} | changed)


def _chain(links: Links) -> Links:
    """The same events with numbers and hashes that fit."""
    made, prev = [], GENESIS
    for seq, link in enumerate(links, start=1):
        body = {key: value for key, value in link.items() if key not in ("prev", "hash")} | {"seq": seq}
        found = event_hash(prev, body)
        made.append(body | {"prev": prev.hex(), "hash": found.hex()})
        prev = found
    return made


def _own(files: Files) -> Links:
    return [link for link in _links(files) if "data" in link]


def _report_replaced(files: Files) -> None:
    files["report.pdf"] = files["report.pdf"].replace(b"%PDF-1.7", b"%PDF-1.6")
    _manifest_anew(files)


def _events_left_out(files: Files) -> None:
    _with_events(files, _chain(_own(files)[1:]), events={"first": 1, "last": 3, "count": 3, "own": [1, 2, 3]})


def _event_bared(files: Files) -> None:
    links = _links(files)
    links[1] = {key: links[1][key] for key in ("seq", "prev", "hash")}
    _with_events(files, links, events={"first": 1, "last": 5, "count": 3, "own": [1, 4, 5]})


def _event_invented(files: Files) -> None:
    links = _own(files)
    links.insert(1, links[0] | {"kind": "code.verified", "data": {"binding": "ab" * 32}})
    _with_events(files, _chain(links), events={"first": 1, "last": 5, "count": 5, "own": [1, 2, 3, 4, 5]})


def _events_reordered(files: Files) -> None:
    links = _own(files)
    links[0], links[1] = links[1], links[0]
    _with_events(files, _chain(links), events={"first": 1, "last": 4, "count": 4, "own": [1, 2, 3, 4]})


def _future_dated(files: Files) -> None:
    links = [link | {"at": (clock.now() + timedelta(days=400)).isoformat()} for link in _own(files)]
    _with_events(files, _chain(links), events={"first": 1, "last": 4, "count": 4, "own": [1, 2, 3, 4]})


def _chain_invented(files: Files) -> None:
    document = hashlib.sha256(files["contract.pdf"]).hexdigest()
    kinds = ("contract.opened", "code.verified", "signature.drawn", "contract.sealed")
    links = [
        {
            "v": 1,
            "tenant": "t",
            "kind": kind,
            "at": clock.now().isoformat(),
            "contract": "c",
            "application": None,
            "data": {"document": document},
        }
        for kind in kinds
    ]
    _with_events(files, _chain(links), events={"first": 1, "last": 4, "count": 4, "own": [1, 2, 3, 4]})


def with_odd_event(files: Files) -> None:
    """Data that not every program writes in the same way: floats, great numbers, keys beyond the first 65,536 signs."""
    links = _own(files)
    odd = {
        "b": 1.0,
        "a": [2**70, -0.5, 1e-7, 1e22, True, None],
        "\U0001f600": "\u2028\x7f",
        "\uff5e": '𠮷\t"\\',
    }
    links[0] = links[0] | {"data": odd}
    _with_events(files, _chain(links), events={"first": 1, "last": 4, "count": 4, "own": [1, 2, 3, 4]})


ATTACKS = (
    _report_replaced,
    _events_left_out,
    _event_bared,
    _event_invented,
    _events_reordered,
    _future_dated,
    _chain_invented,
)


def sealed(signed: SignedContract, files: Files, by: Identity | None = None) -> bytes:
    """The bundle of these files, its manifest signed by the platform or by somebody else."""
    bare = {name: data for name, data in files.items() if not name.startswith("manifest.")}
    manifest = files["manifest.json"]
    return pack(bare | {"manifest.json": manifest}, signature_of(manifest, signed.authority, by))


@pytest.mark.parametrize(
    ("attack", "who"),
    [
        *((attack, "company") for attack in ATTACKS),
        (_chain_invented, "candidate"),
        (_chain_invented, "stamps"),
    ],
)
def test_no_other_certificate_of_the_authority_signs_it(
    signed_contract: SignedContract, attack: Callable[[Files], None], who: str
) -> None:
    authority = signed_contract.authority
    identities = {
        "company": lambda: authority.issue_organisation("回音测试存证 V1", "91330106MA2KXXXX0Q"),
        "candidate": lambda: authority.issue_signer("回音测试存证 V1", "ab" * 16),
        "stamps": lambda: authority.tsa,
    }
    files = signed_contract.bundle_files()
    attack(files)
    report = verify_bundle(sealed(signed_contract, files, identities[who]()), signed_contract.root_pem)
    assert not report.ok
    assert report.stamp is not None and report.stamp.valid, "the stamp is true: it costs nothing"
    assert report.signature is not None and "签名证书不是存证专用证书" in report.signature.problems
    assert describe(report).startswith("✗")


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_old_signature_does_not_fit_a_new_manifest(
    signed_contract: SignedContract, attack: Callable[[Files], None]
) -> None:
    files = signed_contract.bundle_files()
    signature = signature_of(files["manifest.json"], signed_contract.authority)
    attack(files)
    report = verify_bundle(pack(files, signature), signed_contract.root_pem)
    assert not report.ok
    assert report.signature is not None
    assert report.signature.problems == ("不是这份清单的签名，或清单被改动",)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_strangers_platform_is_not_trusted(
    signed_contract: SignedContract, stranger: CertificateAuthority, attack: Callable[[Files], None]
) -> None:
    files = signed_contract.bundle_files()
    attack(files)
    theirs = replace(signed_contract, authority=stranger)
    report = verify_bundle(sealed(theirs, files), signed_contract.root_pem)
    assert not report.ok
    assert report.signature is not None and "证书不可信" in report.signature.problems


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return authority_in(tmp_path_factory.mktemp("stranger"))


def _downgraded(files: Files, authority: CertificateAuthority) -> bytes:
    """In the form of before: a stamp over the manifest, which may say what it likes."""
    manifest = {
        key: value for key, value in json.loads(files["manifest.json"]).items() if key not in ("v", "events")
    }
    files["manifest.json"] = json.dumps(manifest).encode()
    files["manifest.tst"] = stamp_of(files["manifest.json"], authority)
    return _zip(
        {name: data for name, data in files.items() if name not in ("manifest.p7s", "manifest.value")}
    )


def _zip(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


@pytest.fixture(scope="module")
def contract_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[datetime], SignedContract]:
    def make(moment: datetime) -> SignedContract:
        with clock.use(moment):
            return sign_whole(tmp_path_factory.mktemp("ca"))

    return make


@pytest.mark.parametrize("attack", [lambda _files: None, *ATTACKS])
def test_a_bundle_downgraded_to_the_old_format_is_refused(
    signed_contract_of_2027: SignedContract, attack: Callable[[Files], None]
) -> None:
    signed = signed_contract_of_2027
    with clock.use(datetime(2027, 3, 1, tzinfo=UTC)):
        files = signed.bundle_files()
        attack(files)
        report = verify_bundle(_downgraded(files, signed.authority), signed.root_pem)
    assert not report.ok
    assert report.stamp is not None and report.stamp.valid
    assert "缺少平台签名 manifest.p7s" in " ".join(report.problems)


@pytest.fixture(scope="module")
def signed_contract_of_2027(contract_of: Callable[[datetime], SignedContract]) -> SignedContract:
    return contract_of(datetime(2027, 2, 1, tzinfo=UTC))


def test_a_bundle_of_the_old_time_holds_and_says_what_it_lacks(
    contract_of: Callable[[datetime], SignedContract],
) -> None:
    signed = contract_of(datetime(2026, 11, 1, tzinfo=UTC))
    with clock.use(datetime(2026, 11, 2, tzinfo=UTC)):
        bundle = _downgraded(signed.bundle_files(), signed.authority)
    with clock.use(datetime(2028, 1, 1, tzinfo=UTC)):
        report = verify_bundle(bundle, signed.root_pem)
    assert report.ok and report.signature is None
    assert "旧格式" in report.doubts[0] and f"! {report.doubts[0]}" in describe(report)


def test_a_manifest_that_only_hides_its_version_is_found(signed_contract: SignedContract) -> None:
    files = signed_contract.bundle_files()
    manifest = json.loads(files["manifest.json"])
    del manifest["v"]
    files["manifest.json"] = json.dumps(manifest).encode()
    report = verify_bundle(sealed(signed_contract, files), signed_contract.root_pem)
    assert not report.ok and "多出文件 manifest.p7s" in report.problems
    for version in (1, 3, 2.0, True, "2", None, [2]):
        files["manifest.json"] = json.dumps(manifest | {"v": version}).encode()
        assert not verify_bundle(sealed(signed_contract, files), signed_contract.root_pem).ok, version


Stated = Callable[[dict[str, Any], Links], None]


def _state(**changed: Any) -> Stated:
    return lambda manifest, _links: manifest["events"].update(changed)


def _bare(manifest: dict[str, Any], links: Links) -> None:
    links[1] = {key: links[1][key] for key in ("seq", "prev", "hash")}


def _of_another(manifest: dict[str, Any], _links: Links) -> None:
    manifest.update(contract="another", application="another")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_bare, "第 2 个事件是本合同的，却只留下了哈希"),
        (_state(own=[1, 2, 4, 5, 6], count=5), "缺少本合同的第 6 个事件"),
        (_state(own=[1, 4, 5], count=3), "第 2 个事件不在清单所列的本合同事件中"),
        (_state(own=[1, 2, 3, 4, 5], count=5), "第 3 个事件是本合同的，却只留下了哈希"),
        (_state(count=3), "清单没有说明本合同有哪些事件"),
        (_state(own="all"), "清单没有说明本合同有哪些事件"),
        (_state(first=0), "事件链的起止与清单不符"),
        (lambda manifest, _links: manifest.pop("events"), "清单没有说明本合同有哪些事件"),
        (lambda manifest, _links: manifest.update(events=[1]), "清单没有说明本合同有哪些事件"),
        (_of_another, "第 1 个事件不属于这份合同"),
        (lambda manifest, _links: manifest.update(tenant="another"), "第 1 个事件不属于这份合同"),
    ],
)
def test_even_the_platform_cannot_leave_own_events_bare(
    signed_contract: SignedContract, change: Stated, words: str
) -> None:
    """Signed with the evidence key itself: what the manifest says and what lies there must be one."""
    files = signed_contract.bundle_files()
    manifest, links = json.loads(files["manifest.json"]), _links(files)
    change(manifest, links)
    files["manifest.json"] = json.dumps(manifest).encode()
    _with_events(files, links)
    report = verify_bundle(sealed(signed_contract, files), signed_contract.root_pem)
    assert not report.ok and report.signature is not None and report.signature.valid
    assert words in report.problems


def with_files_named(
    signed: SignedContract,
    final: bytes | None = None,
    read: bytes | None = None,
    signed_file: bytes | None = None,
) -> bytes:
    """The bundle of a contract whose chain says which file was read, and which was signed: `final` may have grown of others."""
    files = signed.bundle_files(final)
    kinds = {"contract.read": read or signed.prepared, "contract.signed": signed_file or signed.signed}
    links = _own(files)
    links[:2] = [
        links[at] | {"kind": kind, "data": {"document": hashlib.sha256(file).hexdigest()}}
        for at, (kind, file) in enumerate(kinds.items())
    ]
    _with_events(files, _chain(links), events={"first": 1, "last": 4, "count": 4, "own": [1, 2, 3, 4]})
    return sealed(signed, files)


def slipped_in(signed: SignedContract) -> bytes:
    """A contract that was changed after it was read and before it was signed: what was read is still its beginning."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.prepared))
    box = generic.StreamObject(stream_data=b"1 1 1 rg 100 500 300 40 re f")
    writer.add_stream_to_page(0, writer.add_object(box))
    out = io.BytesIO()
    writer.write(out)
    worker = sign_by_worker(
        out.getvalue(), signed.authority.issue_signer(WORKER, "ab" * 16), signed.authority
    )
    return seal_by(worker, signed.authority.issue_organisation(COMPANY, USCC), signed.authority)


def test_what_was_read_is_what_was_signed_and_sealed(signed_contract: SignedContract) -> None:
    root = signed_contract.root_pem
    report = verify_bundle(with_files_named(signed_contract), root)
    assert report.ok, report
    for other in (
        with_files_named(signed_contract, read=signed_contract.rendered.pdf),
        with_files_named(signed_contract, read=signed_contract.signed),
        with_files_named(signed_contract, signed_file=signed_contract.prepared),
    ):
        report = verify_bundle(other, root)
        assert not report.ok and report.pdf is not None and report.pdf.ok
        assert "不是这份合同当时的样子" in report.problems[0], report.problems


def test_nothing_is_slipped_in_between_reading_and_signing(signed_contract: SignedContract) -> None:
    final = slipped_in(signed_contract)
    report = verify_bundle(with_files_named(signed_contract, final), signed_contract.root_pem)
    assert report.pdf is not None and report.pdf.ok, "nobody sees it in the file alone"
    assert not report.ok and "第 1 个事件写的文件不是这份合同当时的样子" in report.problems[0]
