"""Words with places to fill in: `{姓名}您好`. Filling replaces a name by a value and knows nothing else."""

import re
from collections.abc import Callable, Iterator, Mapping

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

_PLACE = re.compile(r"\{([^{}]*)\}")
_WIDE = {0xFF5B: "{", 0xFF5D: "}"}


def normal(typed: str) -> str:
    """As it is kept: full-width braces, which a Chinese keyboard gives, are braces; line ends are `\\n`."""
    return "\n".join(line.strip() for line in typed.translate(_WIDE).splitlines()).strip()


def places(text: str) -> list[str]:
    """What is to be filled in, in its order; a name that comes twice is there twice."""
    return [found[1].strip() for found in _PLACE.finditer(text)]


def plain(text: str) -> str:
    """The text without the places to be filled in."""
    return _PLACE.sub("", text)


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """The text with each place replaced by `value_of` its name, once: a value that looks like a place stays as it is."""
    return _PLACE.sub(lambda found: value_of(found[1].strip()), text)


def fill_lines(text: str, values: Mapping[str, str]) -> Iterator[str]:
    """The lines of an e-mail. One whose every place is empty says nothing and is left out."""
    for line in text.split("\n"):
        names = places(line)
        if line and (not names or any(values.get(name, "") for name in names)):
            yield fill(line, lambda name: values.get(name, ""))


def complaint(text: str, allowed: Mapping[str, object]) -> LazyText | None:
    """What is wrong with the places of a text; None when every one of them can be filled in."""
    example = "{" + next(iter(allowed)) + "}"
    if re.search(r"[{}]", plain(text)):
        return _("花括号没有成对。变量要写成 {example} 这样。").format(example=example)
    for name in places(text):
        if name not in allowed:
            known = "".join(f"{{{one}}}" for one in allowed)
            return _("没有「{name}」这个变量。这里可以用：{known}").format(name=name, known=known)
    return None
