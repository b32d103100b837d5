"""Fields and containers while a paragraph is read: what has begun, and where the next words belong."""

import re
from dataclasses import dataclass, field

from .blanks import with_blanks
from .errors import Refusal, WordRefusedError
from .tree import Code, Control, Field, Inline

# Fields that fetch something: never followed here, and what they fetched is not the document's.
_FETCHING = {
    "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "IMPORT", "DATABASE", "RD",
}  # fmt: skip
_NAMED = {"MERGEFIELD", "REF", "DOCPROPERTY", "DOCVARIABLE", "ASK", "FILLIN", "SET"}
_NAME = re.compile(r'\s*[A-Za-z]+\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s\\]+))')


@dataclass(slots=True)
class _Frame:
    """A field that has begun, or (`is_field` False) the paragraph or a container in it."""

    is_field: bool
    control: Control | None = None
    code: list[Inline] = field(default_factory=list)
    result: list[Inline] = field(default_factory=list)
    has_result: bool = False
    ended: bool = False


class Frames:
    """A paragraph's containers and fields, the innermost last."""

    def __init__(self) -> None:
        self._open = [_Frame(is_field=False)]

    def add(self, *inlines: Inline) -> None:
        """Put it where the reading stands."""
        top = self._open[-1]
        (top.code if top.is_field and not top.has_result else top.result).extend(inlines)

    def begin_field(self, control: Control | None) -> None:
        self._open.append(_Frame(is_field=True, control=control))

    def separate(self) -> None:
        """The instruction ends here, the result begins."""
        if (frame := self._innermost()) is not None:
            frame.has_result = True

    def end_field(self) -> None:
        """The field ends; one that began outside the container that it ends in ends with that."""
        frame = self._innermost()
        if frame is None:
            return  # it began in an earlier paragraph, and is closed there
        frame.ended = True
        while self._open[-1].is_field and self._open[-1].ended:
            self._close_field()

    def begin_container(self) -> None:
        self._open.append(_Frame(is_field=False))

    def end_container(self) -> tuple[Inline, ...]:
        """What the container holds."""
        while self._open[-1].is_field:
            self._close_field()
        return with_blanks(self._open.pop().result)

    def after_container(self) -> None:
        """Close what ended in the container that was just put in its place."""
        while self._open[-1].is_field and self._open[-1].ended:
            self._close_field()

    def _innermost(self) -> _Frame | None:
        return next((one for one in reversed(self._open) if one.is_field and not one.ended), None)

    def _close_field(self) -> None:
        frame = self._open.pop()
        self.add(made(frame.code, frame.result, frame.control))


def made(code: list[Inline], result: list[Inline], control: Control | None = None) -> Field:
    """The field of this instruction and result.

    Raises:
        WordRefusedError: it fetches something from outside.
    """
    instruction = "".join(one.text for one in code if isinstance(one, Code))
    kind = (instruction.split(maxsplit=1) or [""])[0].upper()
    if kind in _FETCHING:
        raise WordRefusedError(Refusal.EXTERNAL, instruction.strip())
    named = _NAME.match(instruction) if kind in _NAMED else None
    name = "" if named is None else named["quoted"] or named["bare"] or ""
    if control is not None and control.name:
        name = control.name
    return Field(kind, name, with_blanks(code), with_blanks(result), control)
