"""The counting of `./dev figures`, on a tree made for it: each thing is there as often as is said here."""

import subprocess
from pathlib import Path

import pytest

from tools.figures import Figures, count, table
from tools.syntax import Circles, Code, Lengths

_LONG = "def long():\n" + "    pass\n" * 400
_SEVEN = "class C:\n    async def many(self, a, b, c, /, d, *e, f, g): ...\n    def six(self, a, b, c, d, e, f): ..."
_FLAT = {
    "__init__.py": "",
    "platform/__init__.py": "",
    "platform/vault.py": "class Vault: ...\n",
    "tenants/__init__.py": "",
    "tenants/people/__init__.py": "",
    "tenants/people/models.py": "class Person: ...\nclass Name: ...\n",
    "tenants/people/service.py": "from ..posts.service import fill\n",
    "tenants/posts/__init__.py": "",
    "tenants/posts/models.py": "from ..people.models import Name, Person\n",
    "tenants/posts/service.py": "def fill():\n    from ..mail.service import send\n",
    "tenants/mail/__init__.py": "",
    "tenants/mail/service.py": "from huiyin.tenants.people import models\n",
    "tenants/alone/__init__.py": "",
    "tenants/alone/service.py": "from ...platform.vault import Vault\nfrom ..mail.service import send\n",
    "portal/__init__.py": "",
    "portal/page.py": "from ..tenants.people.models import Person\nfrom ..tenants.posts import models\n",
}  # fmt: skip
_WINGS = {
    "tenants/__init__.py": "",
    "tenants/hiring/__init__.py": "",
    "tenants/hiring/posts/__init__.py": "",
    "tenants/hiring/posts/service.py": "from ...people.persons.models.name import Name\n",
    "tenants/people/__init__.py": "",
    "tenants/people/persons/__init__.py": "",
    "tenants/people/persons/models/__init__.py": "",
    "tenants/people/persons/models/name.py": "class Name: ...\n",
    "tenants/flat/__init__.py": "",
    "tenants/flat/models/__init__.py": "from ...people.persons import models\n",
}


def _tree(root: Path, sources: dict[str, str], more: dict[str, str | bytes] | None = None) -> Path:
    files = {f"src/{name}": text for name, text in sources.items()} | (more or {})
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    subprocess.run(["git", "init", "-q", root], check=True)
    return root


def test_features_side_by_side(tmp_path: Path) -> None:
    code = Code(_tree(tmp_path, _FLAT))
    assert {name[-1] for name in code.features} == {"people", "posts", "mail", "alone"}
    assert code.feature_circles() == Circles(number=1, caught=3, largest=3)
    assert code.foreign_models() == (2, 2), "a file counts once for each feature"
    assert code.file_circles() == Circles(0, 0, 0), "through people.models, which imports nothing"


def test_features_in_wings(tmp_path: Path) -> None:
    code = Code(_tree(tmp_path, _WINGS))
    assert {"/".join(name[1:]) for name in code.features} == {"hiring/posts", "people/persons", "flat"}
    assert code.foreign_models() == (2, 0)
    assert code.feature_circles() == Circles(0, 0, 0)


def test_files_that_import_each_other_are_a_circle(tmp_path: Path) -> None:
    sources = {
        "a.py": "from . import b\n", "b.py": "import huiyin.c\n", "c.py": "from .a import x\n", "d.py": "from . import a, e\n",
        "e.py": "from .f import y\n", "f.py": "from huiyin import e\n", "__init__.py": "",
    }  # fmt: skip
    assert Code(_tree(tmp_path, sources)).file_circles() == Circles(number=2, caught=5, largest=3)


def test_functions_annotations_and_copies(tmp_path: Path) -> None:
    sources = {
        "a.py": f"AnyRequest = Request[Any, Any, Any]\n{_SEVEN}\n",
        "b.py": "AnyRequest: object = 1\ndef f(vault: Any, session: Session): ...\n",
        "c.py": "class P:\n    vault: NamedDependency[Any]\n    other: Any\n    def g(self, *, vault: Vault): ...\n",
    }
    code = Code(_tree(tmp_path, sources))
    assert code.lengths() == Lengths(number=4, median=1, p90=1, longest=1)
    assert (code.many_parameters(), code.assigned("AnyRequest")) == (1, 2)
    assert (code.untyped("vault"), code.untyped("session")) == (2, 0)


def test_the_tree_and_its_table(tmp_path: Path) -> None:
    more: dict[str, str | bytes] = {
        ".gitignore": "/made/\n", "made/x.py": "x\n", "tools/a.py": _LONG, "tools/b.css": "b{}\n" * 401,
        "docs/screens/one.png": b"\x89PNG" + bytes(96), "dev": "#!/bin/sh\n",
    }  # fmt: skip
    figures = count(_tree(tmp_path, {"jobs/a.py": "pass\npass\n", "up.py": "pass\n"}, more))
    assert (figures["files"], figures["pictures"], figures["bytes of pictures"]) == (7, 1, 100)
    assert {name[7:]: number for name, number in figures.items() if name.startswith("lines: ")} == {
        "src": 1, "src/jobs": 2, "tools": 802,
    }  # fmt: skip
    assert (figures["files over 400 lines"], figures["  of them Python"]) == (2, 1)
    assert figures["bytes"] == sum(len(p.read_bytes()) for p in _visible(tmp_path))


def _visible(root: Path) -> list[Path]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return [path for path in files if not {".git", "made"} & set(path.relative_to(root).parts)]


@pytest.mark.parametrize(("label", "line"), [("files", ["1,200", "–"]), ("seconds", ["2.5", "3.0"])])
def test_the_table_has_a_column_for_each_tree(label: str, line: list[str]) -> None:
    columns: dict[str, Figures] = {"before": {"files": 1200, "seconds": 2.5}, "here": {"seconds": 3.0}}
    heading, *lines = table(columns).splitlines()
    assert heading.split() == ["before", "here"]
    assert next(each.split()[1:] for each in lines if each.startswith(label)) == line
