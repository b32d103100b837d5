"""The form of an offer: read, and shown again as it was typed."""

from collections.abc import Sequence
from datetime import date, timedelta

from litestar import Response
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.http.forms import Form
from ....tenants.contracts.law.findings import Finding
from ....tenants.contracts.offers.fields import fields, groups
from ....tenants.contracts.offers.models import Offer
from ....tenants.contracts.offers.queries import OfferWords
from ....tenants.contracts.offers.rule import offer_rule, until
from ....tenants.contracts.offers.service import MOST_WORDS, OfferDraft
from ....tenants.contracts.offers.terms import OfferTerms
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.contracting.offers import suggest_offer
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.employers.queries import legal_entities
from ...context import ConsoleRequest
from ..labour_contracts.form import readable


async def first_values(console: ConsoleRequest, application: Application) -> dict[str, str]:
    """What the form of a first version says: the job, and when to answer."""
    session = console.session
    today = clock.today(tenant_of(session).zoneinfo)
    reply_by = today + timedelta(days=(await offer_rule(session)).reply_days)
    return suggest_offer(application, today=today) | {"reply_by": reply_by.isoformat()}


async def values_of(session: AsyncSession, offer: Offer, words: OfferWords, reply_by: date) -> dict[str, str]:
    """What the form of another version says: what the last one said."""
    return readable(words.terms.values) | {
        "employer": str(offer.legal_entity_id),
        "words": words.terms.words,
        "reply_by": reply_by.isoformat(),
    }


async def read_draft(session: AsyncSession, form: Form, pay_structure: str) -> OfferDraft | None:
    """What was typed, or None where something is wrong with it at first sight."""
    employers: dict[str, LegalEntity] = {str(row.id): row for row in await legal_entities(session)}
    employer = form.choice("employer", employers)
    reply_by = form.day("reply_by")
    words = form.lines("words", required=False, most=MOST_WORDS)
    values = {
        field.name: (form.lines if field.kind == "lines" else form.text)(
            field.name, required=False, most=MOST_WORDS
        )
        for field in fields(pay_structure)
    }
    if not form.ok or reply_by is None:
        return None
    return OfferDraft(employers[employer], OfferTerms(values, words), until(session, reply_by))


async def form_page(  # rules: allow parameters – the form, whom it is about, and what is wrong with it
    console: ConsoleRequest,
    application: Application,
    form: Form,
    *,
    pay_structure: str,
    address: str,
    back: str,
    version: int = 1,
    findings: Sequence[Finding] = (),
) -> Response[str]:
    """The form, as it was typed."""
    rows = await legal_entities(console.session)
    return await console.page(
        "offers",
        "hr/contracts/offers/form.html",
        status_code=200 if form.ok else 422,
        application=application,
        form=form,
        groups=groups(pay_structure),
        pay_structure=pay_structure,
        employers=[(str(row.id), row.name) for row in rows],
        address=address,
        back=back,
        version=version,
        findings=findings,
        most=MOST_WORDS,
    )
