"""What operators do for a company's verification: look at its papers, send the small amount."""

import secrets
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.db.release import release_unchanged
from ...platform.errors import DomainError
from ...platform.files import FilePool
from ...platform.formats.money import parse_amount
from ...platform.http.addresses import href
from ...platform.http.download import file_response
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...platform.tenancy.models import TenantRow
from ...tenants.company.operators.models import Operator, OperatorLog
from ...tenants.company.operators.service import tenant_by_slug
from ...tenants.people.company_verification.details import details_of
from ...tenants.people.company_verification.models import CompanyVerification
from ...tenants.people.company_verification.queries import documents_of, verification
from ...tenants.people.company_verification.service import REASONS, approve, page_of, reject, seen_as
from ...tenants.people.company_verification.transfer import LEAST, MOST, record_sent
from ..context import Front, FrontRequest
from .operator import SIGNED_IN

_SUGGESTED = 199  # fen


class ReviewController(Controller):
    """`/ops/tenants/<slug>/verifications`."""

    path = "/ops/tenants/{slug:str}/verifications/{verification_id:uuid}"
    dependencies = SIGNED_IN

    @get("/")
    async def show(
        self,
        front: Front,
        slug: FromPath[str],
        verification_id: FromPath[UUID],
        operator: NamedDependency[Operator],
        state: State,
    ) -> Response[Any]:
        """The papers beside what they must agree with."""
        row = await tenant_by_slug(front.directory, slug)
        tenant = await state.directory.by_schema(row.schema_name)
        form = Form({"amount": str(Decimal(secrets.randbelow(_SUGGESTED) + 1) / 100)})
        async with state.database.tenant(tenant) as session:
            return await _page(
                front, session, operator, row, await verification(session, verification_id), form
            )

    @post("/review")
    async def review(
        self,
        front: Front,
        slug: FromPath[str],
        verification_id: FromPath[UUID],
        operator: NamedDependency[Operator],
        state: State,
    ) -> Response[Any]:
        """Approve, or reject with a reason. The tenant's own chain records it, with the operator."""
        row = await tenant_by_slug(front.directory, slug)
        tenant = await state.directory.by_schema(row.schema_name)
        form, actor = await front.form(), f"operator:{operator.name}"
        seen, wanted = form.value("seen"), form.choice("do", ("approve", "reject"))
        async with state.database.tenant(tenant) as session:
            found = await verification(session, verification_id, lock=True)
            if wanted == "reject":
                reason = form.choice("reason", REASONS)
                words = form.lines("words", required=reason == "other", most=300)
            try:
                if form.ok and wanted == "approve":
                    await approve(session, found, seen=seen, actor=actor)
                elif form.ok:
                    await reject(session, found, reason, words, seen=seen, actor=actor)
            except DomainError as refused:
                form.refuse(refused)
            if not form.ok:
                return await _page(front, session, operator, row, found, form)
        return _done(front, row, verification_id, actor, "approved" if wanted == "approve" else "rejected")

    @post("/transfer")
    async def transfer(
        self,
        front: Front,
        slug: FromPath[str],
        verification_id: FromPath[UUID],
        operator: NamedDependency[Operator],
        state: State,
    ) -> Response[Any]:
        """The amount is sent: how much it was."""
        row = await tenant_by_slug(front.directory, slug)
        tenant = await state.directory.by_schema(row.schema_name)
        form, actor = await front.form(), f"operator:{operator.name}"
        amount = form.parsed("amount", parse_amount)
        fen = int(amount * 100) if amount is not None else 0
        if amount is not None and not LEAST <= fen <= MOST:
            form.add_error("amount", _("请填写 0.01 到 9.99 之间的金额。"))
        async with state.database.tenant(tenant) as session:
            found = await verification(session, verification_id, lock=True)
            try:
                if form.ok:
                    await record_sent(session, front.vault, found, fen, actor=actor)
            except DomainError as refused:
                form.refuse(refused)
            if not form.ok:
                return await _page(front, session, operator, row, found, form)
        return _done(front, row, verification_id, actor, "transfer_sent")

    @get("/papers/{paper:str}/{number:int}")
    async def picture(  # rules: allow parameters – each is a part of the address
        self,
        front: Front,
        slug: FromPath[str],
        verification_id: FromPath[UUID],
        paper: FromPath[str],
        number: FromPath[int],
        operator: NamedDependency[Operator],
        state: State,
    ) -> Response[bytes]:
        """One page of a paper, drawn anew: nothing of the stranger's file reaches the operator's browser."""
        row = await tenant_by_slug(front.directory, slug)
        tenant = await state.directory.by_schema(row.schema_name)
        await release_unchanged(front.directory)
        pool: FilePool = state.files
        async with state.database.tenant(tenant) as session:
            drawn = await page_of(
                session, front.vault, pool.of(row.schema_name), verification_id, paper, number
            )
        return file_response(drawn, f"{paper}-{number}.png", "image/png", inline=True)


def _done(front: FrontRequest, row: TenantRow, verification_id: UUID, actor: str, what: str) -> Response[Any]:
    data = {"verification": str(verification_id)}
    action = f"company_verification.{what}"
    front.directory.add(OperatorLog(actor=actor, action=action, tenant_id=row.id, data=data))
    there = href("front.ops.verifications.show", slug=row.slug, verification_id=verification_id)
    return front.redirect(there, flash=_("已保存，立即生效。"))


async def _page(  # rules: allow parameters – two transactions, and who looks at what
    front: FrontRequest,
    session: AsyncSession,
    operator: Operator,
    row: TenantRow,
    found: CompanyVerification,
    form: Form,
) -> Response[Any]:
    return front.render(
        "front/ops/verification.html",
        status_code=200 if form.ok else 422,
        operator=operator,
        row=row,
        found=found,
        details=await details_of(session, front.vault, found),
        papers=await documents_of(session, found.id),
        seen=seen_as(found),
        reasons=REASONS,
        choices=[("", _("请选择")), *REASONS.items()],
        form=form,
    )
