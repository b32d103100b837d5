"""The time-stamp authority that runs beside the product."""

from huiyin.platform.providers.timestamp.rfc3161 import HttpTimeStamper
from huiyin.platform.verify.stamp import check_stamp
from huiyin.up import Product

from tests.support.authorities import installed_authority


async def test_the_running_authority_stamps(product: Product) -> None:
    settings = product.stack.settings()
    stamper = HttpTimeStamper(settings.tsa_url)
    authority = installed_authority(settings)
    token = await stamper.stamp(b"manifest")
    report = check_stamp(
        "m.tst", token, b"manifest", authority.root_pem, authority.chain_pem, authority.crls()
    )
    assert report.valid, report
