"""The evidence report: what happened to one contract, whose certificates signed it, and every hash in full."""

from collections.abc import Iterable

from ...platform.crypto.keyed import sha256_hex
from ...platform.documents.blocks import Block, Document, Heading, KeyValues, Paragraph, Plain, Table
from ...platform.i18n.formats import format_seconds
from ...platform.signatures.certificates import CertificateFacts, certificates_of
from ...platform.signatures.extract import extract_signatures, extract_stamps
from ...tenants.audit.models import AuditEvent
from ...tenants.contracts.evidence.labels import describe
from ...tenants.contracts.labour_contracts.models import Contract

_PURPOSES = {
    "signature": "签名证书",
    "timestamp": "时间戳证书",
    "authority": "签发机构证书",
    "root": "根证书",
}
_HOW = (
    "本报告与合同、事件链、证书和吊销列表一同装在存证包中。清单 manifest.json 记有每个文件的 SHA-256 和事件链的末端，"
    "由 manifest.tst（RFC 3161 时间戳）固定。解压后按 README.txt 的命令，用 openssl 或所附程序即可离线验证，"
    "不依赖任何公司的服务器。"
)


def report_of(
    contract: Contract, events: Iterable[AuditEvent], pdf: bytes, *, chain_head: str, notice: str
) -> Document:
    """The report as a document; `pdf` is the finished contract, `notice` what must be said about its legal weight."""
    return Document(
        title="签署存证报告",
        number=contract.number,
        owner=contract.employer_name,
        blocks=(
            Paragraph((Plain(notice),)),
            KeyValues(
                (
                    ("合同编号", contract.number),
                    ("用人单位", contract.employer_name),
                    ("劳动者", contract.person.name),
                    ("证件号码", contract.person.id_number_hint),
                    ("手机号码", contract.person.phone_hint),
                )
            ),
            Heading("哈希（SHA-256）"),
            _table("内容", "SHA-256", _hashes(contract, pdf, chain_head)),
            Heading("证书"),
            *(_certificate(facts) for facts in certificates_of(pdf)),
            Heading("事件"),
            _table(
                "时间（北京时间）",
                "事件和事件哈希",
                [
                    (format_seconds(event.at), f"{describe(event.kind)}\n{event.hash.hex()}")
                    for event in events
                ],
            ),
            Heading("如何验证"),
            Paragraph((Plain(_HOW),)),
        ),
    )


def _hashes(contract: Contract, pdf: bytes, chain_head: str) -> list[tuple[str, str]]:
    """The contract at each step, what each signature is made of, and the end of the chain."""
    rows = [
        ("签署前的合同", contract.draft_sha256),
        ("劳动者签名后的合同", contract.signed_sha256),
        ("合同 contract.pdf", contract.final_sha256),
    ]
    for signature in extract_signatures(pdf):
        rows.append((f"签名 {signature.field}.cms", sha256_hex(signature.cms)))
        if signature.timestamp is not None:
            rows.append((f"时间戳 {signature.field}.tst", sha256_hex(signature.timestamp)))
    for number, stamp in enumerate(extract_stamps(pdf), start=1):
        rows.append((f"时间戳 document_{number}.tst", sha256_hex(stamp.token)))
    return [*rows, ("事件链末端", chain_head)]


def _table(first: str, second: str, rows: list[tuple[str, str]]) -> Block:
    return Table((first, second), tuple(rows), (3, 8))  # a hash of 64 characters stays on one line


def _certificate(facts: CertificateFacts) -> Block:
    rows = [
        ("持有人", facts.subject),
        ("签发者", facts.issuer),
        ("序列号", facts.serial),
        ("有效期", f"{format_seconds(facts.begins)} 至 {format_seconds(facts.ends)}"),
        ("证书 SHA-256", facts.sha256),
    ]
    return _table(_PURPOSES[facts.purpose], "内容", rows)
