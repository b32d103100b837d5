"""An employer's verification in three steps: papers (资料), who applies (授权), the small transfer (打款)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.db.release import release_unchanged
from ....platform.errors import DomainError, NotFoundError
from ....platform.files import FileReader, Limits
from ....platform.formats.money import parse_amount
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.download import file_response, pdf_response
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.people.company_verification.details import (
    APPLICANTS,
    Details,
    details_of,
    parse_account,
)
from ....tenants.people.company_verification.errors import (
    DetailsMissingError,
    TooManyTransfersError,
    VerificationStepError,
)
from ....tenants.people.company_verification.letter import authorisation, printed
from ....tenants.people.company_verification.models import CompanyVerification
from ....tenants.people.company_verification.queries import standing_of, verification
from ....tenants.people.company_verification.scan import MOST_BYTES, Scan
from ....tenants.people.company_verification.service import (
    begin,
    fill_in,
    keep_document,
    page_of,
    read_scan,
    submit,
    take_back,
)
from ....tenants.people.company_verification.transfer import ask_again, enter_amount
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.employers.service import employer as load
from ...actor import needs
from ...context import Console, ConsoleRequest
from .page import verification_page

_LETTER_LIMITS = Limits(seconds=20)


class VerificationController(Controller):
    """`/hr/employers/<id>/verification`."""

    path = "/hr/employers/{employer_id:uuid}/verification"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console, employer_id: FromPath[UUID]) -> Response[str]:
        """How far it is, and the step that is next; `step` looks at another."""
        return await verification_page(console, await load(console.session, employer_id))

    @post("/papers", opt=UPLOAD)
    async def hand_in_papers(
        self, console: Console, employer_id: FromPath[UUID], files: Files
    ) -> Response[Any]:
        """Step ①: the licence and the account. A sound file is kept whatever else is wrong."""
        found = await load(console.session, employer_id)
        form = await console.form()
        scan = await _scan(console, files, form, "licence")
        bank, account = form.text("bank", most=100), form.parsed("account", parse_account)
        try:
            under_way = await _to_change(console, found)
            if scan is not None:
                await keep_document(console.session, console.vault, under_way, "licence", *scan)
            if form.ok:
                typed = replace(await _details(console, under_way), bank=bank, account=account or "")
                await fill_in(console.session, console.vault, under_way, typed)
        except VerificationStepError as refused:
            return _back(console, employer_id, str(refused))
        if not form.ok:
            return await verification_page(console, found, form, step=1)
        return _to_step(console, employer_id, 2)

    @post("/applicant")
    async def name_applicant(self, console: Console, employer_id: FromPath[UUID]) -> Response[Any]:
        """Step ②, first half: who applies. An agent gets a letter to print."""
        found = await load(console.session, employer_id)
        form = await console.form()
        applicant = form.choice("applicant", APPLICANTS)
        agent = form.text("agent", most=40, required=applicant == "agent")
        if not form.ok:
            return await verification_page(console, found, form, step=2)
        try:
            under_way = await _to_change(console, found)
            typed = replace(await _details(console, under_way), applicant=applicant, agent=agent)
            await fill_in(console.session, console.vault, under_way, typed)
        except VerificationStepError as refused:
            return _back(console, employer_id, str(refused))
        return _to_step(console, employer_id, 2)

    @get("/authorisation.pdf")
    async def letter(self, console: Console, employer_id: FromPath[UUID], files: Files) -> Response[Any]:
        """The letter of authorisation, filled in, to be printed."""
        session = console.session
        found = await load(session, employer_id)
        standing = await standing_of(session, employer_id)
        details = Details() if standing.open is None else await _details(console, standing.open)
        if details.applicant != "agent":
            return _back(console, employer_id, str(DetailsMissingError()))
        document = authorisation(found, details)
        await release_unchanged(session)
        fonts = console.settings.font_fallback_dir
        try:
            pdf = await files.run(_LETTER_LIMITS, printed, document, clock.now(), fonts)
        except DomainError as refused:
            return _back(console, employer_id, str(refused))
        return pdf_response(pdf, f"{document.title}.pdf")

    @post("/submit", opt=UPLOAD)
    async def hand_over(self, console: Console, employer_id: FromPath[UUID], files: Files) -> Response[Any]:
        """Step ②, second half: the signed letter, and everything goes to the operators."""
        found = await load(console.session, employer_id)
        form = await console.form()
        scan = await _scan(console, files, form, "authorisation")
        try:
            under_way = await _to_change(console, found)
            if scan is not None:
                await keep_document(console.session, console.vault, under_way, "authorisation", *scan)
            if form.ok:
                await submit(console.session, console.vault, under_way, found, actor=console.actor)
        except VerificationStepError as refused:
            return _back(console, employer_id, str(refused))
        except DomainError as refused:
            form.refuse(refused)
        if not form.ok:
            return await verification_page(console, found, form, step=1 if "licence" in form.errors else 2)
        return _back(console, employer_id, _("已提交，审核结果会通知管理员。"))

    @post("/take-back")
    async def change_papers(self, console: Console, employer_id: FromPath[UUID]) -> Response[Any]:
        """Back to the papers, to change them."""
        try:
            found = await _open(console, employer_id)
            await take_back(console.session, found, because="asked", actor=console.actor)
        except VerificationStepError as refused:
            return _back(console, employer_id, str(refused))
        return _to_step(console, employer_id, 1)

    @post("/amount")
    async def enter(self, console: Console, employer_id: FromPath[UUID]) -> Response[Any]:
        """Step ③: how much arrived."""
        found = await load(console.session, employer_id)
        form = await console.form()
        amount = form.parsed("amount", parse_amount)
        if amount is None:
            return await verification_page(console, found, form)
        try:
            under_way, fen = await _open(console, employer_id), int(amount * 100)
            await enter_amount(console.session, console.vault, under_way, fen, actor=console.actor)
        except VerificationStepError as refused:
            return _back(console, employer_id, str(refused))
        except DomainError as refused:
            # Answered, not raised: the wrong try is counted only if this transaction is committed.
            form.refuse(refused)
            return await verification_page(console, found, form)
        return _back(console, employer_id, _("企业认证已通过。"))

    @post("/another-transfer")
    async def another(self, console: Console, employer_id: FromPath[UUID]) -> Response[Any]:
        """Ask for another transfer after one that came to nothing."""
        try:
            await ask_again(console.session, await _open(console, employer_id), actor=console.actor)
        except (VerificationStepError, TooManyTransfersError) as refused:
            return _back(console, employer_id, str(refused))
        return _back(console, employer_id, _("已申请，平台会重新打款。"))

    @get("/papers/{paper:str}/{number:int}")
    async def picture(
        self,
        console: Console,
        employer_id: FromPath[UUID],
        paper: FromPath[str],
        number: FromPath[int],
        files: Files,
    ) -> Response[bytes]:
        """One page of what was handed in for the verification under way."""
        standing = await standing_of(console.session, employer_id)
        if standing.open is None:
            raise NotFoundError
        drawn = await page_of(console.session, console.vault, files, standing.open.id, paper, number)
        return file_response(drawn, f"{paper}-{number}.png", "image/png", inline=True)


async def _scan(console: ConsoleRequest, files: FileReader, form: Form, name: str) -> tuple[Scan, str] | None:
    """The paper that was chosen, where there is one that can be looked at, and its name; the form says why not."""
    given = await form.file(name, most=MOST_BYTES) if form.has_file(name) else None
    if given is None:
        return None
    try:
        return await read_scan(console.session, files, given[1]), given[0]
    except DomainError as refused:
        form.add_error(name, str(refused))
        return None


async def _open(console: ConsoleRequest, employer_id: UUID) -> CompanyVerification:
    """What is under way, locked.

    Raises:
        EmployerNotFoundError: no such employer in this tenant.
        VerificationStepError: nothing is.
    """
    found = await load(console.session, employer_id)
    standing = await standing_of(console.session, found.id)
    if standing.open is None:
        raise VerificationStepError
    return await verification(console.session, standing.open.id, lock=True)


async def _to_change(console: ConsoleRequest, found: LegalEntity) -> CompanyVerification:
    """What is under way, begun where nothing is; what was rejected can be changed at once."""
    under_way = await begin(console.session, console.vault, found, actor=console.actor)
    if under_way.state == "rejected":
        await take_back(console.session, under_way, because="rejected", actor=console.actor)
    return under_way


async def _details(console: ConsoleRequest, found: CompanyVerification) -> Details:
    return await details_of(console.session, console.vault, found)


def _back(console: ConsoleRequest, employer_id: UUID, flash: str) -> Response[Any]:
    return console.redirect(href("hr.company_verification.show", employer_id=employer_id), flash=flash)


def _to_step(console: ConsoleRequest, employer_id: UUID, step: int) -> Response[Any]:
    return console.redirect(href("hr.company_verification.show", employer_id=employer_id, step=step))
