"""Both signatures of a contract, PAdES: the candidate's (B-T, certifying), then the company's (B-LTA) with its seal."""

import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .. import clock
from ..documents.render import render_stamp
from .asn1 import repair_asn1crypto
from .fields import fill_seam
from .identity import Identity, TrustMaterial
from .places import CANDIDATE, COMPANY, HAND_SEAM, seam_slots

_SIGNATURE_BYTES = 72  # the longest DER form of an ECDSA P-256 signature
# The time stamp is the last thing in the file, so that it covers the validation data too.
_LAST_IS_TIMESTAMP = DSSContentSettings(
    include_vri=False,
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
)
_FIT = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MID,
    y_align=layout.AxisAlignment.ALIGN_MID,
    inner_content_scaling=layout.InnerScaling.SHRINK_TO_FIT,
    margins=layout.Margins(0, 0, 0, 0),
)


class KeyObjectSigner(signers.Signer):
    """Signs with a key object that stays loaded (the stock signer parses the key at every signature)."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(
            signing_cert=_certificate(identity.certificate),
            # The root too: without it long-term validation ends without proof of existence.
            cert_registry=SimpleCertificateStore.from_certs([_certificate(c) for c in identity.chain]),
            embed_roots=True,
        )
        self._key = identity.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """ECDSA with SHA-256."""
        if dry_run:
            return bytes(_SIGNATURE_BYTES)
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _PdfSigner(signers.PdfSigner):
    """Writes our clock's time into the signature, where the library would write the machine's."""

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = clock.now().astimezone()
        return session


def sign_as_candidate(
    pdf: bytes,
    name: str,
    identity: Identity,
    drawing_svg: str,
    signed_at: datetime,
    stamper: TimeStamper,
) -> bytes:
    """The candidate's signature with the hand-drawn one and the date shown, over the seam too where there are slots for it;
    only form filling is allowed after it."""
    repair_asn1crypto()
    stamp = render_stamp(drawing_svg, _dated(signed_at), (64, 40), (60, 32))
    metadata = signers.PdfSignatureMetadata(
        field_name=CANDIDATE,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason="本人已阅读并同意签署本合同",
        location="CN",
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    with tempfile.TemporaryDirectory() as folder:
        if any(seam_slots(writer.root, HAND_SEAM)):
            plain = Path(folder) / "seam.pdf"
            plain.write_bytes(render_stamp(drawing_svg, "", (60, 32), (60, 32)))
            fill_seam(writer, str(plain), HAND_SEAM)
        return _sign(writer, metadata, identity, _style(folder, stamp), stamper)


@dataclass(frozen=True, slots=True)
class Imprint:
    """A seal's picture (SVG), and when it was pressed."""

    seal: str
    at: datetime


def seal_as_company(
    pdf: bytes,
    name: str,
    identity: Identity,
    imprint: Imprint,
    stamper: TimeStamper,
    trust: TrustMaterial,
) -> bytes:
    """The company's signature with its seal and the 骑缝章, everything needed to validate it for years inside: `trust` holds
    the roots of both signatures and of their time stamps, and the lists of every authority below them."""
    repair_asn1crypto()
    context = ValidationContext(
        trust_roots=[_certificate(item) for item in load_pem_x509_certificates(trust.root_pem)],
        other_certs=[_certificate(item) for item in identity.chain],
        crls=[crl.CertificateList.load(item) for item in trust.crls],
        moment=clock.now(),
        allow_fetching=False,
        revocation_mode="require",
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=COMPANY,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason="用人单位签章",
        location="CN",
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        use_pades_lta=True,
        dss_settings=_LAST_IS_TIMESTAMP,
        validation_context=context,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    with tempfile.TemporaryDirectory() as folder:
        style = _style(folder, render_stamp(imprint.seal, _dated(imprint.at), (46, 52), (42, 42)))
        plain = Path(folder) / "seam.pdf"
        plain.write_bytes(render_stamp(imprint.seal, "", (42, 42), (42, 42)))
        fill_seam(writer, str(plain))
        return _sign(writer, metadata, identity, style, stamper)


def _sign(
    writer: IncrementalPdfFileWriter,
    metadata: signers.PdfSignatureMetadata,
    identity: Identity,
    style: StaticStampStyle,
    stamper: TimeStamper,
) -> bytes:
    signer = _PdfSigner(
        metadata,
        signer=KeyObjectSigner(identity),
        timestamper=stamper,
        stamp_style=style,
    )
    return bytes(signer.sign_pdf(writer).getbuffer())


def _style(folder: str, stamp: bytes) -> StaticStampStyle:
    file = Path(folder) / "stamp.pdf"
    file.write_bytes(stamp)
    return StaticStampStyle.from_pdf_file(
        str(file), border_width=0, background_layout=_FIT, background_opacity=1
    )


def _dated(moment: datetime) -> str:
    return f"签署日期：{moment.year}年{moment.month}月{moment.day}日"


def _certificate(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
