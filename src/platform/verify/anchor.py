"""Anchors: time-stamped proofs of where a chain of events ended, kept locked in the object store, beside no table.

Once a day one Merkle root over the heads of all tenants and the files finished since is stamped (`tree`). Each tenant gets a
proof of its own: its head, the path to the root, the root and the tokens; each finished file gets one too (`proof`). The
manifest of an evidence bundle names the end of the chain and is signed and stamped too: such a pair is an anchor as well.

Which head an anchor is about stands in its name, so that a look at a folder's list tells where a chain differs from it.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ..crypto.chain import canonical
from .manifest import check_signature
from .stamp import check_stamp
from .tree import Head, StampedTree, check_tree
from .trust import SignatureReport

FOLDER = "anchors"
KEPT = timedelta(days=731)
"""How long an anchor is locked. A later one holds everything before it, too: while they go on nothing gets loose."""
_KEY = re.compile(r"/(?P<name>[0-9a-z-]+)\.(?P<seq>\d{1,18})\.(?P<head>[0-9a-f]{64})\.json$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchor as its key tells of it; what lies there proves it."""

    key: str
    name: str
    seq: int
    hash: str

    @property
    def day(self) -> date | None:
        """Of a daily anchor, whose name is its day."""
        try:
            return date.fromisoformat(self.name)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """What an anchor proves: that the chain of `tenant` (empty: it does not say whose) had this end when `stamp` was given,
    which is None where it was not looked at. `second` is the second authority's, where one stamped too; `doubts` take nothing
    away from what is proved."""

    tenant: str
    seq: int
    hash: str
    stamp: SignatureReport | None
    problems: tuple[str, ...]
    second: SignatureReport | None = None
    doubts: tuple[str, ...] = ()

    @classmethod
    def missing(cls, anchor: Anchor) -> "AnchorReport":
        """Of an anchor that is listed and not there."""
        return cls("", anchor.seq, anchor.hash, None, ("锚定不见了",))

    def at(self, anchor: Anchor) -> "AnchorReport":
        """As one that lies under the name of `anchor`, and must be about the same head."""
        same = (self.seq, self.hash) == (anchor.seq, anchor.hash)
        return self if same or self.problems else replace(self, problems=("锚定的名称与内容不符",))

    @property
    def ok(self) -> bool:
        """Whether it proves anything."""
        return not self.problems and self.stamp is not None and self.stamp.valid and self.stamp.trusted

    @property
    def stamped_at(self) -> datetime | None:
        """When, where it proves anything."""
        return datetime.fromisoformat(self.stamp.stamped_at) if self.ok and self.stamp is not None else None

    @property
    def why(self) -> str:
        """What is wrong, in words."""
        return "；".join((*self.problems, *(self.stamp.problems if self.stamp is not None else ())))


def anchor_key(prefix: str, name: str, seq: int, head: str) -> str:
    """Where an anchor lies; `prefix` is the tenant's part of the object store."""
    return f"{prefix}/{FOLDER}/{name}.{seq}.{head}.json"


def bundle_name(contract: str, file: str) -> str:
    """What the anchor is called that the bundle `file` of a contract makes."""
    return f"contract-{contract}-{file.partition('.')[0].rpartition('-')[2]}".rstrip("-")


def anchors_among(keys: Iterable[str]) -> Iterator[Anchor]:
    """The anchors among the keys of a folder."""
    for key in keys:
        if (found := _KEY.search(key)) is not None:
            yield Anchor(key, found["name"], int(found["seq"]), found["head"])


def proof_of_head(tree: StampedTree, index: int, head: Head) -> bytes:
    """The proof that a head is leaf `index` of the day's tree; the same leaves give the same bytes."""
    return canonical(
        {"v": 2, "leaf": {"tenant": head.tenant, "seq": head.seq, "head": head.hash}, **tree.proof(index)}
    )


def anchor_of_bundle(manifest: bytes, signature: bytes, seq: int) -> bytes:
    """What an evidence bundle proves of the chain: its signed manifest, and the number of the event it ends with."""
    signed = base64.b64encode(signature).decode()
    return canonical({"v": 2, "seq": seq, "manifest": manifest.decode(), "signature": signed})


def anchor_of_old_bundle(manifest: bytes, token: bytes, seq: int) -> bytes:
    """The same of a bundle from before manifests were signed, which has a time stamp alone."""
    return canonical(
        {"v": 1, "seq": seq, "manifest": manifest.decode(), "token": base64.b64encode(token).decode()}
    )


def verify_anchor(data: bytes, tenant: str | None, root_pem: bytes | None) -> AnchorReport:
    """Check an anchor as it lies in the store; `root_pem` holds the trusted roots, without which it proves nothing.

    `tenant`: the id of the tenant whose it must be; None, it says whose it is.
    """
    try:
        said = json.loads(data)
        report = _of_bundle(said, root_pem) if "manifest" in said else _of_tree(said, root_pem)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return AnchorReport(tenant or "", 0, "", None, ("锚定无法读取",))
    if tenant is not None and report.tenant not in ("", tenant):
        report = replace(report, problems=(*report.problems, "这是另一家企业的锚定"))
    if root_pem is None:
        return replace(report, problems=(*report.problems, "没有给出可信的根证书"))
    return report


def _of_bundle(said: dict[str, Any], root_pem: bytes | None) -> AnchorReport:
    manifest = str(said["manifest"])
    facts = json.loads(manifest)
    whose = str(facts.get("tenant", ""))  # the first bundles do not say so; the hash covers it
    report = AnchorReport(whose, int(said["seq"]), str(facts["chain_head"]), None, ())
    proof = base64.b64decode(said["signature" if "signature" in said else "token"], validate=True)
    if root_pem is None:
        return report
    if "signature" not in said:
        return replace(report, stamp=check_stamp("anchor", proof, manifest.encode(), root_pem, root_pem, ()))
    signed = check_signature(proof, manifest.encode(), root_pem, root_pem, ())
    return replace(report, stamp=signed.stamp, problems=signed.signature.problems)


def _file_alone(said: dict[str, Any]) -> AnchorReport:
    file = said["file"]
    problem = "这是一份合同的每日锚定证明：请和它的存证包一起核对"
    return AnchorReport(str(file["tenant"]), 0, str(file["manifest"]), None, (problem,))


def _of_tree(said: dict[str, Any], root_pem: bytes | None) -> AnchorReport:
    if "file" in said:
        return _file_alone(said)
    leaf = said["leaf"]
    head = Head(str(leaf["tenant"]), int(leaf["seq"]), str(leaf["head"]))
    tree = check_tree(said, head.leaf, root_pem)
    return AnchorReport(head.tenant, head.seq, head.hash, tree.stamp, tree.problems, tree.second, tree.doubts)
