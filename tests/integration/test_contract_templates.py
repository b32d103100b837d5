"""The built-in templates come to tenants that were there before, as the files have them and once."""

import hashlib
from importlib.resources import files

import asyncpg
from huiyin.platform.settings import Settings
from huiyin.tenants.contracts.labour_contracts.queries import templates
from huiyin_migrations.runner import plain_dsn, tenant_sql
from huiyin_migrations.split import statements

from tests.support.tenants import fresh_tenant

_CODES = ("fixed_sales", "fixed_tech", "open_ended")


async def test_a_new_wording_is_the_next_version(settings: Settings) -> None:
    added = [one for one in statements(tenant_sql("0033")) if "insert into contract_templates" in one]
    assert len(added) == len(_CODES)
    async with fresh_tenant(settings) as place:
        owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
        try:
            await owner.execute(f"set search_path to {place.tenant.schema}")
            await owner.execute("update contract_templates set body = 'old', body_hash = 'old'")
            for _twice in range(2):
                for statement in added:
                    await owner.execute(statement)
        finally:
            await owner.close()
        async with place.database.tenant(place.tenant) as session:
            newest = {one.code: one for one in await templates(session)}
    folder = files("huiyin.tenants.contracts.labour_contracts.templates")
    for code in _CODES:
        body = (folder / f"{code}.md").read_text("utf-8")
        assert (newest[code].version, newest[code].body) == (2, body)
        assert newest[code].body_hash == hashlib.sha256(body.encode()).hexdigest()
