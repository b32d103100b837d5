"""The papers tell the truth: every path exists, every dependency has its reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tools import features, gallery
from tools.map import layers as layers_of_the_map
from tools.map import picture

ROOT = Path(__file__).resolve().parents[2]


def test_every_path_in_the_map_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    paths = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_folder_is_in_the_map() -> None:
    """Packages of the product, of the kernel and of the domain, and what stands beside `src`."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    packages = {
        file.parent.relative_to(ROOT).as_posix()
        for part in ("src", "src/platform", "src/tenants")
        for file in (ROOT / part).glob("*/__init__.py")
    }
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}
    beside = {one.name for one in ROOT.iterdir() if one.is_dir() and not one.name.startswith(".")}
    assert packages | beside - ignored - {"src"} == {path for path in listed if not path.endswith(".py")}


def test_the_wings_stand_in_the_map_as_they_stand_on_each_other() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    listed = re.findall(r"^\| `src/tenants/([a-z_]+)` \|", text, re.MULTILINE)
    layers = [name for row in layers_of_the_map()["huiyin.tenants"] for name in row]
    assert listed == [name for name in layers if (ROOT / "src/tenants" / name).is_dir()]
    assert picture() in text, "run ./dev map"


def test_every_folder_of_a_face_belongs_to_a_feature() -> None:
    found = [folder for entry in features.index() for folder in entry.folders]
    faces = {
        file.parent.relative_to(ROOT).as_posix()
        for pattern in ("hr_console/*/*", "portal/*", "front/*", "tenants/*/*")
        for file in (ROOT / "src").glob(f"{pattern}/__init__.py")
    }
    assert faces <= set(found) and len(found) == len(set(found))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.zh-CN.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/cells.md",
        "docs/tests.md",
        "docs/operations/README.md",
        "docs/operations/parts.md",
        "docs/operations/proxy.md",
    ],
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
