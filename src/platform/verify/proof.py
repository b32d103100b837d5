"""The proof that a finished file is in the tree of a day: comes with the bundle, made the night after it.

The manifest names the end of the chain and every file. Where its hash is under a root that was published, nobody makes
another bundle for the same contract afterwards, whatever keys he holds: not the platform either.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..crypto.chain import canonical
from .anchor import FOLDER
from .tree import FinishedFile, StampedTree, TreeReport, check_tree

PROOF = "proof.json"


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What the proof in a bundle shows."""

    tree: TreeReport
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the bundle is under a stamped root."""
        return not self.problems and self.tree.ok

    @property
    def all_problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        stamp = self.tree.stamp
        return (*self.problems, *self.tree.problems, *(stamp.problems if stamp is not None else ()))


def proof_key(prefix: str, contract: str) -> str:
    """Where the proof of a contract lies; `prefix` is the tenant's part of the object store."""
    return f"{prefix}/{FOLDER}/proof-{contract}.json"


def proof_of_file(tree: StampedTree, index: int, file: FinishedFile) -> bytes:
    """The proof that a file is leaf `index` of the day's tree; the same leaves give the same bytes."""
    return canonical({"v": 2, "file": file.said, **tree.proof(index)})


def check_proof(
    data: bytes, manifest: bytes, facts: Mapping[str, Any], root_pem: bytes | None
) -> ProofReport:
    """Check the proof in a bundle against its manifest, whose content is `facts`."""
    try:
        said = json.loads(data)
        file = FinishedFile(**{name: str(said["file"][name]) for name in FinishedFile.__slots__})
        tree = check_tree(said, file.leaf, root_pem)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return ProofReport(TreeReport("", None), ("每日锚定的证明无法读取",))
    wanted = FinishedFile(
        str(facts.get("tenant")),
        str(facts.get("contract")),
        str(facts.get("contract_sha256")),
        hashlib.sha256(manifest).hexdigest(),
    )
    return ProofReport(tree, () if file == wanted else ("每日锚定的证明不是这个存证包的",))
