"""The evidence report: who signed one contract, how that is known, what was shown, and every hash in full; for each condition
of 电子签名法 Art. 13 its proof."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...platform.crypto.keyed import sha256_hex
from ...platform.documents.blocks import (
    Block,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Plain,
    Table,
    encode,
)
from ...platform.documents.glyphs import printable
from ...platform.i18n.formats import format_seconds
from ...platform.signatures.certificates import CertificateFacts
from ...platform.signatures.contents import SignedContents
from ...platform.signatures.extract import ExtractedSignature, ExtractedStamp
from ...tenants.audit.models import AuditEvent
from ...tenants.contracts.evidence.labels import describe_twice
from ...tenants.contracts.labour_contracts.models import Contract
from . import evidence_words as words

_LONGEST = 300  # characters of a value in an event's data; a hash is 64
_LARGEST = 180_000  # bytes of the document: what is set must be under 200 kB
# How many events a table shows with their data, and how many at all; what is left out stands in events.jsonl.
_LIMITS = ((100, 400), (20, 100), (0, 20))
_WILL = 20  # the last confirmations: before a code that was right there may be many
_CANDIDATE, _USER = "candidate:", "user:"


class _Facts:
    """Everything the sections are made of; `limits` is one of those above."""

    def __init__(self, contract: Contract, events: Iterable[AuditEvent], signed: SignedContents) -> None:
        self.contract = contract
        self.events: Sequence[AuditEvent] = tuple(events)
        self.limits = _LIMITS[0]
        self.signatures, self.stamps = signed.signatures, signed.stamps
        self.certificates = signed.certificates

    def where(self, wanted: Callable[[AuditEvent], bool]) -> list[AuditEvent]:
        """The events for which `wanted` holds, in their order."""
        return [event for event in self.events if wanted(event)]

    def table(self, events: Sequence[AuditEvent]) -> Block:
        """Events with their numbers, hashes and data, whatever stands there."""
        if not events:
            return _text(words.NOTHING)
        with_data, most = self.limits
        whole = len(events) <= with_data
        rows = [(f"{format_seconds(one.at)}\n{one.seq}", _said(one, whole)) for one in events[:most]]
        if not whole:
            rows.append(("…", words.REST.format(n=max(0, len(events) - most))))
        return _table("时间（北京时间）Time (Beijing)", "事件、哈希和数据 Event, hash and data", rows)

    def certificates_for(self, purpose: str) -> list[CertificateFacts]:
        """Those of one purpose: of signatures the worker's, then the employer's."""
        return [facts for facts in self.certificates if facts.purpose == purpose]


def report_of(
    contract: Contract, events: Iterable[AuditEvent], signed: SignedContents, *, chain_head: str, notice: str
) -> Document:
    """The report as a document; `signed`: what the finished contract carries, `notice` what must be said about its legal weight: it is for
    trial where there is something to say."""
    facts = _Facts(contract, events, signed)
    document = _document(facts, chain_head, notice)
    for limits in _LIMITS[1:]:
        if len(encode(document)) > _LARGEST:
            facts.limits = limits
            document = _document(facts, chain_head, notice)
    return document


def _document(facts: _Facts, chain_head: str, notice: str) -> Document:
    contract = facts.contract
    return Document(
        title="签署存证报告",
        number=contract.number,
        owner=contract.employer_name,
        blocks=(
            *((Paragraph((Plain(notice),)),) if notice else ()),
            _parties(contract),
            Heading("试用与演示 What is trial"),
            *_trial(contract, notice),
            *_worker(facts),
            *_employer(facts),
            *_shown(facts),
            *_devices(facts),
            *_deliveries(facts),
            Heading("哈希 Hashes (SHA-256)"),
            _table("内容 Of", "SHA-256", _hashes(facts, chain_head)),
            *_stamps(facts),
            Heading("证书 Certificates"),
            *(_certificate(one) for one in facts.certificates),
            *_conditions(facts),
            Heading("全部事件 All events"),
            facts.table(facts.events),
            Heading("如何验证 How to check"),
            _text(words.HOW),
            _text(words.HOW_ENGLISH),
        ),
    )


def _trial(contract: Contract, notice: str) -> Iterator[Block]:
    if contract.trial:
        yield _text(words.UNPROVEN)
    if notice:
        yield _text(words.TRIAL)
    if not (contract.trial or notice):
        yield _text(words.NO_TRIAL)


def _parties(contract: Contract) -> Block:
    return KeyValues(
        (
            ("合同编号 Contract", contract.number),
            ("用人单位 Employer", contract.employer_name),
            ("信用代码 USCC", contract.employer_uscc or "—"),
            ("劳动者 Worker", contract.person.name),
            ("证件号码 ID number", contract.person.id_number_hint or "—"),
            ("手机号码 Phone", contract.person.phone_hint or "—"),
        )
    )


def _worker(facts: _Facts) -> Iterator[Block]:
    yield Heading("劳动者的身份与意愿 The worker's identity and will")
    yield _holder(facts, 0)
    yield facts.table(facts.where(lambda event: event.actor.startswith(_CANDIDATE) and _is_of(event, facts)))


def _employer(facts: _Facts) -> Iterator[Block]:
    yield Heading("用人单位的身份与意愿 The employer's identity and will")
    yield _holder(facts, 1)
    yield facts.table(facts.where(lambda event: event.actor.startswith(_USER) and _is_of(event, facts)))


def _is_of(event: AuditEvent, facts: _Facts) -> bool:
    """Whether it is about the contract itself, and not only about the application before it."""
    return event.contract_id == facts.contract.id or event.kind in words.WILL_KINDS


def _holder(facts: _Facts, place: int) -> Block:
    """Whose certificate signed, and when that was stamped: the worker's is the first, the employer's the second."""
    signature = facts.signatures[place]
    held = facts.certificates_for("signature")
    named = held[place].subject if place < len(held) else "—"
    return _table(
        _label(signature),
        "内容 Content",
        [
            ("证书持有人 Holder", named),
            ("签署时间 Signed", format_seconds(signature.stamped_at) or "—"),
            ("签名 SHA-256", sha256_hex(signature.cms)),
        ],
    )


def _shown(facts: _Facts) -> Iterator[Block]:
    yield Heading("出示的内容与阅读时间 What was shown, and for how long")
    yield facts.table(
        facts.where(
            lambda event: (
                event.actor.startswith(_CANDIDATE)
                and ("document" in event.data or _has(event, words.SHOWN_KEYS))
            )
        )
    )


def _devices(facts: _Facts) -> Iterator[Block]:
    yield Heading("设备与网络地址 Devices and addresses")
    found = facts.where(lambda event: _has(event, words.DEVICE_KEYS))
    yield facts.table(found) if found else _text(words.NO_DEVICES)


def _deliveries(facts: _Facts) -> Iterator[Block]:
    yield Heading("送达 Delivery receipts")
    yield facts.table(facts.where(lambda event: event.kind.startswith("message.")))


def _has(event: AuditEvent, keys: Collection[str]) -> bool:
    return not set(keys).isdisjoint(event.data)


def _hashes(facts: _Facts, chain_head: str) -> list[tuple[str, str]]:
    """The contract at each step, what each signature is made of, and the end of the chain."""
    rows = [
        ("签署前的合同 Before signing", facts.contract.draft_sha256),
        ("劳动者签名后的合同 With the worker's signature", facts.contract.signed_sha256),
        ("合同 contract.pdf", facts.contract.final_sha256),
    ]
    for signature in facts.signatures:
        rows.append((f"签名 {signature.field}.cms", sha256_hex(signature.cms)))
        if signature.timestamp is not None:
            rows.append((f"时间戳 {signature.field}.tst", sha256_hex(signature.timestamp)))
    for number, stamp in enumerate(facts.stamps, start=1):
        rows.append((f"时间戳 document_{number}.tst", sha256_hex(stamp.token)))
    return [*rows, ("事件链末端 End of the chain", chain_head)]


def _stamps(facts: _Facts) -> Iterator[Block]:
    yield Heading("时间戳 Time stamps (RFC 3161)")
    rows = [(_label(one), format_seconds(one.stamped_at) or "—") for one in facts.signatures]
    rows += [
        (f"存档时间戳 Archive {number}", format_seconds(one.stamped_at))
        for number, one in enumerate(facts.stamps, start=1)
    ]
    rows += [("签发者 Given by", one.subject) for one in facts.certificates_for("timestamp")]
    yield _table("对象 Over", "时间（北京时间）Time (Beijing)", rows)


def _label(signature: ExtractedSignature) -> str:
    return words.FIELDS.get(signature.field, signature.field)


def _conditions(facts: _Facts) -> Iterator[Block]:
    """电子签名法 Art. 13: a signature is reliable where all four hold."""
    yield Heading("电子签名法第十三条 Electronic Signature Law, Art. 13")
    will = facts.where(lambda event: event.kind in words.WILL_KINDS)
    proofs = (
        [one.subject for one in facts.certificates_for("signature")],
        [f"{one.seq} · {describe_twice(one.kind)} {one.hash.hex()}" for one in will[-_WILL:]],
        [
            f"{_label(one)} {sha256_hex(one.cms)} · {format_seconds(one.stamped_at)}"
            for one in facts.signatures
        ],
        [facts.contract.final_sha256, *(_archived(one) for one in facts.stamps)],
    )
    rows = [
        (condition, "\n".join((shown, *(proof or (words.NOTHING,)))))
        for (condition, shown), proof in zip(words.CONDITIONS, proofs, strict=True)
    ]
    yield Table(("条件 Condition", "证据 Proof"), tuple(rows), (3, 8))


def _archived(stamp: ExtractedStamp) -> str:
    return f"{sha256_hex(stamp.token)} · {format_seconds(stamp.stamped_at)}"


def _said(event: AuditEvent, whole: bool) -> str:
    data = _data(event.data) if whole else ()
    return "\n".join((describe_twice(event.kind), event.hash.hex(), *data))


def _data(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in sorted(data.items()):
        if key in ("method", "how") and isinstance(value, str):
            value = words.METHODS.get(value, value)
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        if said:
            yield printable(f"{words.KEYS.get(key, key)}：{said[:_LONGEST]}")


def _text(said: str) -> Block:
    return Paragraph((Plain(said),))


def _table(first: str, second: str, rows: list[tuple[str, str]]) -> Block:
    return Table((first, second), tuple(rows), (3, 8))  # a hash of 64 characters stays on one line


def _certificate(facts: CertificateFacts) -> Block:
    rows = [
        ("持有人 Subject", facts.subject),
        ("签发者 Issuer", facts.issuer),
        ("序列号 Serial", facts.serial),
        ("有效期 Valid", f"{format_seconds(facts.begins)} 至 {format_seconds(facts.ends)}"),
        ("证书 SHA-256", facts.sha256),
    ]
    return _table(words.PURPOSES[facts.purpose], "内容 Content", rows)
