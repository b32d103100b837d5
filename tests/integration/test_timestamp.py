"""The time-stamp authority that runs beside the product."""

from pathlib import Path

from huiyin.platform.providers.timestamp.rfc3161 import HttpTimeStamper
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.stamp import check_stamp
from huiyin.up import Product


async def test_the_running_authority_stamps(product: Product) -> None:
    settings = product.stack.settings()
    stamper = HttpTimeStamper(settings.tsa_url)
    assert settings.ca_dir is not None
    authority = CertificateAuthority.open(Path(settings.ca_dir))
    token = await stamper.stamp(b"manifest")
    report = check_stamp(
        "m.tst", token, b"manifest", authority.root_pem, authority.chain_pem, authority.crls()
    )
    assert report.valid, report
