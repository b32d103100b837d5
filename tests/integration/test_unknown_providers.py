"""A kind that no folder declares is refused where it would be kept, and offered nowhere where it is kept already."""

import pytest
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.tenants.access.single_sign_on.models import SsoConnection
from huiyin.tenants.access.single_sign_on.queries import connections
from huiyin.tenants.access.single_sign_on.service import Wanted, save_connection
from huiyin.tenants.messaging.channels.models import ChannelAccount
from huiyin.tenants.messaging.channels.service import WantedAccount, account_in_use, save_account
from huiyin.tenants.messaging.channels.types import SMS_KINDS
from sqlalchemy import func, select

from tests.support.tenants import Place

ME = "user:test"


async def test_an_unknown_kind_is_not_kept(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(UnknownProviderError):
            await save_account(session, place.vault, None, WantedAccount("huawei", "x"), actor=ME)
        with pytest.raises(UnknownProviderError):
            await save_connection(session, place.vault, None, Wanted("saml", "x", "1"), actor=ME)
        for table in (ChannelAccount, SsoConnection):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_an_account_whose_provider_is_gone_is_not_used(place: Place) -> None:
    """Its row stays; texts go by ours again, and nobody is offered to sign in that way."""
    async with place.database.tenant(place.tenant) as session:
        wanted = WantedAccount(
            "tencent", "自有", {"key_id": "1", "app_id": "1", "sign_name": "x"}, {"secret": "s"}
        )
        account = await save_account(session, place.vault, None, wanted, actor=ME)
        connection = await save_connection(
            session, place.vault, None, Wanted("oidc", "x", "1", enabled=True), actor=ME
        )
        await session.flush()
        assert await account_in_use(session, SMS_KINDS) is account
        assert list(await connections(session, usable=True)) == [connection]
        account.kind, connection.kind = "huawei", "saml"
        await session.flush()
        assert await account_in_use(session, SMS_KINDS) is None
        assert list(await connections(session, usable=True)) == []
        assert list(await connections(session)) == [connection]
