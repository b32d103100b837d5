"""Merkle trees after RFC 6962, section 2.1: one root over many leaves, and the path that proves a leaf to be under it.

A leaf and an inner node can never pass for one another: what is hashed begins with 0x00 or with 0x01.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """The tree over `leaves`, in their order: all its levels, so that every path costs as many steps as it is long.

    RFC 6962 splits at the greatest power of two; that is the same tree as joining pairs level by level, where a last
    one without a neighbour goes up as it is.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [[leaf_hash(leaf) for leaf in leaves]]
        while len(below := self._levels[-1]) > 1:
            level = [node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
            self._levels.append(level + below[len(level) * 2 :])

    @property
    def root(self) -> bytes:
        """The hash over all; of no leaves that of nothing."""
        return self._levels[-1][0] if self._levels[0] else hashlib.sha256().digest()

    def path(self, index: int) -> list[bytes]:
        """The neighbours on the way from leaf `index` (from 0) to the root, the lowest first.

        Raises:
            IndexError: there is no such leaf.
        """
        if not 0 <= index < len(self._levels[0]):
            raise IndexError(index)
        path = []
        for level in self._levels[:-1]:
            if (neighbour := index ^ 1) < len(level):
                path.append(level[neighbour])
            index >>= 1
        return path


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to from the leaf with this hash, number `index` of `size` (RFC 9162, 2.1.3.2).

    None: in a tree of that size no path of that leaf has this length.
    """
    if not 0 <= index < size:
        return None
    here, last, found = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = node_hash(neighbour, found)
            while not here & 1 and here:  # went up without a neighbour
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, neighbour)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None
