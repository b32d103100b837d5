"""The tree of a day (RFC 6962) over every tenant's head and every finished file, its root stamped by two authorities.

Two, with keys and roots of their own: to stamp another tree for a day that is over both would have to lie. What a proof
shows of a tree is one leaf and the way to the root; it says nothing of other leaves but how many there are.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..crypto.chain import canonical
from ..crypto.merkle import MerkleTree, leaf_hash, root_of_path
from .stamp import StampCheck, check_root_stamp
from .trust import SignatureReport

FIRST, SECOND = "锚定时间戳", "第二机构时间戳"
_APART = timedelta(seconds=60)
_UNKNOWN = "第二时间戳机构的根证书没有给出，它的时间戳无法核对"


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
class FinishedFile:
    """A contract that is finished: the hashes of its final PDF and of the manifest of its evidence bundle."""

    tenant: str
    contract: str
    document: str
    manifest: str

    @property
    def said(self) -> dict[str, str]:
        """As a proof names it."""
        return {
            "tenant": self.tenant,
            "contract": self.contract,
            "document": self.document,
            "manifest": self.manifest,
        }

    @property
    def leaf(self) -> bytes:
        """As a leaf of the tree: other words than a head's, so that neither passes for the other."""
        return canonical({"v": 2, **self.said})


def statement_over(leaves: Sequence[bytes], at: datetime) -> bytes:
    """What is stamped and published: the root over all leaves, in their order."""
    root = MerkleTree(leaves).root
    return canonical({"v": 2, "at": at.isoformat(), "size": len(leaves), "root": root.hex()})


class StampedTree:
    """The leaves of a day, with what was stamped of them and the tokens (RFC 3161, DER) of one authority or of two."""

    def __init__(self, leaves: Sequence[bytes], statement: bytes, tokens: Sequence[bytes]) -> None:
        self._tree = MerkleTree(leaves)
        self._stamped = stamped_words(statement, tokens)

    def proof(self, index: int) -> dict[str, Any]:
        """That leaf `index` is in the tree: the way to the root, and who stamped it."""
        return {"index": index, "path": [one.hex() for one in self._tree.path(index)], **self._stamped}


def stamped_words(statement: bytes, tokens: Sequence[bytes]) -> dict[str, Any]:
    """The root of a day with its tokens, as proofs carry it and as it is published."""
    return {
        "statement": statement.decode(),
        "tokens": [base64.b64encode(token).decode() for token in tokens],
    }


@dataclass(frozen=True, slots=True)
class TreeReport:
    """What a proof shows of a leaf. `second` is None where one authority stamped alone; `doubts` break nothing."""

    root: str
    stamp: SignatureReport | None
    second: SignatureReport | None = None
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it shows anything."""
        return not self.problems and self.stamp is not None and self.stamp.valid and self.stamp.trusted


def check_tree(said: Mapping[str, Any], leaf: bytes, root_pem: bytes | None) -> TreeReport:
    """Check that `leaf` is in the tree whose root `said` shows; without `root_pem` nobody's stamp is looked at.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no proof.
    """
    statement = str(said["statement"])
    signed = json.loads(statement)
    tokens = [base64.b64decode(one, validate=True) for one in _tokens(said, int(signed["v"]))]
    path = [bytes.fromhex(one) for one in said["path"]]
    root = root_of_path(leaf_hash(leaf), int(said["index"]), int(signed["size"]), path)
    fits = root is not None and root.hex() == signed["root"]
    wrong = () if fits else ("锚定的路径不通向盖了时间戳的根",)
    report = TreeReport(str(signed["root"]), None, problems=wrong)
    return report if root_pem is None else _check_stamps(report, statement, tokens, root_pem)


def _tokens(said: Mapping[str, Any], version: int) -> list[str]:
    """Version 1 is from before there was a second authority."""
    tokens = [said["token"]] if version == 1 else list(said["tokens"])
    if version not in (1, 2) or len(tokens) not in (1, 2):
        raise ValueError("no such statement")
    return [str(one) for one in tokens]


def _check_stamps(report: TreeReport, statement: str, tokens: list[bytes], root_pem: bytes) -> TreeReport:
    names = (FIRST, SECOND)
    checks = [
        check_root_stamp(name, token, statement.encode(), root_pem)
        for name, token in zip(names, tokens, strict=False)
    ]
    if len(checks) == 1:
        return replace(report, stamp=checks[0].report)
    problems, doubts = _compare(*checks)
    return replace(
        report,
        stamp=checks[0].report,
        second=checks[1].report,
        problems=(*report.problems, *problems),
        doubts=tuple(doubts),
    )


def _compare(first: StampCheck, second: StampCheck) -> tuple[list[str], list[str]]:
    """What is wrong with the second stamp beside the first, and what is to be doubted."""
    if second.intact and not second.root:
        return [], [_UNKNOWN]
    if not second.report.valid:
        return [f"{SECOND}：{one}" for one in second.report.problems], []
    if first.root == second.root:
        return ["两个时间戳出自同一家机构"], []
    apart = _apart(first.report, second.report) if first.report.valid else timedelta()
    return [], [f"两家机构的时间相差 {int(apart.total_seconds())} 秒"] if apart > _APART else []


def _apart(one: SignatureReport, other: SignatureReport) -> timedelta:
    return abs(datetime.fromisoformat(one.stamped_at) - datetime.fromisoformat(other.stamped_at))
