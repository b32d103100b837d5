"""A tenant of the release before: its rows are there under the new names, and what was encrypted is read."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from huiyin.platform.crypto.vault import Subject
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings

from tests.support.revisions import tenant_at, until

BEFORE, RENAMED = "0016", "0017"
KEY = bytes(range(32))


@pytest.fixture
async def tenant(settings: Settings, tmp_path: Path) -> AsyncIterator[asyncpg.Connection]:
    """A schema of the release before, in a transaction that is taken back."""
    async with tenant_at(settings, tmp_path, BEFORE) as connection:
        yield connection


async def test_rows_are_found_by_their_new_names(tenant: asyncpg.Connection, tmp_path: Path) -> None:
    interview, assignment, person, template, account = (new_id() for _number in range(5))
    phone = Subject(KEY, person).encrypt("phone", "+8613800138000")
    await tenant.execute(
        "insert into interview_events (id, application_id, round, starts_at, minutes, created_by, created_at)"
        " values ($1, $2, '初试', now(), 60, $3, now())",
        interview, new_id(), new_id(),
    )  # fmt: skip
    await tenant.execute(
        "insert into interviews (id, application_id, round, user_id, event_id, created_at)"
        " values ($1, $2, '初试', $3, $4, now())",
        assignment, new_id(), new_id(), interview,
    )  # fmt: skip
    await tenant.execute(
        "insert into scorecard_drafts (interview_id, form_version_id, fields, saved_at) values ($1, $2, '{}', now())",
        assignment, new_id(),
    )  # fmt: skip
    await tenant.execute(
        "insert into persons (id, name, phone_digest, phone_sealed, phone_hint, created_at)"
        " values ($1, '李想', '', $2, '', now())",
        person, phone,
    )  # fmt: skip
    await tenant.execute(
        "insert into wordings (id, event, channel, number, content, created_at, created_by)"
        " values ($1, 'result_pass', 'sms', 1, '{}', now(), '周敏')",
        template,
    )
    await tenant.execute(
        "insert into sender_accounts (id, kind, name, facts, secrets_sealed, hook_hash, topics, created_at, changed_at)"
        " values ($1, 'aliyun', '短信', '{}', '', '', '[]', now(), now())",
        account,
    )

    await tenant.execute(until(tmp_path, RENAMED).sql(BEFORE))

    async def value(query: str) -> UUID | bytes:
        found: UUID | bytes = await tenant.fetchval(query)
        return found

    assert await value("select id from interviews") == interview
    assert await value("select id from interview_assignments") == assignment
    assert await value("select interview_id from interview_assignments") == interview
    assert await value("select assignment_id from scorecard_drafts") == assignment
    assert await value("select id from message_templates") == template
    assert await value("select id from channel_accounts") == account
    kept = await value("select phone_encrypted from persons")
    assert isinstance(kept, bytes) and Subject(KEY, person).decrypt("phone", kept) == "+8613800138000"
