"""What a tenant decides for itself."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import TenantBase, one_of
from ....platform.db.scoping import Unscoped

_ROUNDS = '["初试", "复试", "终面"]'  # rules: allow untranslated – stored; shown through the catalogue


class TenantSettings(TenantBase):
    """One row. `promise_days`: working days within which a candidate hears after the interview.

    `dimensions`: every dimension that a scorecard form asks now. `reminder_hours`: after how many hours a card that is
    owed is asked for again. `note_words`: the tenant's own words that warn in interviewers' notes.
    `rounds`: what the rounds of interviews are called, in their order.

    `second_factor`: of whom a second factor is asked at sign-in: nobody, those who manage or seal, everybody.
    `promise_days_by_kind`: other numbers of days for kinds of vacancies. `promise_warn_hours` and
    `promise_escalate_hours`: working hours before a promise ends at which HR, then the hiring manager hears.
    `days_off`, `workdays`: days of the tenant's own (ISO dates) beside the official plan. `survey`: whether candidates
    are asked how it was. `own_messages`: key → title of each message that the tenant made itself. `sms_price`: yuan for
    one part of a text. `delivery`: in which order and at which hours messages go out, as `messages.delivery` keeps it.
    `sign_days`: for how many days a contract can be signed, `answer_days`: within how many working days a candidate who asks
    about it is answered. `reading_seconds`: how long it is in front of its reader at least, before it can be signed.
    `seal_four_eyes`: whoever asks for the company's seal does not press it.
    `hand_seam`: of contracts with several pages the employee's signature is printed over the seam too.
    `contract_approval`: another than who made a contract approves it before it is sent.
    `offer_approval`: another than who wrote an offer approves it; `offer_reply_days`: in so many days it is answered.
    `person_check`: how a candidate's identity is checked beside the code: not, with the carrier, or by face as well.
    """

    __tablename__ = "tenant_settings"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (
        one_of("second_factor", "off", "managers", "all"),
        one_of("person_check", "none", "three_elements", "face"),
        CheckConstraint("reading_seconds in (0, 3, 5, 10)", name="reading_seconds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    promise_days: Mapped[int] = mapped_column(server_default="3")
    promise_hour: Mapped[int] = mapped_column(server_default="18")
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    dimensions: Mapped[list[Any]]
    reminder_hours: Mapped[int] = mapped_column(server_default="24")
    note_words: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    rounds: Mapped[list[Any]] = mapped_column(server_default=_ROUNDS)
    retention_years: Mapped[int] = mapped_column(server_default="5")
    second_factor: Mapped[str] = mapped_column(server_default="off")
    promise_days_by_kind: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    promise_warn_hours: Mapped[int] = mapped_column(server_default="9")
    promise_escalate_hours: Mapped[int] = mapped_column(server_default="4")
    days_off: Mapped[list[Any]] = mapped_column(server_default="[]")
    workdays: Mapped[list[Any]] = mapped_column(server_default="[]")
    survey: Mapped[bool] = mapped_column(server_default="true")
    own_messages: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sms_price: Mapped[Decimal] = mapped_column(server_default="0.045")
    delivery: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sign_days: Mapped[int] = mapped_column(server_default="7")
    answer_days: Mapped[int] = mapped_column(server_default="2")
    reading_seconds: Mapped[int] = mapped_column(server_default="5")
    seal_four_eyes: Mapped[bool] = mapped_column(server_default="false")
    person_check: Mapped[str] = mapped_column(server_default="none", default="none")
    hand_seam: Mapped[bool] = mapped_column(server_default="false", default=False)
    contract_approval: Mapped[bool] = mapped_column(server_default="false", default=False)
    offer_approval: Mapped[bool] = mapped_column(server_default="false", default=False)
    offer_reply_days: Mapped[int] = mapped_column(server_default="5", default=5)


class FeatureSwitch(TenantBase):
    """Where a feature is on; `department_ids` are those of a pilot. No row: on everywhere."""

    __tablename__ = "feature_switches"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (one_of("mode", "off", "pilot", "on"),)

    feature: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str]
    department_ids: Mapped[list[Any]]


class UserPreference(TenantBase):
    """One choice of one person; `value` is a list, its meaning is the key's."""

    __tablename__ = "user_preferences"
    __scope__ = Unscoped("whose it is, is asked of each row itself")

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[list[Any]]
