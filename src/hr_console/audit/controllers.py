"""The chain: is it whole, and up to when do anchors hold it?"""

from litestar import Controller, Response, get
from litestar.datastructures import State

from ...platform.db.release import release
from ...platform.http.addresses import href
from ...platform.http.dependencies import StoreDependency
from ...tenants.audit.anchors import anchors_of
from ...tenants.audit.feature import AuditPermission
from ...tenants.audit.service import verify_chain
from ...tenants.contracts.evidence.labels import describe
from ...tenants.contracts.evidence.soundness import archive_standing
from ..actor import needs
from ..context import Console
from .view import event_of, verdict_of


class AuditController(Controller):
    """`/hr/audit`."""

    path = "/hr/audit"
    dependencies = needs(AuditPermission.READ)

    @get("/")
    async def check(self, console: Console, store: StoreDependency, state: State) -> Response[str]:
        """Recompute every link, hold it against the anchors, and say what was found."""
        await release(console.session)  # before the store is waited for, which may be slow
        anchors = await anchors_of(store, console.tenant)
        report = await verify_chain(console.session, anchors.heads)
        archive = await archive_standing(console.session)
        await release(console.session)
        standing = await anchors.standing(report, state.anchor_roots)
        return await console.page(
            "audit",
            "hr/audit/show.html",
            report=report,
            standing=standing,
            archive=archive,
            verdict=verdict_of(report, standing),
            published=console.settings.origin() + href("front.anchors.listing"),
            newest=[event_of(link, describe) for link in report.newest],
        )
