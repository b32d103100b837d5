"""The contract's PDF: free to view and download at any time, after leaving too (电子劳动合同订立指引)."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from ...platform.http.dependencies import StoreDependency
from ...platform.http.download import pdf_response
from ...tenants.contracts.evidence.service import hand_out
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ..context import SIGNED_IN, Portal
from ..signing.guard import CHANGED_MEANWHILE


class DocumentController(Controller):
    """`/contracts/<id>/pdf`."""

    path = "/contracts/{contract_id:uuid}/pdf"
    dependencies = SIGNED_IN
    exception_handlers = CHANGED_MEANWHILE

    @get("/")
    async def download(
        self, portal: Portal, contract_id: FromPath[UUID], store: StoreDependency
    ) -> Response[bytes]:
        """The newest form of the document."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        data = await hand_out(portal.session, contract, "document", store, actor=portal.actor)
        return pdf_response(data, f"{contract.number}.pdf")
