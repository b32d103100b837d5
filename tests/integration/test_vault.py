"""Encrypted values: whose they are, which field they belong to, and that forgetting is for good."""

from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from huiyin.platform.crypto.vault import KeyShreddedError, SubjectKey, Vault
from huiyin.platform.ids import new_id
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from sqlalchemy import select

from tests.support.tenants import Place, fresh_tenant


async def _encrypted(place: Place, value: str) -> tuple[UUID, bytes]:
    person = new_id()
    async with place.database.tenant(place.tenant) as session:
        key = await place.vault.new_subject(session, person)
        return person, key.encrypt("phone", value)


async def test_a_value_opens_for_its_person_and_field_only(place: Place) -> None:
    person, encrypted = await _encrypted(place, "13800138000")
    other, _theirs = await _encrypted(place, "13900139000")
    assert b"13800138000" not in encrypted
    async with place.database.tenant(place.tenant) as session:
        key = await place.vault.subject(session, person)
        assert key.decrypt("phone", encrypted) == "13800138000"
        with pytest.raises(InvalidTag):
            key.decrypt("email", encrypted)
        with pytest.raises(InvalidTag):
            (await place.vault.subject(session, other)).decrypt("phone", encrypted)
        with pytest.raises(InvalidTag):
            key.decrypt("phone", encrypted[:-1] + bytes([encrypted[-1] ^ 1]))


async def test_the_same_value_looks_different_each_time(place: Place) -> None:
    person, first = await _encrypted(place, "13800138000")
    async with place.database.tenant(place.tenant) as session:
        assert (await place.vault.subject(session, person)).encrypt("phone", "13800138000") != first


async def test_forgetting_a_person_is_for_good(place: Place) -> None:
    person, _encrypted_value = await _encrypted(place, "13800138000")
    async with place.database.tenant(place.tenant) as session:
        await place.vault.shred(session, person)
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(KeyShreddedError):
            await place.vault.subject(session, person)


async def test_a_key_carried_to_another_tenant_opens_nothing(place: Place, settings: Settings) -> None:
    person, encrypted = await _encrypted(place, "13800138000")
    async with place.database.tenant(place.tenant) as session:
        statement = select(SubjectKey.wrapped).where(SubjectKey.subject_id == person)
        wrapped = (await session.scalars(statement)).one()
    async with fresh_tenant(settings) as other:
        async with other.database.tenant(other.tenant) as session:
            session.add(SubjectKey(subject_id=person, wrapped=wrapped))
        async with other.database.tenant(other.tenant) as session:
            with pytest.raises(InvalidTag):
                (await other.vault.subject(session, person)).decrypt("phone", encrypted)


async def test_a_phone_is_found_in_its_tenant_and_in_no_other(place: Place, settings: Settings) -> None:
    async with place.database.tenant(place.tenant) as session:
        ours = [await place.vault.digest(session, "phone", "13800138000") for _time in range(2)]
        assert ours[0] == ours[1] != await place.vault.digest(session, "email", "13800138000")
    async with fresh_tenant(settings) as other, other.database.tenant(other.tenant) as session:
        assert await other.vault.digest(session, "phone", "13800138000") != ours[0]


async def test_another_master_key_opens_no_tenant(place: Place, tmp_path: Path) -> None:
    LocalMasterKey.create(tmp_path / "other.key")
    stranger = Vault(LocalMasterKey.open(tmp_path / "other.key"))
    person, _value = await _encrypted(place, "13800138000")
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(InvalidTag):
            await stranger.subject(session, person)
