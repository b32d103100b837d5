"""What a feature offers, on a tree made for it; and that the list of exceptions can only become shorter."""

from collections import Counter
from pathlib import Path

import pytest

from tools.borders import crossings, differences
from tools.syntax import Code

_TREE = {
    "tenants/__init__.py": "",
    "tenants/hiring/__init__.py": "",
    "tenants/hiring/posts/__init__.py": "",
    "tenants/people/__init__.py": "",
    "tenants/people/persons/__init__.py": '__all__ = ["keys"]\n',
    "tenants/people/persons/models.py": "class Person: ...\n",
    "tenants/people/persons/service.py": "def add(): ...\n",
    "tenants/people/persons/keys.py": "KEY = 1\n",
    "tenants/people/persons/digests.py": "SIZE = 1\n",
}
_FROM = "from ...people.persons"
_CROSSED = {"hiring/posts → people/persons/models": 1}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (f"{_FROM}.service import add\n{_FROM}.keys import KEY\n{_FROM} import keys\n", {}),
        (f"{_FROM}.digests import SIZE\n", {"hiring/posts → people/persons/digests": 1}),
        (f"{_FROM} import digests\n", {"hiring/posts → people/persons/digests": 1}),
        (f"{_FROM}.models import Person\ndef f(one: Person) -> list[Person]:\n    two: Person = one\n", {}),
        (f"{_FROM}.models import Person\ndef f(one: Person):\n    return select(Person)\n", _CROSSED),
        (f"{_FROM}.models import Person as P\ndef f() -> P:\n    return P()\n", _CROSSED),
        (f"{_FROM}.models import Person\n", _CROSSED),
        (f"{_FROM} import models\ndef f(one: models.Person): ...\n", _CROSSED),
    ],
)  # fmt: skip
def test_what_a_feature_offers(tmp_path: Path, source: str, found: dict[str, int]) -> None:
    for name, text in (_TREE | {"tenants/hiring/posts/service.py": source}).items():
        file = tmp_path / "src" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert crossings(Code(tmp_path)) == Counter(found)


def test_the_list_can_only_become_shorter() -> None:
    found = Counter({"a → b/models": 2, "a → c/models": 1})
    assert differences(found, "a → b/models 2\na → c/models 1\n") == []
    assert differences(found, "a → b/models 1\na → c/models 1\n") == [
        "a → b/models: 2 files, listed are 1: use what the feature offers"
    ]
    assert differences(found, "a → b/models 3\na → c/models 1\na → d/models 1\n") == [
        "a → b/models: 2 files, listed are 3: take it off the list",
        "a → d/models: 0 files, listed are 1: take it off the list",
    ]
    assert differences(found, "a → b/models 2\n") == [
        "a → c/models: 1 files, listed are 0: use what the feature offers"
    ]
