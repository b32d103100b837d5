"""Every value that goes into a contract is asked whether it can be printed, and a fallback font can make it so."""

from dataclasses import replace
from pathlib import Path

import pytest
from huiyin.tenants.contracts.contract_templates.fields import BUILT_IN_FIELDS
from huiyin.tenants.contracts.labour_contracts.printability import printing_findings
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.service import Identity

from tests.support.fonts import box_font

RARE = "\U00020bb7"  # 𠮷, which our font lacks
_WORKER = Identity(
    name="张𬭎",
    phone="+8613800000000",
    email="",
    id_type="居民身份证",
    id_number="310199198812311223",
    address="上海市浦东新区世纪大道 100 号",
)


def _employer(**changed: str) -> LegalEntity:
    given = {
        "name": "杭州云栖星河科技有限公司",
        "uscc": "91330106MA2KXY8B2Q",
        "address": "浙江省杭州市西湖区",
        "legal_representative": "沈知远",
        "contact_name": "周敏",
        "contact_phone": "0571-88001234",
    }
    return LegalEntity(**(given | changed))


def test_ordinary_values_pass() -> None:
    assert (
        list(printing_findings({"job.title": "后端开发工程师"}, BUILT_IN_FIELDS, _WORKER, _employer(), None))
        == []
    )


@pytest.mark.parametrize(
    ("field", "typed", "worker", "employer"),
    [
        ("job.duties", {"job.duties": f"写{RARE}"}, _WORKER, _employer()),
        ("worker.name", {}, replace(_WORKER, name=f"张{RARE}"), _employer()),
        ("worker.address", {}, replace(_WORKER, address=f"{RARE}路 1 号"), _employer()),
        ("employer.name", {}, _WORKER, _employer(legal_representative=f"李{RARE}")),
    ],
)
def test_the_finding_stands_beside_its_field(
    field: str, typed: dict[str, str], worker: Identity, employer: LegalEntity
) -> None:
    (finding,) = printing_findings(typed, BUILT_IN_FIELDS, worker, employer, None)
    assert (finding.field, finding.level) == (field, "error")
    assert RARE in str(finding.message) and finding.remedy


def test_a_fallback_font_makes_it_printable(tmp_path: Path) -> None:
    box_font(tmp_path / "rare.ttf", RARE)
    worker = replace(_WORKER, name=f"张{RARE}")
    assert list(printing_findings({}, BUILT_IN_FIELDS, worker, _employer(), tmp_path)) == []
