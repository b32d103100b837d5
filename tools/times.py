"""Rules about time: whoever asks the machine, or a part of SQL that does not follow our clock, lives at another moment."""

import ast
import re
from collections.abc import Iterator

Found = Iterator[tuple[int, str]]

_CLOCK = "src/platform/clock.py"
_ASKS = re.compile(
    r"(?:^|\.)(?:datetime\.(?:now|utcnow|today)|date\.today|time\.(?:time|time_ns|localtime|gmtime|ctime))$"
)
_ASKS_ALONE = {"time", "time_ns", "localtime", "gmtime", "ctime"}
_SQL = re.compile(  # written so that it does not find itself
    r"\b(?:current_(?:date|time|timestamp)|localtime(?:stamp)|(?:clock|statement|transaction)_timestamp|timeof(?:day))\b",
    re.IGNORECASE,
)


def system_time(path: str, tree: ast.AST) -> Found:
    """Only `platform/clock.py` asks the machine for the time."""
    if path == _CLOCK:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _ASKS.search(ast.unparse(node.func)):
            yield node.lineno, "only platform/clock.py asks the machine for the time"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if name.name in _ASKS_ALONE:
                    yield node.lineno, "only platform/clock.py asks the machine for the time"


def sql_time(_path: str, tree: ast.AST) -> Found:
    """In SQL only `now()` follows our clock (docs/decisions/0026)."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute | ast.Constant) or id(node) in docs:
            continue
        if _SQL.search(node.attr if isinstance(node, ast.Attribute) else str(node.value)):
            yield node.lineno, "in SQL only now() follows our clock"


TIMES = (system_time, sql_time)
