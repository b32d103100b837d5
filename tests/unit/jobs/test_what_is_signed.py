"""The jobs that sign and seal take the bytes that were read, or none."""

import inspect
from pathlib import Path

import pytest
from huiyin.jobs.contracts import labour_contracts
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.providers.storage.checked import Copy, ObjectDamagedError, read_whole
from huiyin.platform.providers.storage.directory import DirectoryStore

KEY, DRAFT = "t_1/contracts/1/draft.pdf", b"%PDF-1.7 as it was read"


async def test_a_changed_draft_is_not_signed(tmp_path: Path) -> None:
    store, draft = DirectoryStore(tmp_path), Copy(KEY, sha256_hex(DRAFT))
    await store.put(KEY, DRAFT)
    assert await read_whole(store, draft) == DRAFT
    (tmp_path / KEY).write_bytes(DRAFT.replace(b"read", b"reap"))
    with pytest.raises(ObjectDamagedError):
        await read_whole(store, draft)
    assert "store.get(" not in inspect.getsource(labour_contracts), "no job reads what it does not compare"
