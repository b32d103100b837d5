"""Checking the events of a bundle: the links of the chain, and that none of the contract's own is left out or bare."""

import hashlib
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from ..crypto.chain import verify_links
from ..signatures.parties import Parties
from .imprint import imprint_digest

_BARE = {"seq", "prev", "hash"}
_OWN = ("contract", "application")
_DRAFT, _SIGNED, _FINAL = range(3)
_FILE_OF = {
    "contract.checked": {_DRAFT},
    "contract.sent": {_DRAFT},
    "contract.opened": {_DRAFT, _SIGNED, _FINAL},
    "contract.read": {_DRAFT},
    "contract.signed": {_SIGNED},
    "seal.requested": {_SIGNED},
    "contract.sealed": {_FINAL},
}
"""Events that say which file was made, shown or signed (`document`), and what of the finished one it must be."""
_END = re.compile(rb"startxref\s+\d+\s+%%EOF(\r?\n|\r)?")


def check_events(
    data: bytes, manifest: Mapping[str, Any], final: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """The events of a bundle, and what is wrong with them; `final` is the hash of the contract they are about."""
    links: list[dict[str, Any]] = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            link = json.loads(line)
        except (ValueError, RecursionError):
            link = None
        if not isinstance(link, dict):
            return links, [f"事件链第 {number} 行无法读取"]
        links.append(link)
    if (broken := verify_links(links)) is not None:
        return links, [f"事件链第 {broken.seq} 个事件：{broken.problem}"]
    if not links or links[-1]["hash"] != str(manifest.get("chain_head")):
        return links, ["事件链的末端与清单不符"]
    own = [link["data"] for link in links if isinstance(link.get("data"), dict)]
    if not any(data.get("document") == final for data in own):
        return links, ["事件链中没有这份合同的哈希"]
    return links, []


def check_contract(
    links: list[dict[str, Any]], manifest: Mapping[str, Any], contract: bytes, parties: Parties | None
) -> list[str]:
    """Hold what the chain says of a contract against the contract: whom it names, the picture of the seal in it, and that what
    was read is what was signed.

    The first two do not stand in the chain of a contract that names nobody: it is older.
    """
    if parties is None:
        return []
    said = [link["data"] for link in links if isinstance(link.get("data"), dict)]
    problems = []
    if parties.digest not in [data.get("parties") for data in said]:
        problems.append("事件链中没有写明这份合同的当事人，或写的是别人")
    if imprint_digest(contract) not in [data.get("imprint") for data in said]:
        problems.append("合同上的印章不是事件链中写明的那一枚")
    return problems + _check_files(links, manifest, contract)


def _check_files(links: list[dict[str, Any]], manifest: Mapping[str, Any], contract: bytes) -> list[str]:
    """What was made and read, what was signed and what was sealed is one file that grew, and nothing was slipped in between."""
    grown = _grown(contract)
    return [
        f"第 {link['seq']} 个事件写的文件不是这份合同当时的样子：读的、签的和盖章的不是同一份"
        for link in links
        if link.get("contract") == manifest.get("contract")
        and isinstance(data := link.get("data"), dict)
        and "document" in data
        and (which := _FILE_OF.get(str(link.get("kind")))) is not None
        and not any(data["document"] in grown[one] for one in which)
    ]


def _grown(contract: bytes) -> dict[int, set[str]]:
    """The SHA-256 (hexadecimal) of the file before the candidate's signature, with it, and finished: what is added to a PDF
    leaves the bytes before it. A file that ends with its last line may have been hashed with its end of line or without."""
    candidate = PdfFileReader(io.BytesIO(contract)).embedded_regular_signatures[0]
    _first, before, second, rest = (int(number) for number in candidate.byte_range)
    ends = list(_END.finditer(contract, 0, second + rest))
    drafts = [end for end in ends if end.end() <= before]
    grown = {_SIGNED: {_hash(contract[: second + rest])}, _FINAL: {_hash(contract)}, _DRAFT: set()}
    if drafts and len(ends) == len(drafts) + 1 == candidate.signed_revision + 1:
        text = drafts[-1]
        grown[_DRAFT] = {_hash(contract[:at]) for at in {text.end(), text.start() + len(text[0].rstrip())}}
    return grown


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def events_stated(links: list[dict[str, Any]]) -> dict[str, Any]:
    """What a manifest says of its events: from where to where, how many of them are the contract's own, and which."""
    own = [link["seq"] for link in links if set(link) != _BARE]
    ends = [links[0]["seq"], links[-1]["seq"]] if links else [0, 0]
    return {"first": ends[0], "last": ends[1], "count": len(own), "own": own}


def check_own(links: list[dict[str, Any]], manifest: Mapping[str, Any]) -> list[str]:
    """Hold sound links against what the signed manifest says of them: an own event bared, missing or made up is named."""
    stated = manifest.get("events")
    found = events_stated(links)
    if not isinstance(stated, dict) or not _is_sound(stated):
        return ["清单没有说明本合同有哪些事件"]
    by_number, listed = {link["seq"]: link for link in links}, set(stated["own"])
    problems = []
    for seq in sorted(listed):
        if seq not in by_number:
            problems.append(f"缺少本合同的第 {seq} 个事件")
        elif set(by_number[seq]) == _BARE:
            problems.append(f"第 {seq} 个事件是本合同的，却只留下了哈希")
    problems += [f"第 {seq} 个事件不在清单所列的本合同事件中" for seq in found["own"] if seq not in listed]
    problems += [
        f"第 {link['seq']} 个事件不属于这份合同"
        for link in links
        if set(link) != _BARE and not _belongs(link, manifest)
    ]
    if (stated["first"], stated["last"]) != (found["first"], found["last"]):
        problems.append("事件链的起止与清单不符")
    return problems


def _is_sound(stated: Mapping[str, Any]) -> bool:
    own = stated.get("own")
    numbers = [stated.get("first"), stated.get("last"), *(own if isinstance(own, list) else [None])]
    return all(type(one) is int for one in numbers) and stated.get("count") == len(set(own or ()))


def _belongs(link: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    if link.get("tenant") != manifest.get("tenant"):
        return False
    return any(link.get(key) is not None and link[key] == manifest.get(key) for key in _OWN)
