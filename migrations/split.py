"""Cutting a script of SQL into statements."""

from collections.abc import Iterator


def statements(script: str) -> Iterator[str]:
    """The statements of `script` one by one, without the semicolon; `$$ … $$` bodies stay whole."""
    current: list[str] = []
    quoted = False
    for line in script.splitlines():
        if not current and (not line.strip() or line.startswith("--")):
            continue
        quoted ^= line.count("$$") % 2 == 1
        current.append(line)
        if line.rstrip().endswith(";") and not quoted:
            yield "\n".join(current).rstrip().removesuffix(";")
            current = []
