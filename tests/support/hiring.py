"""A tenant's people, vacancies and past, made straight through the services: for reports and promises."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import Details
from huiyin.tenants.hiring.decisions.service import confirm
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy.ext.asyncio import AsyncSession

from .tenants import Place

ME = "user:test"
HR = Author(ME, "周敏")


@dataclass(slots=True)
class Hiring:
    """One transaction's view of a fresh tenant."""

    session: AsyncSession
    place: Place
    made: int = 0

    async def user(self, role: str, department: UUID | None = None, name: str = "甲") -> User:
        """A member with one role."""
        self.made += 1
        login = f"{self.place.tenant.slug}-{self.made}-{role.replace('_', '-')}@x.cn"
        return await create_user(self.session, NewUser(login, name), roles=[GivenRole(role, department)])

    async def candidate(
        self,
        name: str = "候选人",
        *,
        post: str = "工程师",
        department: str = "研发部",
        source: str = "内推",
        number: int | None = None,
    ) -> Application:
        """A new application."""
        self.made += 1
        contact = Contact(name, f"+8613900{number or self.made:06d}", f"c{self.made}@example.com")
        vacancy = VacancyFacts(post, department, "技术", "上海")
        details = Details(source=source)
        made = await add_candidate(
            self.session, self.place.vault, NewCandidate(contact, vacancy, details), actor=ME
        )
        return await self.again(made)

    async def again(self, made: Application) -> Application:
        """The same, read anew."""
        await self.session.flush()
        return await application(self.session, made.id)

    async def card(self, found: Application, who: str = "王磊", score: int = 8) -> None:
        """A scorecard comes in."""
        card = Card("初试", who, {"专业能力": Decimal(score)})
        await submit(self.session, found, card, actor=ME)

    async def confirm(self, found: Application, outcome: str = "pass") -> None:
        """HR confirms; the candidate hears."""
        await self.session.flush()
        await confirm(self.session, self.place.vault, found, outcome=outcome, reason="已核对", by=HR)
