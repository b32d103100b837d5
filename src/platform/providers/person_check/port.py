"""What checking who somebody is means to us: three elements with the carrier, or a face with the register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import httpx

from ...i18n import LazyText


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """Whom we say they are: name, number of the resident identity card, phone (E.164)."""

    name: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a provider found. `code` is its own, `request` its number of the call; `reason` where it is a no."""

    passed: bool
    code: str
    request: str
    reason: LazyText


@dataclass(frozen=True, slots=True)
class FaceBegun:
    """Where the person goes for a check of their face; `token` asks for what came of it."""

    url: str
    token: str
    request: str


class PersonCheckUnavailable(Exception):
    """The provider cannot be reached, does not answer, or does not check now. `code` is its own, or ours for silence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PersonCheckProvider(Protocol):
    """Checks people against registers that it may ask. It is told nothing but what is asked about."""

    async def three_elements(self, person: CheckedPerson) -> Verdict:
        """Whether the carrier knows the phone by this name and number (运营商三要素).

        Raises:
            PersonCheckUnavailable: it cannot say now.
        """
        ...

    async def begin_face(self, person: CheckedPerson, *, back: str, reference: str) -> FaceBegun:
        """Prepare a check of the person's face, after which their browser comes back to the address `back`.

        Raises:
            PersonCheckUnavailable: it cannot be begun now.
        """
        ...

    async def face_result(self, person: CheckedPerson, *, token: str, reference: str) -> Verdict | None:
        """What came of a check that was begun for this person under `reference`; None while it is not over.

        No picture is asked for, and none comes.

        Raises:
            PersonCheckUnavailable: it cannot say now.
        """
        ...


@dataclass(frozen=True, slots=True)
class PersonCheckAccount:
    """The installation's account. `rule_id`: the provider's number of the way a face is checked; empty: no face.
    `endpoint`: instead of the provider's own."""

    key_id: str
    secret: str
    rule_id: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class PersonCheckKind:
    """One provider, as its folder declares it. `label`: what people know it by, as it is named where they agree to it;
    `face_kept`: what they are told there of how long it keeps what it saw, in Chinese, a whole sentence."""

    kind: str
    place: int
    label: LazyText
    face_kept: str
    open: Callable[[PersonCheckAccount, httpx.AsyncClient], PersonCheckProvider]
