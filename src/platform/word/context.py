"""What reading one part of a document needs to know, and what it notes on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .document import Removed, Unread, Why
from .markup import W, child, plain
from .numbering import Numbering
from .package import Relation
from .styles import Styles
from .tree import View

_INSERTIONS = {"ins", "moveTo", "cellIns"}
_DELETIONS = {"del", "moveFrom", "cellDel"}
REVISIONS = _INSERTIONS | _DELETIONS


@dataclass(slots=True)
class Part:
    """A part while it is read. `places`: its paragraphs, counted; `new_pages`: of each section, whether it begins a page."""

    name: str
    root: Element
    relations: Mapping[str, Relation]
    styles: Styles
    numbering: Numbering
    view: View | None
    new_pages: list[bool] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    places: dict[Element, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {one: at for at, one in enumerate(self.root.iter(W + "p"), start=1)}

    def is_taken_away(self, revision: str) -> bool:
        """Whether what such a revision is about is not there, read this way."""
        return revision in (_INSERTIONS if self.view is View.REFUSED else _DELETIONS)

    def is_marked_away(self, properties: Element | None) -> bool:
        """Whether the properties of a row, a cell or a paragraph's mark say that it is not there."""
        found = (name for name in REVISIONS if child(properties, name) is not None)
        return any(self.is_taken_away(name) for name in found)

    def take_away(self, element: Element, place: int) -> None:
        """Note what a revision takes away, of this paragraph or of its own."""
        if text := plain(element):
            first = next((self.places[one] for one in element.iter(W + "p")), place)
            self.removed.append(Removed(text, self.name, first))

    def leave(self, why: Why, text: str, place: int) -> None:
        """Note what is not read."""
        self.unread.append(Unread(why, text, self.name, place))

    def properties(self, element: Element, name: str) -> Element | None:
        """The properties of an element; what they were before, where changes are refused."""
        now = child(element, name)
        change = child(now, name + "Change")
        if self.view is View.REFUSED and change is not None:
            return child(change, name)
        return now
