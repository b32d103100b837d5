"""Deleting a tenant for good. Each step can be done twice, so a killed deletion is started again and finishes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from huiyin_migrations.removal import begin_removal, finish_removal

from ..platform import clock
from ..platform.cells import MAIN
from ..platform.providers.storage.port import ObjectLockedError
from ..platform.tenancy.models import TenantRow
from ..platform.verify.anchor import FOLDER
from .context import Stewardship
from .directory_sync import tell

Progress = Callable[[str, int, int], None]
# Why something must stay, by the folder in which it lies.
_BASES = {
    "archive": "《劳动合同法》第五十条：劳动合同文本至少保存二年备查；按合同约定的期限锁定保存",
    FOLDER: "存证链的锚定：只有事件的编号和哈希，没有个人信息；锁定期满后删除",
}


async def delete_tenant(
    steward: Stewardship, id_: UUID, *, by: str, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Delete schema, role, objects and directory row; what the law keeps stays locked and is named.

    Returns:
        The certificate of deletion, which stays as the tenant's tombstone.

    Raises:
        LookupError: it is not closing.
    """
    await tell(steward, id_)  # it may have begun to close a moment ago
    async with steward.database.shared() as session:
        row = await session.get(TenantRow, id_)
    if row is None:
        raise LookupError(f"there is no tenant {id_}")
    schema, cell_url = row.schema_name, "" if row.cell == MAIN else steward.cell_url(row.cell)
    await begin_removal(steward.owner_url, id_, cell_url)
    objects = await delete_objects(steward, f"{schema}/", progress)
    return await finish_removal(
        steward.owner_url, id_, by=by, at=clock.now(), objects=objects, cell_url=cell_url
    )


async def delete_objects(
    steward: Stewardship, prefix: str, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Delete everything under a prefix; says how many went and which must stay until when, and why."""
    keys = await steward.store.keys(prefix)
    kept: list[dict[str, str]] = []
    for number, key in enumerate(keys, start=1):
        try:
            await steward.store.delete(key)
        except ObjectLockedError:
            until = await steward.store.retained_until(key)
            kept.append({"key": key, "until": until.isoformat() if until is not None else ""})
        progress(key, number, len(keys))
    folders = {item["key"].removeprefix(prefix).partition("/")[0] for item in kept}
    bases = [basis for folder, basis in _BASES.items() if folder in folders]
    said = {"kept": kept, "kept_because": "；".join(bases)} if kept else {"kept": kept}
    return {"deleted": len(keys) - len(kept), **said}
