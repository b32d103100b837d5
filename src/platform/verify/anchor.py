"""Anchors: time-stamped proofs of where a chain of events ended, kept locked in the object store, beside no table.

Once a day one Merkle root over the heads of all tenants is stamped (RFC 6962, RFC 3161). Each tenant gets a proof of its
own: its head, the path to the root, the root and the token; it says nothing of other tenants but how many there are. The
manifest of an evidence bundle names the end of the chain and is stamped too: such a pair is an anchor as well.

Which head an anchor is about stands in its name, so that a look at a folder's list tells where a chain differs from it.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ..crypto.chain import canonical
from ..crypto.merkle import MerkleTree, leaf_hash, root_of_path
from .stamp import check_stamp
from .trust import SignatureReport

FOLDER = "anchors"
KEPT = timedelta(days=731)
"""How long an anchor is locked. A later one holds everything before it, too: while they go on nothing gets loose."""
_KEY = re.compile(r"/(?P<name>[0-9a-z-]+)\.(?P<seq>\d{1,18})\.(?P<head>[0-9a-f]{64})\.json$")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one tenant's chain: the number and the hash (hexadecimal) of its last event."""

    tenant: str
    seq: int
    hash: str

    @property
    def leaf(self) -> bytes:
        """As a leaf of the tree."""
        return canonical({"v": 1, "tenant": self.tenant, "seq": self.seq, "head": self.hash})


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
    which is None where it was not looked at."""

    tenant: str
    seq: int
    hash: str
    stamp: SignatureReport | None
    problems: tuple[str, ...]

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


def statement_over(heads: Sequence[Head], at: datetime) -> bytes:
    """What is stamped: the root over all heads, in their order."""
    root = MerkleTree([head.leaf for head in heads]).root
    return canonical({"v": 1, "at": at.isoformat(), "size": len(heads), "root": root.hex()})


def proofs(heads: Sequence[Head], statement: bytes, token: bytes) -> Iterator[tuple[Head, bytes]]:
    """Each head with its proof; the same heads give the same bytes."""
    tree = MerkleTree([head.leaf for head in heads])
    for index, head in enumerate(heads):
        yield (
            head,
            canonical(
                {
                    "v": 1,
                    "leaf": {"tenant": head.tenant, "seq": head.seq, "head": head.hash},
                    "index": index,
                    "path": [one.hex() for one in tree.path(index)],
                    "statement": statement.decode(),
                    "token": base64.b64encode(token).decode(),
                }
            ),
        )


def anchor_of_bundle(manifest: bytes, token: bytes, seq: int) -> bytes:
    """What an evidence bundle proves of the chain: its stamped manifest, and the number of the event it ends with."""
    return canonical(
        {"v": 1, "seq": seq, "manifest": manifest.decode(), "token": base64.b64encode(token).decode()}
    )


def verify_anchor(data: bytes, tenant: str | None, root_pem: bytes | None) -> AnchorReport:
    """Check an anchor as it lies in the store; `root_pem` holds the trusted roots, without which it proves nothing.

    `tenant`: the id of the tenant whose it must be; None, it says whose it is.
    """
    try:
        said = json.loads(data)
        token = base64.b64decode(said["token"], validate=True)
        stamped, report = _of_bundle(said) if "manifest" in said else _of_tree(said)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return AnchorReport(tenant or "", 0, "", None, ("锚定无法读取",))
    if tenant is not None and report.tenant not in ("", tenant):
        report = replace(report, problems=(*report.problems, "这是另一家企业的锚定"))
    if root_pem is None:
        return replace(report, problems=(*report.problems, "没有给出可信的根证书"))
    return replace(report, stamp=check_stamp("anchor", token, stamped, root_pem, root_pem, ()))


def _of_bundle(said: dict[str, Any]) -> tuple[bytes, AnchorReport]:
    manifest = str(said["manifest"])
    facts = json.loads(manifest)
    whose = str(facts.get("tenant", ""))  # the first bundles do not say so; the hash covers it
    return manifest.encode(), AnchorReport(whose, int(said["seq"]), str(facts["chain_head"]), None, ())


def _of_tree(said: dict[str, Any]) -> tuple[bytes, AnchorReport]:
    leaf, statement = said["leaf"], str(said["statement"])
    head = Head(str(leaf["tenant"]), int(leaf["seq"]), str(leaf["head"]))
    signed = json.loads(statement)
    path = [bytes.fromhex(one) for one in said["path"]]
    root = root_of_path(leaf_hash(head.leaf), int(said["index"]), int(signed["size"]), path)
    wrong = () if root is not None and root.hex() == signed["root"] else ("锚定的路径不通向盖了时间戳的根",)
    return statement.encode(), AnchorReport(head.tenant, head.seq, head.hash, None, wrong)
