"""A Word file as the draft of a template: what can be, with all that it says, and a list of what is not in it (decision 0053)."""

from .converting import Imported, characters_of, convert
from .ledger import OTHERWISE, WORDS, Left, Why, signs, words_in
from .sections import Section, sections_of

__all__ = [
    "OTHERWISE",
    "WORDS",
    "Imported",
    "Left",
    "Section",
    "Why",
    "characters_of",
    "convert",
    "sections_of",
    "signs",
    "words_in",
]
