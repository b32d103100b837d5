"""Merkle trees: RFC 6962 as it is written, its published vectors, and every path that leads to a root."""

import hashlib

import pytest
from huiyin.platform.crypto.merkle import MerkleTree, leaf_hash, node_hash, root_of_path
from hypothesis import given
from hypothesis import strategies as st

# The vectors that go with RFC 6962: of google/certificate-transparency, merkletree/merkle_tree_test.cc.
LEAVES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
Leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


def root_as_written(leaves: list[bytes]) -> bytes:
    """MTH(D[n]), section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_as_written(leaves[:k]) + root_as_written(leaves[k:])).digest()


def path_as_written(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), section 2.1.1, word by word."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*path_as_written(m, leaves[:k]), root_as_written(leaves[k:])]
    return [*path_as_written(m - k, leaves[k:]), root_as_written(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert MerkleTree(LEAVES[:size]).root.hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_paths_are_the_published_ones(index: int, size: int) -> None:
    assert [one.hex() for one in MerkleTree(LEAVES[:size]).path(index)] == PATHS[index, size]


@given(Leaves)
def test_root_and_paths_are_as_the_rfc_says(leaves: list[bytes]) -> None:
    tree = MerkleTree(leaves)
    assert tree.root == root_as_written(leaves)
    for index, leaf in enumerate(leaves):
        path = tree.path(index)
        assert path == path_as_written(index, leaves)
        assert root_of_path(leaf_hash(leaf), index, len(leaves), path) == tree.root


@given(Leaves, st.data())
def test_no_other_leaf_place_size_or_path_leads_there(leaves: list[bytes], data: st.DataObject) -> None:
    tree = MerkleTree(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    leaf, path, size = leaf_hash(leaves[index]), tree.path(index), len(leaves)
    assert root_of_path(leaf_hash(leaves[index] + b"x"), index, size, path) != tree.root
    for other in range(-1, size + 2):
        if other != index and not (0 <= other < size and leaves[other] == leaves[index]):
            assert root_of_path(leaf, other, size, path) != tree.root
    assert root_of_path(leaf, index, size, [*path, leaf]) is None
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert root_of_path(leaf, index, size, path[:at] + path[at + 1 :]) != tree.root
        assert root_of_path(leaf, index, size, [*path[:at], bytes(32), *path[at + 1 :]]) != tree.root


def test_a_node_is_no_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right) == MerkleTree([b"a", b"b"]).root


def test_there_is_no_path_of_what_is_not_there() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            MerkleTree(LEAVES[:3]).path(index)
    assert root_of_path(leaf_hash(b""), 0, 0, []) is None
