"""The papers tell the truth: every path exists, every dependency has its reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tools import gallery

ROOT = Path(__file__).resolve().parents[2]


def test_every_path_in_the_map_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    paths = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/cells.md"]
)
def test_every_link_leads_somewhere(name: str) -> None:
    paper = ROOT / name
    links = re.findall(r"\]\(([^)#]+)\)", paper.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (paper.parent / link).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(item for extra in extras for item in extra)]
    names = {re.split(r"[=\[<>]", item)[0] for item in wanted}
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    names |= {*package["dependencies"], *package["devDependencies"]}
    listed = set(
        re.findall(r"^\| (\S+) \|", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE)
    )
    assert names - listed == set()


def test_both_readmes_name_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "\n./dev up\n" in text and "\n./dev test\n" in text


def test_the_only_pictures_in_the_tree_are_the_few_that_the_papers_show() -> None:
    pictures = set(gallery.pictures())
    assert pictures == gallery.referred()
    assert {(file.parent, file.suffix) for file in pictures} == {(ROOT / "docs/screens", ".webp")}
    assert len(pictures) <= 24
    assert [file.name for file in pictures if file.stat().st_size > 40_000] == []
