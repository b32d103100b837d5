"""Templates handed in at a gateway for development and tests: kept as a file, looked at by the carriers' rules.

The first question finds a template still being looked at, the next one the result, as one who asks the real ones in
good time sees it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_RULES = (
    (re.compile("面试|招聘|兼职|贷款|培训|问卷|返现|中奖"), "模板内容涉及不支持发送的行业或词语"),
    (re.compile("[【】]"), "模板内容不能包含【】"),
    (re.compile("[¥￥★]"), "模板内容含有特殊符号"),
    (re.compile(r"\}\s*\$?\{"), "变量不能连续使用"),
)
_VARIABLE = re.compile(r"\$?\{\w+\}")


@dataclass(slots=True)
class FiledTemplate:
    """One template; `asked`: how often somebody asked how far it is."""

    number: str
    title: str
    text: str
    reason: str
    asked: int = 0

    @property
    def approved(self) -> bool:
        return self.asked > 1 and not self.reason


class FiledTemplates:
    """The templates that are there from the beginning, and those handed in since: they outlive a restart."""

    def __init__(self, folder: Path, known: Mapping[str, str], first: int, prefix: str = "") -> None:
        self._known = known
        self._file = folder / "templates" / "filed"
        self._first, self._prefix = first, prefix
        self._filed: dict[str, FiledTemplate] = {}
        if self._file.exists():
            self._filed = {row["number"]: FiledTemplate(**row) for row in json.loads(self._file.read_text())}

    def add(self, title: str, text: str) -> FiledTemplate:
        """Hand one in; what a person would find is found at once."""
        reason = next((said for rule, said in _RULES if rule.search(text)), "")
        if not reason and len(_VARIABLE.sub("", text)) < 4:
            reason = "不支持全变量模板"
        made = FiledTemplate(f"{self._prefix}{self._first + len(self._filed)}", title, text, reason)
        self._filed[made.number] = made
        self._keep()
        return made

    def look(self, number: str) -> FiledTemplate | None:
        """How far one is."""
        if number in self._known:
            return FiledTemplate(number, number, self._known[number], "", asked=2)
        found = self._filed.get(number)
        if found is not None:
            found.asked += 1
            self._keep()
        return found

    def text(self, number: str) -> str | None:
        """The words of a template that may be sent; None for one that may not."""
        filed = self._filed.get(number)
        return filed.text if filed is not None and filed.approved else self._known.get(number)

    def _keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        half = self._file.with_suffix(".tmp")
        half.write_text(json.dumps([asdict(one) for one in self._filed.values()], ensure_ascii=False))
        half.rename(self._file)
