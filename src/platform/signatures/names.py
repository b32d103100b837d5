"""Whom a certificate names, whoever gives it out."""

import stringprep

from cryptography import x509
from cryptography.x509.oid import NameOID

_OIDS = {
    "o": NameOID.ORGANIZATION_NAME,
    "ou": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "organization_identifier": NameOID.ORGANIZATION_IDENTIFIER,
    "serial_number": NameOID.SERIAL_NUMBER,
}


def worker_name(name: str, identity_hash: str) -> x509.Name:
    """A worker, by the keyed hash of their document's number: a plain hash of 18 digits can be guessed."""
    return subject(name, ou="candidate", serial_number=f"IDH-{identity_hash}")


def company_name(name: str, uscc: str) -> x509.Name:
    """A company; organizationIdentifier after ETSI EN 319 412-1: NTRCN-<统一社会信用代码>."""
    return subject(name, o=name, organization_identifier=f"NTRCN-{uscc}")


def subject(common: str, **more: str) -> x509.Name:
    """`common` with whatever else is said: `o`, `ou`, `organization_identifier`, `serial_number`."""
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    attributes += [x509.NameAttribute(_OIDS[key], _prepared(value)) for key, value in more.items()]
    # X.520 bounds a common name at 64 characters.
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, _prepared(common)[:64])])


def _prepared(value: str) -> str:
    """A name as RFC 4518 allows it: string preparation knows Unicode 3.2 only, and verifiers refuse the rest.

    A rarer character (𬭎) is written as its code point; the signature dictionary carries the name itself.
    """
    return "".join(f"(U+{ord(sign):04X})" if stringprep.in_table_a1(sign) else sign for sign in value)
