"""Axe on the pages that come with offers, seals, paper, identity checks, ways out and company verification, and on their errors: the
walks of their pictures, with a test in the camera's place."""

from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from huiyin.demo import PASSWORD as DEMO_PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.up import Product
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from tests.browser.phone import accessible, kind_to_thumbs
from tests.support.firm import LOGIN, PASSWORD
from tests.support.tenants import fresh_tenant
from tools.walk import (
    contract_checks,
    contract_templates,
    deadlines,
    offers,
    papers,
    person_checks,
    seals,
    signing,
)
from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, interviewed, seal, send_contract
from tools.walk.verification import verification

LOOKS = (((390, 844), "light"), ((1440, 900), "dark"))
STAFFS = ("/hr/", "/ops/")
NAME, PHONE, NUMBER = "阿卜杜热合曼·买买提艾力", "13900008188", 818


@dataclass(slots=True)
class Axe(Album):
    """Looks for faults where the album takes a picture, and goes on."""

    faults: list[str] = field(default_factory=list)

    def keep(self, page: Page, name: str) -> None:
        """On a phone and, what staff have open all day, on a wide window in the dark."""
        try:
            if f"{urlsplit(page.url).path}/".startswith(STAFFS):
                self._staff(page)
            else:
                kind_to_thumbs(page)
        except AssertionError as fault:
            self.faults.append(f"{name}: {fault}")
        page.emulate_media(color_scheme="light")

    def _staff(self, page: Page) -> None:
        before = page.viewport_size
        assert before is not None
        try:
            for (width, height), scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                accessible(page)
        finally:
            page.set_viewport_size(before)


@pytest.fixture
def axe(browser: Browser, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Axe:
    return Axe(browser, settings, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    "walk",
    [contract_checks, contract_templates, deadlines, offers, papers, person_checks, signing],
    ids=lambda walk: walk.__name__.rpartition(".")[2],
)
def test_a_walk(axe: Axe, product: Product, walk: ModuleType) -> None:
    walk.visit(axe, product)
    assert axe.faults == []


async def _signed(settings: Settings, inbox: Inbox) -> str:
    """Somebody has signed: their contract, which waits for the seal."""
    await interviewed(settings, (NAME, PHONE, 9))
    application = await decide(settings, NAME, "pass")
    me, keeper = Headless(settings.origin("acme")), Headless(settings.origin("acme"))
    await people.sign_in(me, inbox, PHONE)
    await people.fill_onboarding(me, id_number(NUMBER), ADDRESS)
    contract = await send_contract(settings, application)
    await people.sign_contract(me, inbox, PHONE, contract)
    await people.log_in(keeper, "seal@acme.test", DEMO_PASSWORD)
    await people.wait_for_state(keeper, contract, "pending_company")
    for browser in (me, keeper):
        await browser.close()
    return contract


def test_the_seal_room(axe: Axe, settings: Settings, inbox: Inbox) -> None:
    contract = aside(_signed(settings, inbox))
    seals.seal_room(axe)
    aside(seal(settings, contract))
    seals.seal_register(axe)
    assert axe.faults == []


async def _company(settings: Settings) -> str:
    """A company that nobody vouches for, with an admin: its slug."""
    async with fresh_tenant(settings, vouched=False) as place, place.database.tenant(place.tenant) as session:
        await create_user(session, NewUser(LOGIN, "沈知远", password=PASSWORD), roles=[GivenRole("admin")])
        await session.execute(update(LegalEntity).values(legal_representative="沈知远"))
    return place.tenant.slug


def test_a_company_is_verified(axe: Axe, product: Product, settings: Settings) -> None:
    slug = aside(_company(settings))
    origin, page = settings.origin(slug), axe.window()
    page.goto(f"{origin}/hr/login")
    page.fill("[name=login]", LOGIN)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/hr/**")
    verification(axe, product, page, origin, slug)
    assert axe.faults == []
