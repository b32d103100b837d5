"""The rule that a state is written only by its own table's writer (`states.py`), which sees that there is such a step."""

import ast
import re
from collections.abc import Iterator

_NAMES = frozenset({"state", "stage", "step"})
# In SQL, for many at once or by a database's own function; tests/integration/test_states.py holds them against the tables.
# What a job's `status` is, is the queue engine's.
_IN_SQL = (
    "src/tenants/messaging/messages/dispatch.py",
    "src/steward/moving.py",
    "src/platform/queue/claims.py",
    "migrations/",
)
_UPDATES = re.compile(
    r"\bupdate\s+(?:only\s+)?[\w.\"]+(?:\s+(?:as\s+)?\w+)?\s+set\b"
    r"(?:(?!\b(?:where|from|returning)\b).)*?\b(?:state|stage|step|status)\s*=",
    re.IGNORECASE | re.DOTALL,
)


def state_writer(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Whoever writes a state past its writer takes steps that there are not, and forgets what belongs to them."""
    if path.endswith("/states.py") or path.startswith(_IN_SQL):
        return
    for node in ast.walk(tree):
        if _assigns(node) or _sets(node) or _values(node) or _updates(node):
            yield getattr(node, "lineno", 1), "a state is written by its states.py only"


def _assigns(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    written = isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
    return written and any(_is_state(one) for target in targets if target for one in _flat(target))


def _flat(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        return [one for part in target.elts for one in _flat(part)]
    return [target]


def _is_state(target: ast.expr) -> bool:
    if not isinstance(target, ast.Attribute) or target.attr not in _NAMES:
        return False
    return not (isinstance(target.value, ast.Name) and target.value.id == "self")  # an object of its own


def _sets(node: ast.AST) -> bool:
    """`setattr(it, "state", …)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "setattr":
        return False
    return len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value in _NAMES


def _values(node: ast.AST) -> bool:
    """`update(It).values(state=…)`, or with a dictionary."""
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or node.func.attr != "values"
    ):
        return False
    keys = [key for given in node.args if isinstance(given, ast.Dict) for key in given.keys]
    named = {key.value for key in keys if isinstance(key, ast.Constant)}
    return bool(_NAMES & ({one.arg for one in node.keywords} | named))


def _updates(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_UPDATES.search(node.value))
    )
