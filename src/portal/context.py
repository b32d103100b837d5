"""What belongs to one request of a candidate, in one piece: handlers ask for `portal: Portal`."""

from dataclasses import dataclass

from litestar.di import NamedDependency, Provide

from ..platform.http.context import TenantRequest
from ..platform.http.dependencies import Session, SettingsDependency, VaultDependency
from ..platform.requests import AnyRequest
from .actor import Candidate, Me, provide_candidate


@dataclass(frozen=True, slots=True)
class PortalRequest(TenantRequest):
    """A request of a candidate who proved their phone."""

    candidate: Candidate

    @property
    def actor(self) -> str:
        """Who asks, as events name them."""
        return self.candidate.actor


def provide_portal(
    request: AnyRequest, session: Session, candidate: Me, vault: VaultDependency, settings: SettingsDependency
) -> PortalRequest:
    """The request with who asks."""
    return PortalRequest(request, session, vault, settings, candidate)


SIGNED_IN = {
    "candidate": Provide(provide_candidate),
    "portal": Provide(provide_portal, sync_to_thread=False),
}
Portal = NamedDependency[PortalRequest]
