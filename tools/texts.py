"""The catalogues of what people read: every text of the source is in them, translated, with its placeholders."""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "src" / "platform" / "i18n" / "locale"
# What the chain's own checker says is translated where it is shown: it also runs alone, out of an evidence bundle.
_KEYWORDS = {"_": None, "gettext": None, "lazy": None, "mark": None, "ChainProblem": (2,)}
_HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def extract() -> Catalog:
    """Every text in the source."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = Catalog()
    for _path, _line, text, _comments, context in extract_from_dir(
        ROOT / "src", methods, options, keywords=_KEYWORDS
    ):
        if text:
            found.add(text, context=context)
    return found


def read(path: Path) -> Catalog:
    """A catalogue as it is kept."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def problems(catalogue: Catalog, source: Catalog) -> Iterator[str]:
    """What a catalogue lacks, says in doubt, or fills differently."""
    for message in source:
        if not message.id:
            continue
        kept = catalogue.get(message.id)
        if kept is None or not kept.string:
            yield f"missing: {message.id}"
        elif kept.fuzzy:
            yield f"fuzzy: {message.id}"
        elif sorted(_PLACEHOLDER.findall(str(message.id))) != sorted(_PLACEHOLDER.findall(str(kept.string))):
            yield f"other placeholders: {message.id} → {kept.string}"
    for message in catalogue:
        if message.id and source.get(message.id) is None:
            yield f"no longer said: {message.id}"


def update(path: Path, source: Catalog, translations: Mapping[str, str] = MappingProxyType({})) -> None:
    """Bring a catalogue up to the source: sorted, without places and dates, so that branches merge.

    `translations` are taken for texts that have none yet.
    """
    catalogue = read(path)
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if not message.string and isinstance(message.id, str) and message.id in translations:
            message.string = translations[message.id]
    out = io.BytesIO()
    write_po(
        out, catalogue, no_location=True, omit_header=True, sort_output=True, width=0, ignore_obsolete=True
    )
    header = _HEADER.format(locale=path.parts[-3])
    path.write_text(header + out.getvalue().decode("utf-8").strip() + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Update every catalogue, or with `--check` only look; 1 where something is missing."""
    source, wrong = extract(), 0
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        if "--check" not in arguments:
            update(path, source)
        found = list(problems(read(path), source))
        for problem in found:
            print(f"{path.relative_to(ROOT)}: {problem}")
        wrong += len(found)
    print(f"texts: {wrong} wrong" if wrong else f"texts: all {len(source)} said")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
