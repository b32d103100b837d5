"""The built-in templates come to tenants that were there before, as the files have them and once."""

import hashlib

import asyncpg
from huiyin.platform.settings import Settings
from huiyin.tenants.contracts.contract_templates.built_in import built_in_body
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin_migrations.runner import plain_dsn, tenant_sql
from huiyin_migrations.split import statements

from tests.support.tenants import fresh_tenant

_CODES = ("fixed_sales", "fixed_tech", "open_ended")


async def test_a_new_wording_is_the_next_version(settings: Settings) -> None:
    added = [one for one in statements(tenant_sql("0033")) if "insert into contract_templates" in one]
    assert len(added) == 2 * len(_CODES)
    async with fresh_tenant(settings) as place:
        owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
        try:
            await owner.execute(f"set search_path to {place.tenant.schema}")
            await owner.execute("update contract_templates set body = 'old', body_hash = 'old'")
            for column in ("kind", "effective_from"):  # as it was before the migration that makes them
                await owner.execute(f"alter table contract_templates alter {column} drop not null")
            for statement in added:  # twice: by the migration of then, and by the one that made trees of them
                await owner.execute(statement)
        finally:
            await owner.close()
        async with place.database.tenant(place.tenant) as session:
            newest = {one.code: one for one in await newest_versions(session)}
    for code in _CODES:
        body = built_in_body(code)
        assert (newest[code].version, newest[code].body) == (2, body)
        assert newest[code].body_hash == hashlib.sha256(body.encode()).hexdigest()
