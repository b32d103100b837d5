"""An uploaded sheet on its way in."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped


class ImportBatch(HasId, TenantBase):
    """One upload: its bytes are encrypted with the batch's own key and forgotten with it."""

    __tablename__ = "import_batches"
    __scope__ = Unscoped("a sheet is opened by its uploader and whoever may import everywhere")
    __table_args__ = (one_of("state", "preview", "done", "discarded"),)

    filename: Mapped[str]
    sha256: Mapped[str]
    source_encrypted: Mapped[bytes]
    mapping: Mapped[dict[str, Any]]
    state: Mapped[str]
    counts: Mapped[dict[str, Any]]
    faulty_encrypted: Mapped[bytes | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
