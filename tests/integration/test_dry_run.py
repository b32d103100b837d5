"""A rule with five lines on ten thousand past applications: the line that is named for each is the line that decides."""

from huiyin.tenants.hiring.decisions.dry_run import dry_run, past_cases
from huiyin.tenants.hiring.decisions.rule import decide
from huiyin.tenants.hiring.decisions.versions import Place as For
from huiyin.tenants.hiring.decisions.versions import rules_in_force
from sqlalchemy import event

from benchmarks.rules import RULE, plainly, seed
from tests.support.tenants import Place

_PEOPLE = 10_000


async def test_every_explanation_of_ten_thousand_names_the_deciding_line(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        vacancy = await seed(session, _PEOPLE)
    async with place.database.tenant(place.tenant) as session:
        book = await rules_in_force(session)
        asked: list[str] = []
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        tried = await dry_run(session, RULE, For(vacancy), book)
        assert len(asked) == 2, "the forms, and everybody with their cards"
        assert tried.read == _PEOPLE and sum(tried.lines.values()) == _PEOPLE
        decided = dict.fromkeys(range(1, 6), 0)
        changed = {change.past.application_id: change.mark for change in tried.changes}
        for past in await past_cases(session, For(vacancy), book):
            holds = plainly([card.scores for card in past.cards])
            wanted = holds.index(True) + 1
            decided[wanted] += 1
            mark = decide(RULE, past.cards)
            said, line = str(mark.explanation), RULE.lines[wanted - 1]
            assert mark.line_no == wanted and mark.outcome == line.outcome, said
            assert said.startswith(f"第 {wanted} 条：") and "{" not in said
            assert str(mark.line_text) == str(line.words())
            assert (past.application_id in changed) == (mark.outcome != past.marked)
            if (shown := changed.get(past.application_id)) is not None:
                assert str(shown.explanation) == said, "the page shows this sentence"
        assert decided == dict(tried.lines) and all(decided.values()), decided
