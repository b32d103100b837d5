"""What handlers may ask for by name, typed once; `app.DEPENDENCIES` provides it."""

from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ..crypto.vault import Vault
from ..providers.storage.port import ObjectStore
from ..settings import Settings

Session = NamedDependency[AsyncSession]
VaultDependency = NamedDependency[Vault]
StoreDependency = NamedDependency[ObjectStore]
SettingsDependency = NamedDependency[Settings]
