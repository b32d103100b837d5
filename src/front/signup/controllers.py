"""Signing up: form, mailed link, password, and a place of one's own within a second.

The answers are the same whoever asks: whether an address or a company is known here is never said.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from ...platform.auth.errors import TooManyTriesError
from ...platform.errors import DomainError
from ...platform.formats.contact import parse_email, parse_mobile
from ...platform.formats.slugs import parse_slug, propose_slug
from ...platform.http.addresses import href
from ...platform.http.client import client_address
from ...platform.http.fields import uscc_field
from ...platform.http.forms import Form
from ...platform.http.pages import page
from ...platform.i18n import gettext as _
from ...platform.requests import AnyRequest
from ...platform.settings import Settings
from ...tenants.company.signups.feature import SIGNUP_EMAIL_LIMIT, SIGNUP_LIMIT
from ...tenants.company.signups.models import Signup
from ...tenants.company.signups.service import Applicant, applicant_of, ask, by_link, confirm, throttle
from ..context import Front

_HONEYPOT = "website"


class SignupController(Controller):
    """`/signup`."""

    path = "/signup"

    @get("/")
    async def blank(self, front: Front) -> Response[str]:
        """The form."""
        return front.render("front/signup/form.html", form=Form(), base_domain=front.settings.base_domain)

    @post("/")
    async def apply(self, front: Front) -> Response[Any]:
        """Send the link. Nothing is made before it is followed."""
        directory = front.directory
        form = await front.form()
        applicant, slug = _read(form)
        if form.ok:
            try:
                await throttle(directory, SIGNUP_LIMIT, client_address(front.request))
                await throttle(directory, SIGNUP_EMAIL_LIMIT, applicant.email)
                if not form.value(_HONEYPOT):  # who fills what nobody sees gets the same answer and no mail
                    await ask(directory, front.vault, applicant, slug)
                return front.render("front/signup/sent.html", email=applicant.email)
            except TooManyTriesError as refused:
                form.add_error("", str(refused))
            except DomainError as refused:
                form.refuse(refused)
        # Returned, not raised: the try is counted only if this transaction is committed.
        return front.render(
            "front/signup/form.html", status_code=422, form=form, base_domain=front.settings.base_domain
        )

    @get("/{token:str}")
    async def follow(self, front: Front, token: FromPath[str]) -> Response[Any]:
        """The address is proved: choose a password. A second click goes on to where the first led."""
        found = await by_link(front.directory, front.vault, token)
        if found.state in ("confirmed", "done"):
            return front.redirect(href("front.signup.opening", token=token))
        form = Form({"slug": found.slug})
        if found.state == "slug_taken":
            form.add_error("slug", _("这个网址刚刚被别人使用，请换一个。"))
        return _password_page(front.request, token, applicant_of(front.vault, found), form, front.settings)

    @post("/{token:str}")
    async def set_password(self, front: Front, token: FromPath[str]) -> Response[Any]:
        """Take the password and open."""
        vault = front.vault
        found = await by_link(front.directory, vault, token, lock=True)
        onward = href("front.signup.opening", token=token)
        if found.state in ("confirmed", "done"):
            return front.redirect(onward)
        form = await front.form()
        slug = form.parsed("slug", parse_slug)
        if not form.value("password"):
            form.add_error("password", _("请填写这一项。"))
        if not form.checked("separate"):
            form.add_error("separate", _("请阅读并勾选。"))
        if form.ok and slug is not None:
            try:
                await confirm(front.directory, vault, found, slug=slug, password=form.value("password"))
                return front.redirect(onward)
            except DomainError as refused:
                form.refuse(refused)
        return _password_page(
            front.request, token, applicant_of(vault, found), form, front.settings, status=422
        )

    @get("/{token:str}/opening")
    async def opening(self, front: Front, token: FromPath[str], state: State) -> Response[Any]:
        """How far it is; on to the log-in when it is there."""
        found = await by_link(front.directory, front.vault, token)
        if found.state in ("asked", "slug_taken"):
            return front.redirect(href("front.signup.follow", token=token))
        if found.state == "done":
            entrance = _entrance(front.settings, found)
            # Who looked before it was there must not be told so again by what this process remembers.
            await state.directory.by_host(urlsplit(entrance).netloc, fresh=True)
            return front.redirect(entrance)
        template = "front/signup/_opening.html" if front.wants_fragment else "front/signup/opening.html"
        return front.render(template, token=token, origin=front.settings.origin(found.slug))


def _entrance(settings: Settings, found: Signup) -> str:
    return settings.origin(found.slug) + href("hr.sign_in.show", next=href("hr.lifecycle.first_steps"))


def _read(form: Form) -> tuple[Applicant, str]:
    company = form.text("company", most=100)
    uscc = uscc_field(form)
    name = form.text("name", most=40)
    email = form.parsed("email", parse_email) or ""
    phone = form.parsed("phone", parse_mobile, required=False) or ""
    if form.value("slug"):
        slug = form.parsed("slug", parse_slug) or ""
    else:
        slug = propose_slug(company) if company else ""
    return Applicant(company, uscc, name, email.lower(), phone), slug


def _password_page(
    request: AnyRequest, token: str, applicant: Applicant, form: Form, settings: Settings, status: int = 200
) -> Response[str]:
    return page(
        request,
        "front/signup/password.html",
        status_code=status,
        form=form,
        token=token,
        applicant=applicant,
        base_domain=settings.base_domain,
    )
