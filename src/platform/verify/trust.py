"""What a check is made with: the trusted roots, what the checked file brings along, and the words for what is wrong."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import ParamSpec, TypeVar

from asn1crypto import cms, pem, x509
from pyhanko_certvalidator import ValidationContext

from ..signatures.parties import Parties

P = ParamSpec("P")
R = TypeVar("R")


class Verdict(StrEnum):
    """What a check comes to. A green tick is for VALID alone."""

    VALID = "valid"
    """Whole, and it leads to a root that the reader knows from elsewhere."""
    UNVOUCHED = "unvouched"
    """Whole in itself; but anybody can make such a thing, and nobody known vouches for this one."""
    UNCHECKED = "unchecked"
    """Nothing is wrong with what could be checked, but a signature is made with an algorithm that this program does not know
    (SM2, or one to come): it may be valid or not."""
    INVALID = "invalid"

    @classmethod
    def of(cls, *, whole: bool, trusted: bool, unchecked: bool = False) -> "Verdict":
        """`whole`: nothing is wrong with it; `trusted`: everything in it leads to a known root; `unchecked`: nothing is wrong
        with what could be checked, which is not all."""
        if not whole:
            return cls.UNCHECKED if unchecked else cls.INVALID
        return cls.VALID if trusted else cls.UNVOUCHED


EXIT_CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNVOUCHED: 2, Verdict.UNCHECKED: 2}


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature or time stamp; `unchecked`: it is not valid only because its algorithm is not known here."""

    field: str
    label: str
    signer: str
    valid: bool
    trusted: bool
    stamped_at: str
    problems: tuple[str, ...] = ()
    unchecked: bool = False

    @property
    def holds(self) -> bool:
        """Nothing is wrong with it, as far as it could be checked."""
        return self.unchecked or (self.valid and self.trusted)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What paths are built from: the trusted roots, and what the file brings along; and whose signatures they must be."""

    roots: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...]
    revocation: tuple[bytes, ...]
    parties: Parties | None = None

    def at(self, moment: datetime) -> ValidationContext:
        """Judge as of `moment`. The lists were drawn up when the company sealed, days after the candidate signed:
        what was not revoked then was not revoked before."""
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=self.certificates,
            crls=self.revocation,
            moment=moment,
            retroactive_revinfo=True,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )


def certificates_in(data: bytes) -> tuple[x509.Certificate, ...]:
    """Every certificate of a PEM file: the authority of the time stamps may have another root than the signers'."""
    return tuple(x509.Certificate.load(item) for _name, _headers, item in pem.unarmor(data, multiple=True))


_NAMES = {
    "1.2.156.10197.1.301": "SM2",
    "1.2.156.10197.1.301.1": "SM2",
    "1.2.156.10197.1.401": "SM3",
    "1.2.156.10197.1.501": "SM2-SM3",
}


def unknown_algorithm(signed: cms.SignedData) -> str:
    """The algorithm of a signature that this program cannot check; empty where it knows all of them.

    The signer may have written it twice (RFC 6211). Where the two differ somebody changed one: that is for the check to say.
    """
    (signer,) = signed["signer_infos"]
    used = {kind: signer[kind]["algorithm"].native for kind in ("signature_algorithm", "digest_algorithm")}
    for attribute in signer["signed_attrs"] or ():
        if attribute["type"].native == "cms_algorithm_protection":
            said = attribute["values"][0].native
            if any(said[kind] is not None and said[kind]["algorithm"] != name for kind, name in used.items()):
                return ""
    return next((_NAMES.get(name, name) for name in used.values() if name[:1].isdigit()), "")


def not_checked(algorithm: str) -> str:
    """That nothing is said of a signature, in words."""
    return f"签名算法 {algorithm} 本程序不认识，没有核对：请用支持该算法的程序核对"


def is_bare(signed: cms.SignedData, signing: x509.Certificate, protected: Iterable[x509.Certificate]) -> bool:
    """No certificate but the signing one and those that are protected elsewhere, nothing unsigned, plain encoding.

    Nothing covers a time-stamp token's own bytes beyond what its authority signed.
    """
    (signer,) = signed["signer_infos"]
    carried = {item.chosen.dump() for item in signed["certificates"]}
    known = {certificate.dump() for certificate in (signing, *protected)}
    named = signer["sid"].chosen
    if isinstance(named, cms.IssuerAndSerialNumber) and named["issuer"].dump() != signing.issuer.dump():
        return False  # names are looked up without regard to case
    versions = (signed["version"].native, signer["version"].native)
    digests = [item.dump() for item in signed["digest_algorithms"]]
    return (
        carried <= known
        and not signer["unsigned_attrs"]
        and versions == ("v3", "v1")
        and digests == [signer["digest_algorithm"].dump()]
    )


def shortcomings(intact: bool, valid: bool, trusted: bool) -> list[str]:
    """What a signature lacks, in words."""
    found = []
    if not intact:
        found.append("签名之后文件被改动")
    if not valid:
        found.append("签名值不正确")
    if not trusted:
        found.append("证书不可信")
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """The library logs what it finds wrong with a trace; it goes into the report instead."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def without_loop(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`work`, in a thread of its own where a loop runs: the library runs its own, which cannot be done inside one.

    The thread has this one's context: a clock that is held goes along.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work(*args, **kwargs)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(copy_context().run, partial(work, *args, **kwargs)).result()
