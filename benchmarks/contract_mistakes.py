"""contract_mistakes: of 1,000 contracts with one mistake each how many are found beside their field, and of 1,000 right ones how
many are stopped; beside a list of forbidden words, which is what a checker without sentences and facts would be."""

import re
from collections.abc import Callable

from tests.support.contract_mistakes import Case, right, wrong

from .harness import Bench, Figure

_COUNT = 1_000
_WORDS = re.compile(
    "押金|保证金|放弃社保|放弃社会保险|工伤自负|生死自负|不得结婚|不得怀孕|违约金|扣押|末位淘汰|无条件服从|自愿加班|罚款|担保人"
)


def contract_mistakes(bench: Bench) -> list[Figure]:
    """Make them from their numbers, and check each as the product does before a contract can be sent."""
    count = bench.of(_COUNT, 60)
    wrongs, rights = [wrong(seed) for seed in range(count)], [right(seed) for seed in range(count)]
    return [
        Figure(
            "contract_mistakes_found",
            _number(wrongs, _found),
            f"of {count}",
            "found by a list of words",
            _number(wrongs, _words),
        ),
        Figure(
            "contract_mistakes_none",
            _number(rights, _stopped),
            f"of {count}",
            "stopped by a list of words",
            _number(rights, _words),
        ),
    ]


def _number(cases: list[Case], holds: Callable[[Case], bool]) -> int:
    return sum(map(holds, cases))


def _found(case: Case) -> bool:
    """Beside its field, with the article and what to do."""
    return any(one.field == case.field and one.article and one.remedy for one in case.stops())


def _stopped(case: Case) -> bool:
    return bool(case.stops())


def _words(case: Case) -> bool:
    said = [*case.values.values(), case.body] if case.word is None else [case.word.decode("latin-1")]
    return any(_WORDS.search(text) for text in said)
