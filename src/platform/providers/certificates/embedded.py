"""Certificates of the built-in authority, for which nobody but this installation vouches."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pyhanko.sign.timestamps import TimeStamper

from ...signatures.authority import LISTS_AT, CertificateAuthority
from ...signatures.identity import Identity, TrustMaterial
from ...signatures.keys import Keys


@dataclass(frozen=True, slots=True)
class EmbeddedCertificates:
    """The authority in `folder`; it is opened where it is asked, and only there are its keys."""

    folder: Path
    keys: Keys
    lists_at: str = LISTS_AT
    notice: ClassVar[str] = "测试/演示：本合同由自建证书签署，签发者不是依法设立的电子认证服务提供者。"

    def worker(self, name: str, identity_hash: str) -> Identity:
        """One certificate for one signature."""
        return self._open().issue_signer(name, identity_hash)

    def company(self, name: str, uscc: str) -> Identity:
        """A certificate of a company."""
        return self._open().issue_organisation(name, uscc)

    def evidence(self) -> Identity:
        """The key that signs manifests."""
        return self._open().evidence

    def trust(self, stamper: TimeStamper, signer: Identity | None = None) -> TrustMaterial:
        """Root, chain and fresh lists; the built-in authority gives time stamps too."""
        return self._open().trust()

    def _open(self) -> CertificateAuthority:
        return CertificateAuthority.open(self.folder, self.lists_at, self.keys)
