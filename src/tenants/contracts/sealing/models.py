"""Requests to seal a list of contracts, and the register of every use of a seal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows, Unscoped
from ...people.seals.kinds import RULES
from ...people.seals.models import Seal
from ..labour_contracts.models import Contract


class SealRequest(HasId, TenantBase):
    """A list of contracts that somebody asks to have sealed; one code is good for all of it.

    `lines`: of each contract its id, the SHA-256 of its file as it was then, and the seal. `four_eyes`: whoever asked may not
    approve it. `ended_…`: who approved, refused or took it back, and `reason` why.
    """

    __tablename__ = "seal_requests"
    __scope__ = Unscoped("ids and hashes; each contract of a list is asked for itself")
    __table_args__ = (
        one_of("state", "open", "approved", "refused", "dropped"),
        Index("ix_seal_requests_open", "asked_at", postgresql_where=text("state = 'open'")),
    )

    lines: Mapped[list[Any]]
    state: Mapped[str]
    four_eyes: Mapped[bool]
    asked_by: Mapped[str]
    asked_name: Mapped[str]
    asked_at: Mapped[datetime]
    ended_by: Mapped[str] = mapped_column(server_default="")
    ended_name: Mapped[str] = mapped_column(server_default="")
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")


class SealEntry(HasId, TenantBase):
    """One line of the register: a contract is sealed once. Begun when a seal is pressed, ended when the file is sealed.

    `way`: how, as `RULES` has it; `request_id`: in which list, where a code was used. `before_sha256` is the file as it was
    pressed on, and nothing else is sealed; `after_sha256` the finished one.
    """

    __tablename__ = "seal_entries"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (one_of("way", *RULES),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), unique=True)
    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seals.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("seal_requests.id"))
    way: Mapped[str]
    pressed_by: Mapped[str]
    pressed_name: Mapped[str] = mapped_column(server_default="")
    pressed_at: Mapped[datetime] = mapped_column(index=True)
    before_sha256: Mapped[str]
    after_sha256: Mapped[str] = mapped_column(server_default="")
    sealed_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship(lazy="raise")
    seal: Mapped[Seal] = relationship(lazy="raise")
