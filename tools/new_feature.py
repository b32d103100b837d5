"""`./dev new-feature WING NAME [WORD]`: a small feature that works, made from tools/skeleton, to be changed.

NAME is its folder and its table, in the plural (`notes`); WORD is what its page is called, in Chinese. What must be told
of it elsewhere is told too: events that the chain will keep, rights, translations.
"""

import re
import subprocess
import sys
from pathlib import Path
from string import Template

from huiyin.tenants.features import features, in_order, permissions

from tools.texts import CATALOGUES, extract, update

ROOT = Path(__file__).resolve().parents[1]
SKELETON = ROOT / "tools" / "skeleton"
EVENTS = ROOT / "tests" / "unit" / "audit_events.txt"
_VERSIONS = ROOT / "migrations" / "tenant" / "versions"
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*s")
_NO_FEATURES = ("audit", "seeding")  # one is a feature itself, the other has none
# What the skeleton says, in English; texts that are translated already keep what they have.
_ENGLISH = {
    "$word": "$English",
    "添加$word": "Add $english",
    "移除$word": "Remove $english",
    "$word到期，自动移除": "$English expired, removed",
    "管理$word": "Manage $english",
    "查看、添加和移除$word": "See, add and remove $english",
    "写明名称和有效天数，到期自动移除；需要时可以提前移除。": "Give a name and for how many days it holds; it goes by itself then, and can be removed before.",
    "已有同名的$word。": "There is one of this name already.",
    "已添加「{name}」。": "“{name}” added.",
    "已移除「{name}」。": "“{name}” removed.",
    "还没有$word。": "No $english yet.",
    "有效期至 {until}": "Valid until {until}",
    "有效天数": "Days it holds",
}


def values_of(wing: str, name: str, word: str) -> dict[str, str]:
    """What is filled into the skeleton.

    Raises:
        ValueError: no such wing, a name that is taken, or none that a table could have.
    """
    wings = sorted(one.parent.name for one in (ROOT / "src/tenants").glob("*/__init__.py"))
    wings = [one for one in wings if one not in _NO_FEATURES]
    if wing not in wings:
        raise ValueError(f"WING is one of {', '.join(wings)}")
    if not _NAME.fullmatch(name):
        raise ValueError("NAME is a plural in small letters, as `notes` or `site_visits`")
    if any(one.rpartition(".")[2] == name for one in features()):
        raise ValueError(f"there is a feature {name}")
    thing, english = name.removesuffix("s"), name.replace("_", " ")
    last = max(int(file.name[:4]) for file in _VERSIONS.glob("[0-9]*.py"))
    return {
        "wing": wing,
        "name": name,
        "thing": thing,
        "Thing": "".join(part.capitalize() for part in thing.split("_")),
        "path": name.replace("_", "-"),
        "english": english,
        "English": english.capitalize(),
        "word": word or english.capitalize(),
        "number": f"{last + 1:04}",
        "before": f"{last:04}",
        "permission_order": str(max(one.meaning.order for one in permissions().values()) + 10),
        "navigation_order": str(in_order(lambda feature: feature.navigation)[-1].order + 10),
        "help_order": str(in_order(lambda feature: feature.help)[-1].order + 10),
    }


def write(values: dict[str, str]) -> list[Path]:
    """Fill the skeleton in; gives the files it made."""
    made = []
    for file in sorted(SKELETON.rglob("*.txt")):
        path = ROOT / file.relative_to(SKELETON).as_posix().removesuffix(".txt").format_map(values)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(file.read_text("utf-8")).substitute(values), "utf-8")
        made.append(path)
    for face in ("hr_console", "jobs"):  # the first feature of its wing there
        package = ROOT / "src" / face / values["wing"] / "__init__.py"
        if not package.exists():
            wing = ROOT / "src" / "tenants" / values["wing"] / "__init__.py"
            package.write_text(wing.read_text("utf-8"), "utf-8")
            made.append(package)
    return made


def tell(values: dict[str, str], made: list[Path]) -> None:
    """Say elsewhere what must be said: format, events, translations, rights."""
    python = [str(file) for file in made if file.suffix == ".py"]
    subprocess.run(["ruff", "check", "-q", "--fix", "--select", "I", *python], cwd=ROOT, check=True)
    subprocess.run(["ruff", "format", "-q", *python], cwd=ROOT, check=True)
    events = {
        *EVENTS.read_text("utf-8").split(),
        *(f"{values['thing']}.{one}" for one in ("added", "removed", "expired")),
    }
    EVENTS.write_text("\n".join(sorted(events)) + "\n", "utf-8")
    english = {
        Template(key).substitute(values): Template(text).substitute(values) for key, text in _ENGLISH.items()
    }
    update(CATALOGUES / "en" / "LC_MESSAGES" / "messages.po", extract(), english)
    subprocess.run([sys.executable, "-m", "tools.rights"], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    """Make it, and say what was made."""
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        values = values_of(arguments[0], arguments[1], "".join(arguments[2:]))
    except ValueError as wrong:
        print(f"dev: {wrong}", file=sys.stderr)
        return 2
    made = write(values)
    tell(values, made)
    for path in made:
        print(path.relative_to(ROOT))
    print(
        f"\nNext: ./dev check, ./dev run pytest -q -n0 tests/integration/test_{values['name']}.py, and change it."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
