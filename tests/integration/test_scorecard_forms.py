"""Where the first scorecard form of a tenant comes from that was there before there were forms."""

import json
import shutil
from pathlib import Path

import asyncpg
from huiyin.platform.settings import Settings
from huiyin.tenants.hiring.scorecard_forms.dimensions import Dimension
from huiyin_migrations.runner import plain_dsn
from huiyin_migrations.scripts import TENANT, Scripts


async def test_what_was_asked_so_far_becomes_the_first_form(settings: Settings, tmp_path: Path) -> None:
    """A tenant from before there were forms is brought up."""
    revision = TENANT.directory.get_revision("0009")
    assert revision is not None and isinstance(revision.down_revision, str)
    versions = tmp_path / "tenant" / "versions"
    versions.mkdir(parents=True)
    for script in TENANT.directory.iterate_revisions(revision.down_revision, "base"):
        shutil.copy(script.path, versions)
    connection = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("create role t_before_forms nologin; create schema t_before_forms")
        await connection.execute("select set_config('search_path', 't_before_forms', true)")
        await connection.execute(Scripts(versions.parent).sql(None))
        await connection.execute(
            """insert into tenant_settings (id, dimensions) values (1, '["技术", "诚信"]')"""
        )
        await connection.execute(TENANT.sql(revision.down_revision))
        (row,) = await connection.fetch(
            "select form.is_default, version.number, version.dimensions"
            " from scorecard_forms form join scorecard_form_versions version on version.form_id = form.id"
        )
    finally:
        await transaction.rollback()
        await connection.close()
    assert (row["is_default"], row["number"]) == (True, 1)
    read = [Dimension.from_json(dimension) for dimension in json.loads(row["dimensions"])]
    assert read == [Dimension("技术"), Dimension("诚信")]
