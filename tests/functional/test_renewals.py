"""Staff without a road through hiring, through the real forms: added by hand, given a contract, renewed, called."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from huiyin.demo import PASSWORD as DEMO
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user, save_role
from huiyin.tenants.contracts.labour_contracts.feature import ContractPermission
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.employees.feature import EmployeePermission
from huiyin.up import Product

from tests.support.firm import PASSWORD, Firm

NAME = "阿卜杜热合曼·买买提艾力·伊斯拉木"
JOB = "设备维护高级工程师（华东大区）"
ADDRESS = "上海市浦东新区世纪大道 100 号 101 室"
TERMS = people.AGREED | {
    "probation.wage": "",
    "job.duties": "维护华东大区各产线的设备，完成部门安排的工作任务",
    "job.location": "上海市",
    "social.place": "上海市",
    "pay.base": "12000",
}


@dataclass
class Desk:
    """A company with HR of the whole, of the 设备部 and of the 销售部, and who seals and audits; `ids` of departments."""

    firm: Firm
    hr: Browser
    keeper: Browser
    auditor: Browser
    equipment: Browser
    sales: Browser
    ids: dict[str, str]

    async def add(self, phone: str, *, by: Browser | None = None, expect: int = 200, **other: str) -> Page:
        """Fill in 添加员工."""
        page = await (by or self.hr).get("/hr/employees/new")
        typed = {
            "name": NAME,
            "phone": phone,
            "department": self.ids["设备部"],
            "job_title": JOB,
            "starts_on": (clock.today_in_china() - timedelta(days=900)).isoformat(),
        }
        return await page.form("add-form").fill(typed | other).submit(expect=expect)

    async def onboarded(self, phone: str, inbox: Inbox) -> Browser:
        """The employee signs in and says who they are."""
        me = self.firm.browser()
        home = await people.sign_in(me, inbox, phone)
        assert "请填写入职登记" in home.text and "还没有申请记录" not in home.text
        assert home.links("/onboarding")
        page = await people.fill_onboarding(me, id_number(int(phone[-3:])), ADDRESS)
        assert page.path == "/progress" and "请填写入职登记" not in page.text
        return me


@pytest.fixture
async def desk(firm: Firm) -> Desk:
    place, ids = firm.place, {}
    async with place.database.tenant(place.tenant) as session:
        for name in ("设备部", "销售部"):
            ids[name] = (await add(session, name=name, parent=None, actor="user:test")).id
    roles = (
        GivenRole("hr"),
        GivenRole("seal_keeper"),
        GivenRole("auditor"),
        *(GivenRole("hr", department) for department in ids.values()),
    )
    browsers = []
    for number, role in enumerate(roles):
        login = f"member-{number}@{place.tenant.slug}.test"
        async with place.database.tenant(place.tenant) as session:
            await create_user(session, NewUser(login, "周敏", PASSWORD), roles=[role])
        browsers.append(firm.browser())
        await people.log_in(browsers[-1], login, PASSWORD)
    return Desk(firm, *browsers, ids={name: str(one) for name, one in ids.items()})


def _beside(page: Page, field: str) -> str:
    return "".join(one.text for one in page.all("id") if one.attrs["id"] == f"{field}-error")


async def _contract(page: Page, **terms: str) -> Page:
    return await page.form("contract-form").fill(TERMS | terms).submit(expect=None)


async def test_who_came_before_us_is_added_signs_and_is_renewed(
    desk: Desk, inbox: Inbox, product: Product
) -> None:
    phone = "13750020011"
    roster = await desk.hr.get("/hr/employees")
    assert roster.links("/hr/employees/new")
    page = await desk.add(phone)
    file = page.path
    assert NAME in page.text and JOB in page.text and "设备部" in page.text and "E00001" in page.text
    assert phone not in page.text
    assert phone in (await page.form(f"{file}/show/phone").submit()).text

    # Without an identity no contract: it is said before one begins, and refused; nothing typed is lost.
    (make,) = page.links("/hr/contracts/new/employee/")
    blank = await desk.hr.get(make)
    assert "新签劳动合同" in blank.text and "还没有填写入职登记" in blank.one("data-hint").text
    refused = await _contract(blank)
    assert refused.status == 422 and "还没有填写入职登记" in refused.text
    assert refused.form("contract-form").value("job.duties") == TERMS["job.duties"]
    me = await desk.onboarded(phone, inbox)
    again = await me.get("/onboarding", expect=None)
    assert again.status == 409 and "入职登记已经填写" in again.text
    assert (await me.post("/onboarding", [("id_type", "x")], expect=None)).status == 409

    blank = await desk.hr.get(make)
    form = blank.form("contract-form")
    assert (
        not blank.all("data-hint")
        and form.value("job.title") == JOB
        and form.value("job.department") == "设备部"
    )
    assert form.value("probation.end") == ""
    wrong = await _contract(blank, **{"pay.base": "100", "probation.end": form.value("contract.end")})
    assert wrong.status == 422 and "低于当地最低工资" in _beside(wrong, "pay-base")
    assert "只能约定一次" in _beside(wrong, "probation-end")
    assert wrong.form("contract-form").value("pay.base") == "100"
    blank = await desk.hr.get(make)
    page = await _contract(blank)
    contract = page.path.rsplit("/", 1)[1]
    assert page.status == 200 and "HT-" in page.text and NAME in page.text
    second = await _contract(blank)
    assert second.status == 422 and "有一份合同正在办理" in second.text
    assert second.links(f"/hr/contracts/{contract}")
    assert set((await desk.hr.get("/hr/contracts")).entries("/hr/contracts")) == {f"/hr/contracts/{contract}"}

    # The same road as everybody's.
    page = await people.wait_for_state(desk.hr, contract, "checked")
    assert page.links(file) and "发送给员工签署" in page.text
    had = len(await inbox.links(phone))
    await page.form("send-form").submit()
    stranger = desk.firm.browser()
    link = await inbox.text_with_link(phone, had)
    page = await stranger.get(link)
    assert page.path == "/" and page.form("phone-form").value("to") == f"/m/{link.rpartition('/')[2]}"
    assert JOB in (await me.get("/progress")).text
    await people.sign_contract(me, inbox, phone, contract)
    page = await people.wait_for_state(desk.keeper, contract, "pending_company")
    await people.proven(await page.form("seal-form").submit(), PASSWORD)
    await people.wait_for_state(desk.hr, contract, "archived")
    root = CertificateAuthority.open(product.stack.state / "ca").root_pem
    assert verify_pdf((await me.get(f"/contracts/{contract}/pdf")).content, root).valid_signatures == 2
    assert verify_bundle((await desk.hr.get(f"/hr/contracts/{contract}/evidence.zip")).content, root).ok
    assert (await desk.hr.get("/hr/employees")).entries("/hr/employees") == [file]  # still the one employment

    # The next one begins where the last one ends.
    blank = await desk.hr.get(make)
    again, first = blank.form("contract-form"), form.value("contract.end")
    begins = clock.today_in_china().fromisoformat(first) + timedelta(days=1)
    assert "续签劳动合同" in blank.text and "来自上一份合同" in blank.text
    assert again.value("contract.start") == begins.isoformat()
    assert again.value("contract.end") == last_day(begins, 36).isoformat()
    assert (again.value("job.duties"), again.value("pay.base")) == (TERMS["job.duties"], "12,000.00")
    assert again.value("hazard.exists") == ""  # asked for each contract anew
    page = await again.fill({"hazard.exists": "无"}).submit()
    assert page.path != f"/hr/contracts/{contract}" and "-0002" in page.text
    page = await people.wait_for_state(desk.hr, page.path.rsplit("/", 1)[1], "checked")
    back = await page.form(f"{page.path}/withdraw").submit()
    assert back.path == file and "新签/续签合同" in back.text
    assert (await desk.hr.get("/hr/audit")).one("data-chain").attrs["data-chain"] == "valid"


async def test_mistakes_are_said_beside_the_field_and_nobody_is_added_twice(desk: Desk) -> None:
    phone = "13750020012"
    page = await desk.add("1375002", expect=422, name="", starts_on="2026-13-40", job_title="")
    for field in ("name", "phone", "job_title", "starts_on"):
        assert _beside(page, field), field
    assert page.form("add-form").value("phone") == "1375002"
    assert page.form("add-form").value("department") == desk.ids["设备部"]
    file = (await desk.add(phone)).path
    assert "已是该用人单位的在职员工" in _beside(await desk.add(phone, expect=422), "phone")
    assert "姓名不同" in _beside(await desk.add(phone, expect=422, name="东方朔"), "phone")
    assert len((await desk.hr.get("/hr/employees")).entries("/hr/employees")) == 1

    today = clock.today_in_china()
    end = {"ended_on": today.isoformat(), "reason": "resigned"}
    await (await desk.hr.get(file)).form("end-form").fill(end).submit()
    page = await desk.add(phone, expect=422, starts_on=today.isoformat())
    assert "上一段任职" in _beside(page, "starts_on")
    back = await desk.add(phone, starts_on=(today + timedelta(days=1)).isoformat())
    assert back.path != file and "E00002" in back.text


async def test_what_was_typed_in_wrong_is_put_right_until_something_rests_on_it(
    desk: Desk, inbox: Inbox
) -> None:
    wrong, right = "13750020021", "13750020022"
    file = (await desk.add(wrong)).path
    await desk.add("13750020023", name="东方朔")
    stranger = desk.firm.browser()
    assert "请填写入职登记" in (await people.sign_in(stranger, inbox, wrong)).text
    page = await desk.hr.get(file)
    assert page.links(f"{file}/details")
    page = await desk.hr.get(f"{file}/details")
    assert wrong not in page.response.text and page.form("details-form").value("name") == NAME
    for typed, field in (
        ({"phone": "1375002"}, "phone"),
        ({"phone": "13750020023"}, "phone"),
        ({"name": ""}, "name"),
    ):
        refused = await page.form("details-form").fill(typed).submit(expect=422)
        assert _beside(refused, field), typed
    typed = {
        "name": "欧阳建国",
        "phone": right,
        "email": "ou@firm.test",
        "job_title": "工程师",
        "starts_on": "2020-02-29",
    }
    page = await page.form("details-form").fill(typed).submit()
    assert page.path == file and "资料已更正" in page.text and "2020-02-29" in page.text
    assert "欧阳建国" in page.text and NAME not in page.text
    assert right in (await page.form(f"{file}/show/phone").submit()).text

    # Who holds the wrong number is out at once; the right one comes in, and says who they are.
    gone = await stranger.get("/onboarding", expect=None)
    assert gone.form("phone-form").value("to") == "/onboarding"
    me = await desk.onboarded(right, inbox)
    assert "欧阳建国" in (await me.get("/progress")).text
    late = await desk.hr.post(
        f"{file}/details", list(typed.items()), expect=None
    )  # from a page that is older
    assert late.status == 422 and "只能更改部门" in late.text
    page = await desk.hr.get(f"{file}/details")
    assert "只能更改部门" in page.text and page.form("details-form").names() == ["department"]
    assert (await desk.hr.get("/hr/audit")).one("data-chain").attrs["data-chain"] == "valid"


async def test_a_department_is_set_later_by_who_reaches_both(desk: Desk, inbox: Inbox) -> None:
    phone = "13750020024"
    file = (await desk.add(phone)).path
    await desk.onboarded(phone, inbox)
    page = await _contract(await desk.hr.get(file.replace("/employees/", "/contracts/new/employee/")))
    contract, details = page.path, f"{file}/details"
    assert (await desk.sales.get(details, expect=None)).status == 404
    assert (await desk.auditor.get(details, expect=None)).status == 404
    beyond = [("department", desk.ids["销售部"])]
    for browser, status in ((desk.equipment, 422), (desk.sales, 404), (desk.auditor, 404)):
        assert (await browser.post(details, beyond, expect=None)).status == status
    page = await desk.hr.get(details)
    page = await page.form("details-form").fill({"department": desk.ids["销售部"]}).submit()
    assert page.path == file and "销售部" in page.text
    for path in (file, contract):
        assert (await desk.sales.get(path)).status == 200, path
        assert (await desk.equipment.get(path, expect=None)).status == 404, path


async def test_who_only_makes_contracts_reaches_no_employee(desk: Desk) -> None:
    """A tenant's own role has not gained the employees by what contracts can be made of since; nor those of a department."""
    file = (await desk.add("13750020025")).path
    make, place = file.replace("/employees/", "/contracts/new/employee/"), desk.firm.place
    for number, (department, status) in enumerate(((None, 404), ("销售部", 404), ("设备部", 200))):
        login = f"own-{number}@{place.tenant.slug}.test"
        async with place.database.tenant(place.tenant) as session:
            maker = await save_role(
                session, None, name=f"签约{number}", permissions=[ContractPermission.MAKE], actor="user:test"
            )
            roles = [GivenRole(str(maker.id))]
            if department is not None:
                reader = await save_role(
                    session,
                    None,
                    name=f"名册{number}",
                    permissions=[EmployeePermission.READ],
                    actor="user:test",
                )
                roles.append(GivenRole(str(reader.id), UUID(desk.ids[department])))
            await create_user(session, NewUser(login, "周敏", PASSWORD), roles=roles)
        browser = desk.firm.browser()
        await people.log_in(browser, login, PASSWORD)
        assert (await browser.get(make, expect=None)).status == status, department
        answer = await browser.post(make, [("x", "y")], expect=None)
        assert (answer.status == 404) is (status == 404), department
        assert bool((await browser.get("/hr/help")).links("/hr/employees")) is (department is not None)


async def test_a_department_has_its_own_people_only(desk: Desk, settings: Settings) -> None:
    page = await desk.add("13750020013", by=desk.equipment)
    file = page.path
    (make,) = page.links("/hr/contracts/new/employee/")
    assert (await desk.equipment.get(make)).status == 200
    assert NAME in (await desk.equipment.get("/hr/employees")).text
    for department in (desk.ids["销售部"], ""):
        page = await desk.add("13750020014", by=desk.equipment, expect=422, department=department)
        assert "自己负责的部门" in _beside(page, "department")
    assert NAME not in (await desk.sales.get("/hr/employees")).text
    for path in (file, make):
        assert (await desk.sales.get(path, expect=None)).status == 404, path
    for path in (make, f"{file}/show/phone"):
        assert (await desk.sales.post(path, [("x", "y")], expect=None)).status == 404, path
    assert (await desk.auditor.get(file)).status == 200
    for path in ("/hr/employees/new", make):
        assert (await desk.auditor.get(path, expect=None)).status == 404, path
        assert (await desk.auditor.post(path, [("x", "y")], expect=None)).status == 404, path
    assert not (await desk.auditor.get(file)).links("/hr/contracts/new/")
    elsewhere = Browser(settings.origin("acme"))
    await people.log_in(elsewhere, "hr@acme.test", DEMO)
    for path in (file, make):
        assert (await elsewhere.get(path, expect=None)).status == 404, path
    await elsewhere.close()


async def test_a_contract_of_a_department_is_seen_there_and_who_is_not_reached_is_called(
    desk: Desk, inbox: Inbox, product: Product
) -> None:
    phone = "13750020015"
    file = (await desk.add(phone, by=desk.equipment)).path
    await desk.onboarded(phone, inbox)
    page = await _contract(await desk.equipment.get(file.replace("/employees/", "/contracts/new/employee/")))
    contract = page.path.rsplit("/", 1)[1]
    page = await people.wait_for_state(desk.equipment, contract, "checked")
    assert "合同排版并通过校验" in page.text
    assert (await desk.sales.get(f"/hr/contracts/{contract}", expect=None)).status == 404
    fault = {"phone": phone, "kind": "undelivered", "code": "MK:0005"}
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (
            await http.post(f"{product.stack.inbox_origin}/aliyun/faults", json=[fault])
        ).status_code == 204
    await page.form("send-form").submit()

    async def listed() -> Page | None:
        page = await desk.equipment.get("/hr/messages/unreached")
        return page if NAME in page.text else None

    page = await eventually(listed, "somebody to call")
    assert (
        page.links(file) and JOB in page.text and "号码停机或已注销" in page.text and phone not in page.text
    )
    assert phone in (await page.form(f"{file}/show/phone").submit()).text
    for browser in (desk.sales, desk.equipment):
        counted = await browser.get("/hr/messages")
        assert (NAME in counted.text) is (browser is desk.equipment)
        assert ("待电话通知 1" in " ".join(counted.text.split())) is (browser is desk.equipment)
    assert NAME not in (await desk.sales.get("/hr/messages/unreached")).text
    (form,) = (one.attrs["id"] for one in page.all("id") if one.attrs["id"].startswith("call-"))
    message = page.form(form).value("message")
    tried = await desk.sales.post(
        "/hr/messages/calls", [("message", message), ("outcome", "reached")], expect=None
    )
    assert tried.status == 404
    page = await page.form(form).fill({"note": "请晚上再打"}).submit(("outcome", "not_reached"))
    assert NAME in page.text and "请晚上再打" in page.text
    page = await page.form(form).submit(("outcome", "reached"))
    assert not page.all("data-unreached")
