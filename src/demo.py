"""The demo tenants of `huiyin up`: two companies, their people, and candidates at different points of the road."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from huiyin_migrations.making import create_tenant_schema
from sqlalchemy.ext.asyncio import AsyncSession

from .platform.crypto.vault import Vault
from .platform.db import Database
from .platform.ids import new_id
from .platform.tenancy import Tenant
from .platform.tenancy.directory import TenantDirectory
from .tenants.access.users.queries import users_with
from .tenants.access.users.service import GivenRole, NewUser, create_user
from .tenants.audit.author import Author
from .tenants.hiring.candidates.models import Application
from .tenants.hiring.candidates.queries import application as load_application
from .tenants.hiring.candidates.service import Details, apply_for
from .tenants.hiring.decisions.service import confirm
from .tenants.hiring.interviews.feature import InterviewPermission
from .tenants.hiring.interviews.service import assign
from .tenants.hiring.scorecards.service import Card, submit
from .tenants.hiring.vacancies.service import find_or_add
from .tenants.people.employers.service import EmployerFacts
from .tenants.people.persons.service import Contact, add_person
from .tenants.seeding.service import seed_tenant

PASSWORD = "huiyin-demo"  # noqa: S105 – printed by `huiyin up`, for demo tenants only


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One log-in of a demo tenant; everyone's password is PASSWORD."""

    login: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """A demo company."""

    slug: str
    name: str
    company: EmployerFacts
    users: tuple[DemoUser, ...]


ACME = DemoTenant(
    "acme",
    "云栖星河科技",
    EmployerFacts(
        name="杭州云栖星河科技有限公司",
        uscc="91330106MA2KXY8B2Q",
        address="浙江省杭州市西湖区云栖小镇星河路 18 号",
        legal_representative="沈知远",
        contact_name="周敏",
        contact_phone="0571-88001234",
    ),
    (
        DemoUser("admin@acme.test", "沈知远", "admin"),
        DemoUser("hr@acme.test", "周敏", "hr"),
        DemoUser("interviewer@acme.test", "王磊", "interviewer"),
        DemoUser("seal@acme.test", "陆青", "seal_keeper"),
    ),
)
GLOBEX = DemoTenant(
    "globex",
    "环宇零售",
    EmployerFacts(
        name="长沙环宇零售有限公司",
        uscc="91430104MA4R7T6Q3C",
        address="湖南省长沙市岳麓区麓谷大道 66 号",
        legal_representative="何文清",
        contact_name="谢宁",
        contact_phone="0731-82005678",
    ),
    (
        DemoUser("admin@globex.test", "何文清", "admin"),
        DemoUser("hr@globex.test", "谢宁", "hr"),
        DemoUser("seal@globex.test", "钱程", "seal_keeper"),
    ),
)
TENANTS = (ACME, GLOBEX)


@dataclass(frozen=True, slots=True)
class _Applicant:
    name: str
    phone: str
    email: str | None
    vacancy: str
    department: str
    kind: str
    location: str
    pay: str
    rounds: tuple[tuple[str, str, tuple[str, str, str, str], str], ...] = ()
    confirm: str = ""


_APPLICANTS = (
    _Applicant(
        "李想", "+8613800006721", "lixiang@example.com", "后端开发工程师", "研发部", "技术", "上海市浦东新区", "21000",
        (("初试", "陈晨", ("8", "7", "8", "8"), "表达清楚，项目经历扎实"),),
    ),
    _Applicant(
        "欧阳䶮", "+8615100000312", "ouyang@example.com", "产品经理", "产品部", "技术", "上海市浦东新区", "23000",
        (("初试", "赵峰", ("8", "8", "7", "8"), "对业务理解好，可以带人"),),
        "pass",
    ),
    _Applicant(
        "阿卜杜热合曼·买买提艾力", "+8617700009908", None, "质量工程师", "制造一部", "生产", "苏州市昆山市", "11500",
        (("初试", "孙博", ("6", "7", "6", "6"), "现场做题只完成一半"),),
    ),
    _Applicant(
        "司马喆", "+8613900001177", "sima@example.com", "前端开发工程师", "研发部", "技术", "上海市浦东新区", "20000",
        (("初试", "郭倩", ("7", "4", "7", "6"), "基础一般，学习意愿强"),),
    ),
    _Applicant("俞冬梅", "+8613086569070", "yudm@example.com", "销售经理", "销售部", "销售", "北京市朝阳区", "9500"),
    _Applicant("张𬭎", "+8615010567165", "zhangh@example.com", "产品经理", "产品部", "技术", "上海市浦东新区", "24000"),
)  # fmt: skip


async def provision(
    owner_url: str,
    database: Database,
    directory: TenantDirectory,
    vault: Vault,
    demo: DemoTenant,
) -> Tenant:
    """Make one demo tenant with its people."""
    schema = await create_tenant_schema(owner_url, id_=new_id(), slug=demo.slug, name=demo.name)
    tenant = await directory.by_schema(schema)
    if tenant is None:
        raise RuntimeError(f"{demo.slug} was made but is not in the directory")
    async with database.tenant(tenant) as session:
        # Whoever tries the product in the evening wants to see the message that they caused.
        await seed_tenant(session, vault, demo.company, quiet_nights=False, vouched=True)
        for user in demo.users:
            await create_user(
                session, NewUser(user.login, user.name, password=PASSWORD), roles=[GivenRole(user.role)]
            )
    return tenant


async def fill(database: Database, vault: Vault, tenant: Tenant) -> None:
    """Candidates at different points of the road, so that no page is empty at the first look."""
    async with database.tenant(tenant) as session:
        interviewer = await _interviewer(session)
        for applicant in _APPLICANTS:
            application = await _admit(session, vault, applicant)
            if not applicant.rounds:
                await assign(
                    session,
                    application,
                    user_id=interviewer,
                    round_name="初试",
                    held_at=None,
                    actor="system",
                )
            for round_name, by, scores, note in applicant.rounds:
                values: dict[str, Decimal | None] = dict(zip(_DIMENSIONS, map(Decimal, scores), strict=True))
                await submit(
                    session,
                    application,
                    Card(round_name, by, values, note),
                    actor="system",
                )
            if applicant.confirm:
                confirmer = Author("system", "周敏")
                await confirm(
                    session,
                    vault,
                    application,
                    outcome=applicant.confirm,
                    reason="",
                    by=confirmer,
                )


_DIMENSIONS = ("沟通能力", "专业技能", "团队协作", "稳定性")


async def _admit(session: AsyncSession, vault: Vault, applicant: _Applicant) -> Application:
    vacancy = await find_or_add(
        session,
        title=applicant.vacancy,
        department=applicant.department,
        kind=applicant.kind,
        location=applicant.location,
    )
    person = await add_person(session, vault, Contact(applicant.name, applicant.phone, applicant.email))
    await session.flush()
    pay = Decimal(applicant.pay)
    details = Details(source="官网", applied_on=date(2026, 11, 12), pay_low=pay, pay_high=pay)
    application = await apply_for(session, person, vacancy.id, details, actor="system")
    if application is None:
        raise RuntimeError(f"{applicant.name} applied twice")
    await session.flush()
    return await load_application(session, application.id)


async def _interviewer(session: AsyncSession) -> UUID:
    scorers = await users_with(session, InterviewPermission.SCORE)
    return next(user.id for user in scorers if user.login.startswith("interviewer@"))
