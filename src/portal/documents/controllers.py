"""The contract's PDF: free to view and download at any time, after leaving too (电子劳动合同订立指引)."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.download import pdf_response
from ...platform.providers.storage.port import ObjectStore
from ...tenants.audit.service import record
from ...tenants.contracts.labour_contracts.feature import ContractEvent
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ..actor import Candidate, provide_candidate


class DocumentController(Controller):
    """`/contracts/<id>/pdf`."""

    path = "/contracts/{contract_id:uuid}/pdf"
    dependencies = {"candidate": Provide(provide_candidate)}

    @get("/")
    async def download(
        self,
        contract_id: FromPath[UUID],
        session: NamedDependency[AsyncSession],
        candidate: NamedDependency[Candidate],
        store: NamedDependency[ObjectStore],
    ) -> Response[bytes]:
        """The newest form of the document."""
        contract = await contract_of_person(session, contract_id, candidate.person_id)
        key = contract.final_key or contract.signed_key or contract.draft_key
        record(
            session,
            ContractEvent.DOWNLOADED,
            actor=candidate.actor,
            application_id=contract.application_id,
            contract_id=contract.id,
        )
        return pdf_response(await store.get(key), f"{contract.number}.pdf")
