"""Thousands of applications at once, for what must stay quick with them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from .tenants import Place

_PEOPLE = text("""
    insert into persons (id, name, phone_digest, phone_encrypted, phone_hint, created_at)
    select uuidv7(), '候选' || n, sha256(('crowd' || n)::bytea), '', '138****' || lpad((n % 10000)::text, 4, '0'), now()
    from generate_series(1, cast(:count as int)) as n
""")
_VACANCIES = text("""
    insert into vacancies (id, title, department, kind, location)
    select uuidv7(), '工程师' || n, '研发部', '技术', '上海' from generate_series(1, 40) as n
""")
_APPLICATIONS = text("""
    insert into applications (id, person_id, vacancy_id, stage, source, promised_at, created_at)
    select uuidv7(), person.id, vacancy.id,
           (array['new', 'interview', 'review', 'offer', 'sign', 'onboard'])[1 + person.n % 6],
           (array['官网', '内推', '猎头'])[1 + person.n % 3],
           case when person.n % 5 = 0 then null else now() + make_interval(mins => (person.n * 7919 % 20000)::int) end,
           now()
    from (select id, row_number() over (order by id) as n from persons where phone_encrypted = '') as person
    join (select id, row_number() over (order by id) as n from vacancies where title like '工程师%') as vacancy
      on vacancy.n = 1 + person.n % 40
""")


async def crowd(place: Place, count: int) -> None:
    """`count` open applications in the tenant: six stages, forty vacancies, three sources."""
    async with place.database.tenant(place.tenant) as session:
        await fill(session, count)
        # What autovacuum does some minutes later.


async def fill(session: AsyncSession, count: int) -> None:
    """The same in a transaction of the caller's."""
    await session.execute(_VACANCIES)
    await session.execute(_PEOPLE, {"count": count})
    await session.execute(_APPLICATIONS)
