"""Sign-in: phone number, code, in. A stranger's number gets the same answers as a candidate's."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie, State

from ...platform.auth.errors import TooManyTriesError
from ...platform.errors import NotFoundError
from ...platform.formats import FormatError
from ...platform.formats.contact import parse_phone
from ...platform.http.addresses import href
from ...platform.http.client import client_address
from ...platform.http.context import TenantRequest, Visit, visit_of
from ...platform.http.dependencies import SettingsDependency
from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import WHILE_READ_ONLY, cookie_name, own_cookie, tenant_of_request
from ...platform.i18n import gettext as _
from ...platform.requests import AnyRequest
from ...platform.settings import Settings
from ...tenants.access.sessions.asked_codes import CODE_LIFE
from ...tenants.access.sessions.errors import CodeSpentError, WrongTryError
from ...tenants.access.sessions.service import Browser, close_session
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidate_sign_in.browsers import CandidateBrowser
from ...tenants.hiring.candidate_sign_in.errors import EndingTriesError, WrongEndingError
from ...tenants.hiring.candidate_sign_in.leavers import (
    TICKET_LIFE,
    check_ending,
    is_asked,
    leaver,
    leaver_ticket,
)
from ...tenants.hiring.candidate_sign_in.service import (
    Visitor,
    ask,
    has_code,
    let_in,
    prove,
    seconds_until_next_code,
    visitor,
)
from ...tenants.messaging.messages.queries import find_link
from ...tenants.people.persons.models import Person
from ..actor import COOKIE, followed_link, goal
from ..browser import browser_of, keep_browser
from ..matters import matter

_ASKED = "phone"  # the number a code was asked for, kept by its own phone while the code lives
_PROVED = "proved"  # that a leaver's code was right, kept while the end of their document's number is asked


class SignInController(Controller):
    """`/`: the phone number; `/code`: the code."""

    path = "/"
    opt = WHILE_READ_ONLY

    @get("/")
    async def ask_phone(
        self, request: AnyRequest, state: State, settings: SettingsDependency
    ) -> Response[Any]:
        """The first page; at the base domain, how to find one's company."""
        if not request.scope.get("huiyin.known_host"):
            raise NotFoundError
        if request.scope.get("huiyin.tenant") is None:
            return page(request, "portal/base_domain.html")
        ended = "ended" in request.query_params
        if request.cookies.get(cookie_name(settings, COOKIE)) and not ended:
            return redirect(request, _wanted(request))
        async with state.database.tenant(tenant_of_request(request)) as session:
            return await self._phone_page(visit_of(request, session), Form(), ended=ended)

    @post("/code")
    async def send(self, visit: Visit) -> Response[Any]:
        """Have a code sent to the phone, or to the e-mail on file with it, if it is a candidate's."""
        form = await visit.form()
        phone, way = form.parsed("phone", parse_phone), "email" if form.value("way") == "email" else "sms"
        if phone is None:
            return await self._phone_page(visit, form, status=422)
        who = await self._visitor(visit, phone)
        try:
            await ask(visit.session, who, way)
        except TooManyTriesError as refused:
            if await has_code(visit.session, who):
                form.add_error("code", str(refused))
                response = await self._code_page(visit, phone, form, status=422)
                response.set_cookie(_asked(visit, phone))  # of two taps at once only the second is heard
                return response
            form.add_error("phone", str(refused))
            return await self._phone_page(visit, form, refused=way, status=422)
        to, mailed = goal(form.value("to")), "email" if way == "email" else None
        response = visit.redirect(href("portal.sign_in.ask_code", to=to, way=mailed))
        response.set_cookie(_asked(visit, phone))
        await keep_browser(visit, response, who.browser)
        return response

    @get("/code")
    async def ask_code(self, visit: Visit) -> Response[Any]:
        """Where the code is typed in; a page of its own, so that coming back from the messages keeps it."""
        phone = _asked_for(visit.request, visit.settings)
        if phone is None:
            return visit.redirect(href("portal.sign_in.ask_phone", to=_wanted(visit.request)))
        return await self._code_page(visit, phone, Form())

    @post("/signin")
    async def enter(self, visit: Visit) -> Response[Any]:
        """Check the code and let the candidate in."""
        request, session = visit.request, visit.session
        form = await visit.form()
        phone = _asked_for(request, visit.settings)
        if phone is None:
            words = _("验证码已过期，请重新获取。")
            return visit.redirect(href("portal.sign_in.ask_phone", to=goal(form.value("to"))), flash=words)
        code = form.text("code", most=6)
        if not form.ok:
            return await self._code_page(visit, phone, form, status=422)
        who = await self._visitor(visit, phone)
        client = Browser(request.headers.get("user-agent", ""), client_address(request))
        try:
            person = await prove(session, who, code, client)
        except (WrongTryError, CodeSpentError, TooManyTriesError) as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.add_error("code", str(refused))
            return await self._code_page(visit, phone, form, status=422)
        if await is_asked(session, person):
            return await self._ask_more(visit, who, person, goal(form.value("to")))
        return await self._let_in(visit, person, who.browser.with_numbers([who.digest]), form)

    @get("/ending")
    async def ask_ending(self, visit: Visit) -> Response[Any]:
        """Whoever has left says the end of their document's number, too."""
        if await self._leaver(visit, await browser_of(visit)) is None:
            return visit.redirect(href("portal.sign_in.ask_phone", to=_wanted(visit.request)))
        return await self._ending_page(visit, Form())

    @post("/ending")
    async def check_ending(self, visit: Visit) -> Response[Any]:
        """Check it and let them in."""
        form, browser = await visit.form(), await browser_of(visit)
        person = await self._leaver(visit, browser)
        if person is None:
            words = _("验证码已过期，请重新获取。")
            return visit.redirect(href("portal.sign_in.ask_phone", to=goal(form.value("to"))), flash=words)
        ending = form.text("ending", most=20)
        if form.ok:
            try:
                await check_ending(visit.session, visit.vault, person, ending)
            except (WrongEndingError, EndingTriesError) as refused:
                form.refuse(refused)  # returned, not raised: the wrong try is counted
        if not form.ok:
            return await self._ending_page(visit, form, status=422)
        return await self._let_in(visit, person, browser, form)

    @post("/signout")
    async def leave(self, visit: Visit) -> Response[Any]:
        """End the session."""
        if token := visit.request.cookies.get(cookie_name(visit.settings, COOKIE)):
            await close_session(visit.session, token)
        response = visit.redirect("/", flash=_("已安全退出。"))
        response.set_cookie(own_cookie(visit.settings, COOKIE, "", 0))
        return response

    async def _let_in(
        self, visit: TenantRequest, person: Person, browser: CandidateBrowser, form: Form
    ) -> Response[Any]:
        request, settings = visit.request, visit.settings
        client = Browser(request.headers.get("user-agent", ""), client_address(request))
        opened = await let_in(visit.session, person, client)
        response = visit.redirect(goal(form.value("to")))
        response.set_cookie(own_cookie(settings, COOKIE, opened.token, opened.seconds))
        for spent in (_ASKED, _PROVED):
            response.set_cookie(own_cookie(settings, spent, "", 0))
        await keep_browser(visit, response, browser)
        return response

    async def _ask_more(self, visit: TenantRequest, who: Visitor, person: Person, to: str) -> Response[Any]:
        """The phone is proved; the browser keeps that for some minutes, and is known for the number only afterwards."""
        response = visit.redirect(href("portal.sign_in.ask_ending", to=to))
        ticket = await leaver_ticket(visit.session, visit.vault, person, who.browser)
        response.set_cookie(own_cookie(visit.settings, _PROVED, ticket, int(TICKET_LIFE.total_seconds())))
        response.set_cookie(own_cookie(visit.settings, _ASKED, "", 0))
        await keep_browser(visit, response, who.browser)
        return response

    async def _leaver(self, visit: TenantRequest, browser: CandidateBrowser) -> Person | None:
        ticket = visit.request.cookies.get(cookie_name(visit.settings, _PROVED), "")
        return await leaver(visit.session, visit.vault, ticket, browser)

    async def _ending_page(self, visit: TenantRequest, form: Form, *, status: int = 200) -> Response[Any]:
        return visit.render(
            "portal/sign_in/ending.html",
            status_code=status,
            form=form,
            to=_to(visit, form),
            settings=await tenant_settings(visit.session),
        )

    async def _visitor(self, visit: TenantRequest, phone: str) -> Visitor:
        return await visitor(visit.session, visit.vault, phone, await browser_of(visit))

    async def _phone_page(
        self, visit: TenantRequest, form: Form, *, ended: bool = False, refused: str = "", status: int = 200
    ) -> Response[Any]:
        """`refused`: the way by which no code can be sent now; what else can be done is said.

        From here on the browser is the same, however often a button is tapped.
        """
        wanted = _to(visit, form)
        code = followed_link(wanted)
        link = await find_link(visit.session, code) if code else None
        response = visit.render(
            "portal/sign_in/phone.html",
            status_code=status,
            form=form,
            to=wanted,
            matter=wanted if link is None else matter(link.message),
            ended=ended,
            refused=refused,
            settings=await tenant_settings(visit.session),
        )
        await keep_browser(visit, response, await browser_of(visit))
        return response

    async def _code_page(
        self, visit: TenantRequest, phone: str, form: Form, *, status: int = 200
    ) -> Response[Any]:
        who = await self._visitor(visit, phone)
        return visit.render(
            "portal/sign_in/code.html",
            status_code=status,
            form=form,
            phone=phone.removeprefix("+86"),
            mailed=visit.query.get("way") == "email",
            usable=await has_code(visit.session, who),
            to=_to(visit, form),
            wait=await seconds_until_next_code(visit.session, who),
            settings=await tenant_settings(visit.session),
        )


def _asked(visit: TenantRequest, phone: str) -> Cookie:
    return own_cookie(visit.settings, _ASKED, phone, int(CODE_LIFE.total_seconds()))


def _to(visit: TenantRequest, form: Form) -> str:
    return goal(form.value("to")) if form.value("to") else _wanted(visit.request)


def _wanted(request: AnyRequest) -> str:
    return goal(request.query_params.get("to", href("portal.progress.show")))


def _asked_for(request: AnyRequest, settings: Settings) -> str | None:
    try:
        return parse_phone(request.cookies.get(cookie_name(settings, _ASKED), ""))
    except FormatError:
        return None


@get("/privacy")
async def privacy(visit: Visit) -> Response[Any]:
    """What is done with personal data (《个人信息保护法》 Art. 17)."""
    return visit.render(
        "portal/privacy.html", company=visit.tenant, settings=await tenant_settings(visit.session)
    )
