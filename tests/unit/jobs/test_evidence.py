"""The evidence report names every certificate and every hash in full, and they are the true ones."""

import hashlib
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from huiyin.jobs.contracts.evidence_report import report_of
from huiyin.platform import clock
from huiyin.platform.documents.blocks import Document, Heading, KeyValues, Paragraph, Table, encode
from huiyin.platform.documents.render import render
from huiyin.platform.ids import new_id
from huiyin.platform.signatures.contents import contents_of
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.feature import ContractEvent
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.sealing.feature import SealingEvent
from huiyin.tenants.contracts.signing.feature import SigningEvent
from huiyin.tenants.people.persons.models import Person

from tests.unit.platform.signing_kit import COMPANY, USCC, SignedContract

HEAD = "ab" * 32


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _contract(signed_contract: SignedContract) -> Contract:
    return Contract(
        id=new_id(),
        employer_uscc=USCC,
        number="HT-2026-1124-0001",
        draft_sha256=_sha256(signed_contract.prepared),
        signed_sha256=_sha256(signed_contract.signed),
        final_sha256=_sha256(signed_contract.final),
        employer_name=COMPANY,
        person=Person(name="张𬭎", id_number_hint="310***********1223", phone_hint="138****0001"),
    )


@pytest.fixture(scope="module")
def report(signed_contract: SignedContract) -> Document:
    contract = _contract(signed_contract)
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    return report_of(
        contract,
        _events(contract, moment),
        contents_of(signed_contract.final),
        chain_head=HEAD,
        notice="测试",
    )


def _events(contract: Contract, moment: datetime) -> list[AuditEvent]:
    """As the chain may hold them, with data that this release does not know."""
    document = contract.draft_sha256
    happened: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (ContractEvent.CREATED, "user:1", {}),
        ("message.delivered", "system", {"message": "m-1", "channel": "sms", "provider_id": "R-77"}),
        (SigningEvent.DECRYPTED, "candidate:1", {"document": document, "device": "iPhone 🙂\u202e"}),
        (SigningEvent.READ, "candidate:1", {"document": document, "seconds": "41", "pages": "1,2,3"}),
        ("identity.checked", "candidate:1", {"result": "same"}),
        (
            SigningEvent.CHECK_PASSED,
            "candidate:1",
            {"method": "face", "provider": "a-provider", "request": "R-1", "result": "0"},
        ),
        (SigningEvent.CODE_VERIFIED, "candidate:1", {"binding": "ef" * 32}),
        ("from.a.later.release", "candidate:1", {"strange": {"b": [1]}}),
        (SigningEvent.CHECK_CONFIRMED, "user:2", {"method": "in_person", "how": "met"}),
        (SealingEvent.PRESSED, "user:2", {"document": contract.signed_sha256}),
        (ContractEvent.SEALED, "system", {"document": contract.final_sha256}),
    )
    return [
        AuditEvent(
            seq=seq,
            at=moment,
            kind=str(getattr(kind, "value", kind)),
            actor=actor,
            contract_id=contract.id,
            data=data,
            hash=hashlib.sha256(str(getattr(kind, "value", kind)).encode()).digest(),
        )
        for seq, (kind, actor, data) in enumerate(happened, start=11)
    ]


def _texts(document: Document) -> str:
    rows = [row for block in document.blocks if isinstance(block, Table | KeyValues) for row in block.rows]
    return "\n".join(" ".join(row) for row in rows)


def _section(document: Document, title: str) -> str:
    """What stands between a heading and the next."""
    blocks = list(document.blocks)
    (begin,) = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and block.text.startswith(title)
    ]
    rest = blocks[begin + 1 :]
    end = next((place for place, block in enumerate(rest) if isinstance(block, Heading)), len(rest))
    said = [run.text for block in rest[:end] if isinstance(block, Paragraph) for run in block.runs]
    return "\n".join([*said, _texts(Document("", "", "", tuple(rest[:end])))])


def test_identity_and_will_stand_by_each_signer(report: Document) -> None:
    worker, employer = _section(report, "劳动者的身份与意愿"), _section(report, "用人单位的身份与意愿")
    assert "serialNumber=IDH-" in worker and "organizationIdentifier=NTRCN-" in employer
    for words in ("候选人通过验证码验证", "验证码绑定 code bound to：efef", "阅读秒数 seconds read：41"):
        assert words in worker
    assert "用印人确认盖章" in employer and "用印人" not in worker


def test_who_said_who_it_is_is_named(report: Document) -> None:
    """A provider by its call, in the worker's part; the company itself, in its own."""
    worker, employer = _section(report, "劳动者的身份与意愿"), _section(report, "用人单位的身份与意愿")
    for words in (
        "候选人通过实名核验", "方式 method：人脸（本人自愿，未保存图像）", "服务商 provider：a-provider", "核验请求号 request：R-1", "结果 result：0",
    ):  # fmt: skip
        assert words in worker
    assert "方式 method：公司核对证件原件" in employer and "怎么核对 how：当面 met in person" in employer
    assert "公司核对" not in worker
    assert hashlib.sha256(b"person_check.passed").hexdigest() in _section(report, "电子签名法第十三条")


def test_what_was_shown_where_and_for_how_long(report: Document, signed_contract: SignedContract) -> None:
    shown = _section(report, "出示的内容与阅读时间")
    assert _sha256(signed_contract.prepared) in shown
    assert "看过的页 pages seen：1,2,3" in shown and "阅读秒数 seconds read：41" in shown
    assert "设备 device：iPhone (U+1F642)(U+202E)" in _section(report, "设备与网络地址")
    assert "服务商回执号 receipt：R-77" in _section(report, "送达")


def test_data_that_nobody_here_knows_is_shown_as_it_is(report: Document) -> None:
    everything = _section(report, "全部事件")
    assert 'strange：{"b": [1]}' in everything and "from.a.later.release" in everything


def test_it_speaks_both_languages(report: Document) -> None:
    everything = _section(report, "全部事件")
    assert "候选人读完合同并同意电子签署 " in everything and "Trial" not in everything
    assert "读完合同并同意电子签署 Candidate" in everything
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert all(re.search(r"[一-鿿].* [A-Z]", text) for text in headings), headings
    assert "no licensed provider" in _section(report, "试用与演示")


def test_each_condition_of_article_13_has_its_proof(
    report: Document, signed_contract: SignedContract
) -> None:
    said = _section(report, "电子签名法第十三条")
    for part in ("（一）", "（二）", "（三）", "（四）", "(1)", "(2)", "(3)", "(4)"):
        assert part in said
    assert "serialNumber=IDH-" in said and _sha256(signed_contract.final) in said
    assert hashlib.sha256(b"code.verified").hexdigest() in said
    assert hashlib.sha256(b"seal.requested").hexdigest() in said


def test_without_proof_it_says_so(signed_contract: SignedContract) -> None:
    contract = _contract(signed_contract)
    bare = report_of(contract, [], contents_of(signed_contract.final), chain_head=HEAD, notice="")
    for title in ("劳动者的身份与意愿", "送达", "全部事件"):
        assert "None in the chain" in _section(bare, title)
    assert "没有。None." in _section(bare, "试用与演示")
    assert "The chain holds no device" in _section(bare, "设备与网络地址")
    assert "None in the chain" in _section(bare, "电子签名法第十三条")


def test_an_employer_that_was_not_proven_is_named_as_such(signed_contract: SignedContract) -> None:
    contract = _contract(signed_contract)
    for notice in ("", "测试"):
        for trial in (False, True):
            contract.trial = trial
            made = report_of(contract, [], contents_of(signed_contract.final), chain_head=HEAD, notice=notice)
            said = _section(made, "试用与演示")
            assert ("主体未认证" in said and "employer not verified" in said) is trial
            assert ("No. 16" in said or "Art. 16" in said) is bool(notice)
            assert ("没有。None." in said) is not (trial or bool(notice))


def test_a_thousand_events_still_make_a_report(signed_contract: SignedContract) -> None:
    contract = _contract(signed_contract)
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    events = _events(contract, moment) * 120
    made = report_of(contract, events, contents_of(signed_contract.final), chain_head=HEAD, notice="测试")
    assert "events.jsonl" in _section(made, "全部事件")
    assert len(encode(made)) < 200_000
    assert render(made, clock.now()).pdf.startswith(b"%PDF")


def test_every_hash_is_there_in_full(report: Document, signed_contract: SignedContract) -> None:
    text = _texts(report)
    parts = (signed_contract.prepared, signed_contract.signed, signed_contract.final)
    events = (ContractEvent.CREATED.encode(), ContractEvent.SEALED.encode())
    for wanted in (*map(_sha256, (*parts, *events)), HEAD):
        assert wanted in text


def test_every_certificate_is_there_and_true(report: Document, signed_contract: SignedContract) -> None:
    text = _texts(report)
    found = contents_of(signed_contract.final).certificates
    assert [facts.purpose for facts in found] == ["signature", "signature", "timestamp", "authority", "root"]
    (root,) = x509.load_pem_x509_certificates(signed_contract.root_pem)
    assert found[-1].serial == f"{root.serial_number:X}"
    assert (found[-1].begins, found[-1].ends) == (root.not_valid_before_utc, root.not_valid_after_utc)
    assert "NTRCN-91330106MA2K" in found[1].subject
    for facts in found:
        for wanted in (facts.subject, facts.issuer, facts.serial, facts.sha256):
            assert wanted in text
    assert len(re.findall(r"有效期 Valid 20\d\d-\d\d-\d\d \S+ 至 20\d\d-\d\d-\d\d", text)) == len(found)


def test_a_hash_stays_on_one_line(report: Document, tmp_path: Path) -> None:
    """Copied out of the PDF it must be the whole hash."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    file = tmp_path / "report.pdf"
    file.write_bytes(render(report, clock.now()).pdf)
    printed = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    wanted = set(re.findall(r"[0-9a-f]{64}", _texts(report)))
    assert len(wanted) >= 14
    assert wanted <= set(re.findall(r"[0-9a-f]{64}", printed.stdout))
