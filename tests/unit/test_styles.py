"""Markup and styles fit: no class without a rule, no rule without a use, and each file in the layer of its folder."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "src/platform/web/assets"
LAYERS = ("tokens", "base", "components", "pages")
FROM_HTMX = {"htmx-request"}

_CLASS = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
_LOOK = re.compile(r"\{% block look %\}(.*?)\{% endblock %\}")
_TEXT = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_CONDITION = re.compile(
    r"""\b(?!get\b)\w+\([^()]*\)|(?:==|!=|\bin)\s*(?:\([^)]*\)|'[^']*'|"[^"]*")|(?:'[^']*'|"[^"]*")\s*:"""
)
_SCRIPTED = re.compile(r"""classList\.\w+\(\s*["']([\w-]+)["']""")


def sheets() -> list[Path]:
    return sorted((ASSETS / "styles").rglob("*.css"))


def templates() -> list[Path]:
    return sorted((ROOT / "src").rglob("*.html"))


def rules(css: str) -> set[str]:
    """The classes that selectors name."""
    bare = re.sub(r"/\*.*?\*/|@import[^;]*;", "", css, flags=re.DOTALL)
    heads = re.findall(r"([^{};]+)\{", bare)
    return {name for head in heads for name in re.findall(r"\.([a-z][\w-]*)", re.sub(r'"[^"]*"', "", head))}


def said(expression: str) -> Iterator[str]:
    """The classes that an expression of a template may come to; what it only compares with is none."""
    for first, second in _TEXT.findall(_CONDITION.sub("", expression)):
        yield from (first or second).split()


def classes(html: str) -> tuple[set[str], set[str]]:
    """Whole classes, and beginnings that an expression completes (`band-{{ low }}`)."""
    whole: set[str] = set()
    begun: set[str] = set()
    for attribute in _CLASS.findall(html):
        for expression in re.findall(r"\{\{(.*?)\}\}", attribute, re.DOTALL):
            whole |= set(said(expression))
        marked = re.sub(
            r"\{\{.*?\}\}", "\0", re.sub(r"\{%.*?%\}", " ", attribute, flags=re.DOTALL), flags=re.DOTALL
        )
        for word in re.sub(r"(?<![\w-])\0", " ", marked).split():
            (begun if word.endswith("-\0") else whole).add(word.rstrip("\0"))
    for block in _LOOK.findall(html):
        whole |= set(block.split())
    return whole, begun


def used() -> tuple[set[str], set[str]]:
    whole: set[str] = set()
    begun: set[str] = set()
    for file in templates():
        here = classes(file.read_text("utf-8"))
        whole |= here[0]
        begun |= here[1]
    return whole, begun


def texts() -> set[str]:
    """Every word that an expression of a template says anywhere."""
    found = (re.findall(r"\{[{%](.*?)[%}]\}", file.read_text("utf-8"), re.DOTALL) for file in templates())
    pairs = (pair for expressions in found for one in expressions for pair in _TEXT.findall(one))
    return {word for pair in pairs for word in "".join(pair).split()}


def scripted() -> set[str]:
    """The classes that scripts give and take."""
    return {name for file in ASSETS.rglob("*.js") for name in _SCRIPTED.findall(file.read_text("utf-8"))}


RULED = {name for sheet in sheets() for name in rules(sheet.read_text("utf-8"))}


def test_no_class_is_without_a_rule() -> None:
    whole, begun = used()
    orphans = {name for name in whole | scripted() if name not in RULED}
    orphans |= {start for start in begun if not any(name.startswith(start) for name in RULED)}
    assert orphans == set()


def test_no_rule_is_without_a_use() -> None:
    whole, begun = used()
    # A variable may hold the class: then it stands as a text in another expression.
    idle = RULED - whole - texts() - scripted() - FROM_HTMX
    assert {name for name in idle if not name.startswith(tuple(begun))} == set()


def test_a_variant_stands_beside_its_component() -> None:
    alone = [
        (file.name, variant)
        for file in templates()
        for attribute in _CLASS.findall(file.read_text("utf-8"))
        for variant in re.findall(r"(?<![\w-])([a-z][a-z-]*?)--[a-z]", attribute)
        if not re.search(rf"(?<![\w-]){variant}(?![\w-])", attribute)
    ]
    assert alone == []


def test_scripts_know_no_class() -> None:
    for file in sorted(ASSETS.rglob("*.js")):
        selectors = re.findall(
            r"""(?:querySelector(?:All)?|closest|matches)\??\.?\(\s*["'`]([^"'`]*)""", file.read_text("utf-8")
        )
        assert [one for one in selectors if re.search(r"\.[a-z]", one)] == [], file.name


@pytest.mark.parametrize("entry", ["console.css", "portal.css", "board.css"])
def test_a_file_lies_in_the_layer_of_its_folder(entry: str) -> None:
    imports = re.findall(r'@import "\./(\S+?)"(?: layer\((\w+)\))?;', (ASSETS / entry).read_text("utf-8"))
    assert imports[0] == ("styles/layers.css", "")
    for path, layer in imports[1:]:
        parts = PurePosixPath(path)
        assert layer == (parts.parent.name if parts.parent.name in LAYERS else parts.stem), path
    places = [LAYERS.index(layer) for _path, layer in imports[1:]]
    assert places == sorted(places)


def test_every_file_is_imported() -> None:
    imported = {
        ASSETS / path
        for entry in ASSETS.glob("*.css")
        for path in re.findall(r'@import "\./(\S+?)"', entry.read_text("utf-8"))
    }
    assert set(sheets()) - imported == set()


@pytest.mark.parametrize(
    ("html", "whole", "begun"),
    [
        ('<a class="btn btn--small{{ " is-on" if x == "wrong" }}">', {"btn", "btn--small", "is-on"}, set()),
        (
            "<a class=\"tag {{ {'sent': 'tag--ok'}.get(state, 'tag--bad') }}\">",
            {"tag", "tag--ok", "tag--bad"},
            set(),
        ),
        ('<p class="band-{{ low }} tall">', {"tall"}, {"band-"}),
        ("<p class=\"{{ 'last' if key in ('a', 'b') }}\">", {"last"}, set()),
        ('<p class="row{% if x %} row--off{% endif %}">', {"row", "row--off"}, set()),
    ],
)
def test_classes_are_read_out_of_templates(html: str, whole: set[str], begun: set[str]) -> None:
    assert classes(html) == (whole, begun)


def test_rules_are_read_out_of_styles() -> None:
    css = '/* .no */ @import "./a.css"; .a, b.c:not(.d) > [x=".e"] { margin: .5em } @media (x) { .f { top: 1.5px } }'
    assert rules(css) == {"a", "c", "d", "f"}
