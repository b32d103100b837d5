"""Whether everything that goes into a contract can be printed: asked before it is made, while a person can mend it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from ....platform.documents.glyphs import check_text
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...people.employers.models import LegalEntity
from ...people.persons.service import Identity
from ..contract_templates.fields import Dictionary
from ..law.findings import Finding


def printing_findings(
    typed: Mapping[str, str],
    dictionary: Dictionary,
    worker: Identity,
    employer: LegalEntity,
    fonts: Path | None,
) -> Iterator[Finding]:
    """A finding for every character of the values that neither our font nor one in the folder `fonts` has."""
    for name, text in typed.items():
        yield from _findings(name, dictionary.label(name), text, fonts)
    yield from _findings("worker.name", _("劳动者姓名"), worker.name, fonts)
    yield from _findings("worker.address", _("劳动者住址"), worker.address, fonts)
    given = (employer.name, employer.address, employer.legal_representative, employer.contact_name)
    yield from _findings("employer.name", _("用人单位信息"), "".join(given), fonts)


def _findings(field: str, label: LazyText, text: str, fonts: Path | None) -> Iterator[Finding]:
    for problem in check_text(text, fonts):
        message = _("{label}中的「{character}」无法印刷：{reason}").format(
            label=label, character=problem.character, reason=problem.reason
        )
        remedy = _("请核对后改用标准字；确为本人证件用字时，请联系平台加装字库。")
        yield Finding("GLYPH", _("印刷"), "error", field, message, remedy)
