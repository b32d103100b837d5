"""How a company's messages go out, as its admin sets it on the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser


@asynccontextmanager
async def sending(settings: Settings, slug: str = "acme", **values: str) -> AsyncIterator[None]:
    """The settings of the page, `group.field` with two underscores; afterwards they are as they were."""
    admin = Browser(settings.origin(slug))
    await people.log_in(admin, f"admin@{slug}.test", PASSWORD)
    form = (await admin.get("/hr/delivery")).form("delivery-form")
    await form.fill({name.replace("__", "."): value for name, value in values.items()}).submit()
    try:
        yield
    finally:
        again = (await admin.get("/hr/delivery")).form("delivery-form").drop("quiet")
        again.fill({f"{group}.mode": "together" for group in ("results", "contracts", "meetings", "others")})
        await again.submit()
        await admin.close()
