"""The platform's signature over the manifest of an evidence bundle: CMS, detached, CAdES B-T (ETSI EN 319 122-1)."""

from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper

from .. import clock
from .asn1 import repair_asn1crypto
from .identity import Identity
from .sign import KeyObjectSigner


async def sign_manifest(manifest: bytes, identity: Identity, stamper: TimeStamper) -> bytes:
    """The signature (DER) with its time stamp inside; ECDSA P-256 with SHA-256.

    Raises:
        TimestampRequestError: no time stamp is given; then there is no signature.
    """
    repair_asn1crypto()
    signed = await KeyObjectSigner(identity).async_sign_general_data(
        manifest,
        "sha256",
        use_cades=True,
        timestamper=stamper,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=clock.now()),
    )
    return bytes(signed.dump())
