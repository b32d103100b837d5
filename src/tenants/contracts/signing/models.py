"""A candidate's way through the three steps, checks of who they are, and what they say instead of signing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows
from ....platform.i18n import LazyText
from ...people.persons.models import Person
from ..labour_contracts.models import Contract


class Signing(TenantBase):
    """read → verify → sign, each with its time; what was shown is held by its SHA-256.

    `page_count`, `sign_place`, `shown_sha256`: of the file that the pages are drawn from, as it was when it was first
    opened. `pages_seen` and `read_seconds` are what the page told and the server's clock allows, up to `reported_at`;
    `text_read`: the text was read to its end. `identity_tries`: how often name and number were wrong, the last time at
    `identity_tried_at`.
    """

    __tablename__ = "signings"
    __scope__ = Follows("contract_id", "contracts")

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    opened_at: Mapped[datetime | None]
    notice_hash: Mapped[str] = mapped_column(server_default="")
    shown_sha256: Mapped[str] = mapped_column(server_default="")
    page_count: Mapped[int] = mapped_column(server_default="0")
    sign_place: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    pages_seen: Mapped[list[Any]] = mapped_column(server_default="[]")
    text_read: Mapped[bool] = mapped_column(server_default="false")
    reported_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_seconds: Mapped[int] = mapped_column(server_default="0")
    consent_hash: Mapped[str] = mapped_column(server_default="")
    identified_at: Mapped[datetime | None]
    identity_tries: Mapped[int] = mapped_column(server_default="0")
    identity_tried_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    strokes_encrypted: Mapped[bytes | None]
    drawing_sha256: Mapped[str] = mapped_column(server_default="")


CHECK_KINDS = ("three_elements", "face", "in_person")


class PersonCheck(HasId, TenantBase):
    """Who the candidate is, checked beside the code: by a provider, or by the company itself.

    `facts_digest`: of the name, number and phone that were checked; whoever has others since is not checked. `provider`,
    `request_id`, `code`: who was asked, by which call, and its own result; `reason`: why it is a no. Of a face nothing else
    is kept. `token_encrypted`: where a face is checked and how its result is asked for, until it is there;
    `result_asked_at`: when it was last asked for. `how`, `words_encrypted`, `confirmed_by`: how the company saw to it, why,
    and who did.
    """

    __tablename__ = "person_checks"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (
        one_of("kind", *CHECK_KINDS),
        one_of("state", "asked", "begun", "passed", "failed", "unavailable", "abandoned"),
        one_of("how", "", "met", "video"),
        Index(
            "uq_person_checks_open",
            "contract_id",
            unique=True,
            postgresql_where=text("state in ('asked', 'begun')"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str]
    state: Mapped[str]
    facts_digest: Mapped[str]
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    result_asked_at: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(server_default="", default="")
    provider: Mapped[str] = mapped_column(server_default="", default="")
    request_id: Mapped[str] = mapped_column(server_default="", default="")
    code: Mapped[str] = mapped_column(server_default="", default="")
    reason: Mapped[LazyText] = mapped_column(server_default="")
    confirmed_by: Mapped[str] = mapped_column(server_default="", default="")
    token_encrypted: Mapped[bytes | None]
    words_encrypted: Mapped[bytes | None]


CONCERN_KINDS = ("question", "mistake", "paper", "refusal")


class Concern(HasId, TenantBase):
    """What a candidate says of a contract instead of signing: asks, finds a mistake, wants paper, refuses.

    `about`: the blank that is wrong, or the reason of a refusal; `due_at`: by when they were promised an answer, None where
    they wait for none. While one of the first three is open, the contract waits.
    """

    __tablename__ = "concerns"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (
        one_of("kind", *CONCERN_KINDS),
        one_of("state", "open", "answered", "agreed", "taken_back", "closed"),
        Index("ix_concerns_open", "raised_at", postgresql_where=text("state = 'open'")),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str]
    words_encrypted: Mapped[bytes | None]
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    answer_encrypted: Mapped[bytes | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(server_default="")

    contract: Mapped[Contract] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
