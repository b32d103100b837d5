"""The law as data: every rule with its article, wording, severity, inputs, words and vectors.

`terms` is about kind, dates and probation, `work` about hours, pay and age, `template` about what a template must hold,
`bans` about what no contract may say.
"""

from datetime import date

from .rule import Rule
from .terms import LONGER, TERM_RULES
from .work import WORK_RULES

RULES: tuple[Rule, ...] = (*TERM_RULES, *WORK_RULES)
"""Everything about facts."""

__all__ = ["LONGER", "RULES", "Rule", "rule_in_force"]


def rule_in_force(code: str, on: date) -> Rule | None:
    """The wording of a rule that is to be kept on that day; None where it is not, or no longer.

    Raises:
        KeyError: no rule is called so.
    """
    called = [rule for rule in RULES if rule.code == code]
    if not called:
        raise KeyError(code)
    return next((rule for rule in called if rule.in_force(on)), None)
