"""A bundle is handed out as it lies in the archive, with the proof of its day beside it once there is one."""

import io
import zipfile
from uuid import UUID

import pytest
from huiyin.platform.providers.storage.port import ObjectMissingError
from huiyin.platform.verify.proof import proof_key
from huiyin.tenants.contracts.evidence.service import _proved

CONTRACT = UUID("019ab1c2-0000-7000-8000-000000000001")
KEY = f"t_1/archive/{CONTRACT}/evidence-0123456789abcdef.zip"


def _bundle() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", b"{}")
    return out.getvalue()


async def test_the_proof_goes_along() -> None:
    async def read(key: str) -> bytes:
        assert key == proof_key("t_1", str(CONTRACT)) == f"t_1/anchors/proof-{CONTRACT}.json"
        return b'{"v":2}'

    bundle = _bundle()
    handed = await _proved(bundle, KEY, CONTRACT, read)
    with zipfile.ZipFile(io.BytesIO(handed)) as archive:
        assert archive.namelist() == ["manifest.json", "proof.json"]
        assert archive.read("proof.json") == b'{"v":2}' and archive.read("manifest.json") == b"{}"
    assert handed == await _proved(bundle, KEY, CONTRACT, read), "the same bytes each time"


async def test_until_the_first_night_there_is_none() -> None:
    async def read(_key: str) -> bytes:
        raise ObjectMissingError

    assert await _proved(_bundle(), KEY, CONTRACT, read) == _bundle()


async def test_a_store_that_does_not_answer_is_not_taken_for_no_proof() -> None:
    async def read(_key: str) -> bytes:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await _proved(_bundle(), KEY, CONTRACT, read)
