"""Employees without a road through hiring: a contract that came of no application, and the end of an employment."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.service import Draft, Parties, create
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.employees.service import Employment, file_employee
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.models import Person
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin.up import Product
from sqlalchemy import select

from tests.support.firm import PASSWORD, Firm

JOB = "设备维护高级工程师（华东大区）"
LONG = "阿卜杜热合曼·买买提艾力·伊斯拉木"


@dataclass
class Staff:
    """A company with whoever works with contracts and employees."""

    firm: Firm
    hr: Browser
    keeper: Browser
    auditor: Browser

    async def person(self, name: str, phone: str) -> Person:
        """Somebody with an identity, who has applied for nothing."""
        place = self.firm.place
        async with place.database.tenant(place.tenant) as session:
            made = await add_person(session, place.vault, Contact(name, f"+86{phone}", None))
            await fill_onboarding(
                session, place.vault, made,
                id_type="居民身份证", id_number=id_number(int(phone[-3:])), address="上海市浦东新区世纪大道 100 号 101 室",
            )  # fmt: skip
            return made

    async def contract(self, person: Person) -> str:
        """HR's contract for them, of no application."""
        place, start = self.firm.place, clock.today_in_china()
        values = (
            {name: field.default for name, field in TERM_FIELDS.items()}
            | people.AGREED
            | {
                "contract.start": start.isoformat(),
                "contract.employment_start": start.isoformat(),
                "contract.end": last_day(start, 36).isoformat(),
                "probation.end": last_day(start, 3).isoformat(),
                "job.title": JOB,
                "job.department": "设备部",
                "job.duties": "维护华东大区各产线的设备，完成部门安排的工作任务",
                "job.location": "上海市",
                "social.place": "上海市",
                "pay.base": "12000.00",
                "probation.wage": "12000.00",
            }
        )
        async with place.database.tenant(place.tenant) as session:
            employer = (await legal_entities(session))[0]
            template = next(one for one in await newest_versions(session) if one.code == "fixed_tech")
            parties = Parties(await session.merge(person), employer, JOB)
            draft = Draft(template, values, None)
            made = await create(session, place.vault, parties, draft, actor="user:test")
            return str(made.id)

    async def employee(self, person: Person, *, starts_on: date) -> str:
        """The file of somebody who came before us."""
        place = self.firm.place
        async with place.database.tenant(place.tenant) as session:
            employer = (await legal_entities(session))[0]
            await file_employee(session, Employment(person.id, employer.id, starts_on))
            newest = select(Employee.id).where(Employee.person_id == person.id).order_by(Employee.id.desc())
            return str(await session.scalar(newest.limit(1)))


@pytest.fixture
async def staff(firm: Firm) -> Staff:
    place = firm.place
    browsers = []
    for role in ("hr", "seal_keeper", "auditor"):
        login = f"{role}@{place.tenant.slug}.test"
        async with place.database.tenant(place.tenant) as session:
            await create_user(session, NewUser(login, "周敏", PASSWORD), roles=[GivenRole(role)])
        browsers.append(firm.browser())
        await people.log_in(browsers[-1], login, PASSWORD)
    return Staff(firm, *browsers)


# --- a contract of no application -----------------------------------------------------------------------------------


async def test_a_contract_of_no_application_from_draft_to_archive(
    staff: Staff, inbox: Inbox, product: Product
) -> None:
    phone = "13750010011"
    person = await staff.person("欧阳建国", phone)
    contract = await staff.contract(person)
    page = await people.wait_for_state(staff.hr, contract, "checked")
    assert JOB in page.text and "/None" not in page.response.text and "候选人档案" not in page.text
    assert (await staff.hr.get(f"/hr/contracts/{contract}/pdf")).content.startswith(b"%PDF")
    assert JOB in (await staff.hr.get("/hr/contracts")).text

    had = len(await inbox.links(phone))
    await page.form("send-form").submit()
    me = staff.firm.browser()
    await me.get(await inbox.text_with_link(phone, had))
    home = await people.sign_in(me, inbox, phone)
    assert home.path == "/progress"
    assert JOB in home.text and "请签署您的劳动合同" in home.text and "还没有申请记录" not in home.text
    assert home.links(f"/contracts/{contract}")
    me.remembered["id_number"] = id_number(int(phone[-3:]))
    await people.sign_contract(me, inbox, phone, contract)

    page = await people.wait_for_state(staff.keeper, contract, "pending_company")
    assert "您已签署，等待公司盖章" in (await me.get("/progress")).text
    await people.proven(await page.form("seal-form").submit(), PASSWORD)
    page = await people.wait_for_state(staff.hr, contract, "archived")
    for said in (
        "候选人读完合同并同意电子签署",
        "用人单位数字签名和时间戳完成",
        "归入员工档案",
        "合同归档锁定",
    ):
        assert said in page.text, said
    root = CertificateAuthority.open(product.stack.state / "ca").root_pem
    pdf = (await me.get(f"/contracts/{contract}/pdf")).content
    assert verify_pdf(pdf, root).valid_signatures == 2
    bundle = (await staff.hr.get(f"/hr/contracts/{contract}/evidence.zip")).content
    assert verify_bundle(bundle, root).ok

    assert "您的劳动合同已生效" in (await me.get("/progress")).text
    messages = await staff.hr.get("/hr/messages")
    assert "欧阳建国" in messages.text and "/None" not in messages.response.text
    roster = await staff.hr.get("/hr/employees")
    (file,) = roster.entries("/hr/employees")
    page = await staff.hr.get(file)
    assert JOB in page.text and page.links(f"/hr/contracts/{contract}")
    assert (await staff.hr.get("/hr/audit")).one("data-chain").attrs["data-chain"] == "valid"


async def test_a_contract_of_no_application_is_taken_back(staff: Staff) -> None:
    contract = await staff.contract(await staff.person("司马相如", "13750010012"))
    page = await people.wait_for_state(staff.hr, contract, "checked")
    back = await page.form(f"/hr/contracts/{contract}/withdraw").submit()
    assert back.path == "/hr/contracts"
    page = await staff.hr.get(f"/hr/contracts/{contract}")
    assert "已撤回" in page.text and "/None" not in page.response.text


async def test_what_belongs_to_no_vacancy_is_not_a_departments(staff: Staff) -> None:
    """A contract and a file of no application are seen by those who see the whole company."""
    person = await staff.person("公孙策", "13750010016")
    contract, file = (
        await staff.contract(person),
        await staff.employee(person, starts_on=clock.today_in_china()),
    )
    place, login = staff.firm.place, f"department@{staff.firm.place.tenant.slug}.test"
    async with place.database.tenant(place.tenant) as session:
        department = await add(session, name="设备部", parent=None, actor="user:test")
        await create_user(
            session, NewUser(login, "部门 HR", PASSWORD), roles=[GivenRole("hr", department.id)]
        )
    theirs = staff.firm.browser()
    await people.log_in(theirs, login, PASSWORD)
    for browser, seen in ((staff.hr, True), (theirs, False)):
        for path in ("/hr/contracts", "/hr/employees"):
            assert ("公孙策" in (await browser.get(path)).text) is seen, path
        for path in (f"/hr/contracts/{contract}", f"/hr/employees/{file}"):
            assert (await browser.get(path, expect=None)).status == (200 if seen else 404), path


# --- the end of an employment ---------------------------------------------------------------------------------------


async def _end(page: Page, day: str, reason: str, **more: str) -> Page:
    values = {"ended_on": day, "reason": reason, **more}
    return await page.form("end-form").fill(values).submit(expect=None)


async def test_an_end_is_filed_once_and_mistakes_are_said_beside_the_field(staff: Staff) -> None:
    person, today = await staff.person(LONG, "13750010013"), clock.today_in_china()
    began = today - timedelta(days=400)
    file = f"/hr/employees/{await staff.employee(person, starts_on=began)}"
    blank = await staff.hr.get(file)
    assert LONG in blank.text and "办理离职" in blank.text

    early = (began - timedelta(days=1)).isoformat()
    page = await _end(blank, early, "resigned")
    assert page.status == 422
    (beside,) = (element for element in page.all("id") if element.attrs["id"] == "ended_on-error")
    assert f"最后工作日不能早于入职日期 {began.isoformat()}" in beside.text
    form = page.form("end-form")
    assert (form.value("ended_on"), form.value("reason")) == (early, "resigned")
    page = await _end(blank, "", "")
    assert page.status == 422 and page.all("role")

    day = (today - timedelta(days=3)).isoformat()
    for _second_click in range(2):
        page = await _end(blank, day, "resigned")
        assert page.status == 200 and page.path == file
    assert "员工辞职" in page.text and "已离职" in page.text
    page = await _end(blank, day, "retired")  # from a page that is older than what is filed
    assert page.status == 422 and "已经办理离职" in page.text

    left, here = [await staff.hr.get(f"/hr/employees?state={one}") for one in ("left", "employed")]
    assert (LONG in left.text, LONG in here.text) == (True, False)


async def test_a_wrong_end_is_corrected_with_the_reason(staff: Staff) -> None:
    person, today = await staff.person("东方朔", "13750010014"), clock.today_in_china()
    file = f"/hr/employees/{await staff.employee(person, starts_on=today - timedelta(days=30))}"
    await _end(await staff.hr.get(file), (today - timedelta(days=2)).isoformat(), "expired")
    day = (today + timedelta(days=5)).isoformat()
    page = await _end(await staff.hr.get(file), day, "agreed")
    assert page.status == 422 and page.form("end-form").value("ended_on") == day
    page = await _end(page, day, "agreed", why="看错了月份")
    assert page.status == 200 and "协商一致解除" in page.text and f"在职，至 {day}" in page.text
    page = await _end(page, day, "stays", why="并没有离职")
    assert (
        page.status == 200
        and "办理离职" in page.text
        and "协商一致解除" not in "".join(element.text for element in page.elements("dd"))
    )


async def test_who_only_reads_sees_no_form_and_can_send_none(staff: Staff) -> None:
    person = await staff.person("诸葛亮", "13750010015")
    file = f"/hr/employees/{await staff.employee(person, starts_on=clock.today_in_china())}"
    page = await staff.auditor.get(file)
    assert "诸葛亮" in page.text and "end-form" not in page.text
    for verb in ("end", "correct"):
        values = [("ended_on", clock.today_in_china().isoformat()), ("reason", "expired"), ("why", "x")]
        assert (await staff.auditor.post(f"{file}/{verb}", values, expect=None)).status == 404
    assert (await staff.hr.get(f"/hr/employees/{new_id()}", expect=None)).status == 404
