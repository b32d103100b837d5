"""What belongs to one request at the base domain, in one piece: handlers ask for `front: Front`."""

from dataclasses import dataclass

from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.context import PageRequest
from ..platform.http.dependencies import Session, SettingsDependency, VaultDependency
from ..platform.requests import AnyRequest


@dataclass(frozen=True, slots=True)
class FrontRequest(PageRequest):
    """A request that belongs to no tenant: its transaction is on the directory."""

    @property
    def directory(self) -> AsyncSession:
        """The session, by the name of what it sees."""
        return self.session


def provide_front(
    request: AnyRequest, directory: Session, vault: VaultDependency, settings: SettingsDependency
) -> FrontRequest:
    """The request on the directory."""
    return FrontRequest(request, directory, vault, settings)


Front = NamedDependency[FrontRequest]
