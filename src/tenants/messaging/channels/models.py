"""The tenant's own accounts for channels."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped
from ....platform.i18n import LazyText


class ChannelAccount(HasId, TenantBase):
    """An account of the tenant's own for a channel: an account at an SMS gateway, a robot in a group chat, an
    application in a suite.

    `facts` are no secrets; `secrets_encrypted` is decrypted with the account's own key. `hook_hash`: of the secret path
    its reports come to. `topics`: what a robot's group is told of. `tried_at`, `failure`: what came of its last
    message.
    """

    __tablename__ = "channel_accounts"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("hook_hash"),)

    kind: Mapped[str]
    name: Mapped[str]
    facts: Mapped[dict[str, Any]]
    secrets_encrypted: Mapped[bytes]
    hook_hash: Mapped[bytes]
    topics: Mapped[list[Any]]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    failure: Mapped[LazyText] = mapped_column(server_default="")
