"""What a check is made with: the trusted roots, what the checked file brings along, and the words for what is wrong."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from asn1crypto import cms, pem, x509
from pyhanko_certvalidator import ValidationContext

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature or time stamp."""

    field: str
    label: str
    signer: str
    valid: bool
    trusted: bool
    stamped_at: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What paths are built from: the trusted roots, and what the file brings along."""

    roots: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...]
    revocation: tuple[bytes, ...]

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
    """`work`, in a thread of its own where a loop runs: the library runs its own, which cannot be done inside one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work(*args, **kwargs)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *args, **kwargs).result()
