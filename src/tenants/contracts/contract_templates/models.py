"""Contract templates: versions, which never change, and the drafts they come from."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped
from .markdown import read_markdown
from .tree import Tree, decode

KINDS = ("fixed", "open")
"""What contracts are made from a template: for a fixed term, or without one."""
DRAFT_STATES = ("editing", "submitted", "returned")


class ContractTemplate(HasId, TenantBase):
    """One version of a template; a contract keeps the version it was made from.

    `body`: the tree as JSON, over which `body_hash` goes; what was made before there were trees is Markdown. `scope`: for whom it is. `effective_from`: the
    first day on which contracts are made from it. `written_by` and `approved_by`: who wrote it, and who approved it: never the
    same; empty for what comes with the product.
    """

    __tablename__ = "contract_templates"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("code", "version"), one_of("kind", *KINDS))

    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str]
    body_hash: Mapped[str]
    scope: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    effective_from: Mapped[date]
    written_by: Mapped[str] = mapped_column(server_default="", default="")
    approved_by: Mapped[str] = mapped_column(server_default="", default="")
    created_at: Mapped[datetime]

    @property
    def tree(self) -> Tree:
        """The template as a tree."""
        return _tree(self.body)


class ContractTemplateDraft(HasId, TenantBase):
    """What is being written of a template's next version: one a template.

    `based_on`: the version it began as, 0 for a template that is not there yet. `revision` counts every change, which says which
    one it was made on. `writers`: everybody who changed it, none of whom approves it. `return_reason`: why it was sent back.
    `imported`: of a Word file that it began as, what was not taken, and what is to be confirmed (`word_import.py`).
    """

    __tablename__ = "contract_template_drafts"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("code"), one_of("state", *DRAFT_STATES), one_of("kind", *KINDS))

    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    based_on: Mapped[int]
    body: Mapped[str]
    revision: Mapped[int]
    state: Mapped[str]
    scope: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    effective_from: Mapped[date | None]
    writers: Mapped[list[Any]]
    submitted_by: Mapped[str] = mapped_column(server_default="", default="")
    return_reason: Mapped[str] = mapped_column(server_default="", default="")
    imported: Mapped[dict[str, Any] | None]
    changed_at: Mapped[datetime]

    @property
    def tree(self) -> Tree:
        """The template as a tree."""
        return _tree(self.body)


@lru_cache(maxsize=256)
def _tree(body: str) -> Tree:
    return decode(body) if body.startswith("{") else read_markdown(body)
