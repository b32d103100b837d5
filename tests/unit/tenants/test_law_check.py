"""`huiyin law check FILE`: vectors tried on the very checks of the product."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from huiyin.__main__ import main

TERMS = [
    ["T1", "fixed", "2024-02-29", "2027-02-27", "2024-04-28", 2, "OK"],
    ["T2", "fixed", "2024-02-29", "2027-02-28", "2024-08-28", 6, "OK"],
    ["T3", "fixed", "2024-02-29", "2027-02-28", "2024-08-29", 6, "PROBATION_TOO_LONG"],
    ["T4", "fixed", "2025-11-30", "2026-02-28", "2025-12-29", 1, "OK"],
    ["T5", "fixed", "2025-11-30", "2026-02-27", "2025-12-29", 0, "PROBATION_NOT_ALLOWED"],
    ["T6", "fixed", "2026-03-31", "2027-03-30", "2026-05-30", 2, "OK"],
    ["T7", "fixed", "2026-03-31", "2027-03-30", "2026-05-31", 2, "PROBATION_TOO_LONG"],
    ["T8", "open", "2026-08-31", None, "2027-02-28", 6, "OK"],
    ["T9", "open", "2026-08-31", None, "2027-03-01", 6, "PROBATION_TOO_LONG"],
    ["T10", "task", "2026-01-01", None, None, 0, "OK"],
    ["T11", "part-time", "2026-01-01", "2028-12-31", "2026-01-10", 0, "PROBATION_NOT_ALLOWED"],
    ["T12", "fixed", "2026-01-01", "2026-12-31", "2027-01-31", 2, "PROBATION_IS_WHOLE_TERM"],
]
PAY = [
    ["W1", "9999.99", "7999.99", "2540", None, "PROBATION_PAY_BELOW_80"],
    ["W2", "9999.95", "7999.96", "2540", None, "OK"],
    ["W3", "12000", "8800", "2540", "11000", "WARN_LOWEST_POST_BASIS"],
    ["W4", "12000", "8799.99", "2540", "11000", "PROBATION_PAY_BELOW_80"],
    ["W5", "12000", "9600", "2540", "13000", "OK"],
    ["W6", "3000", "2400", "2540", None, "BELOW_MIN_WAGE"],
    ["W7", "3000", "2540", "2540", None, "OK"],
    ["W8", "12,000.00", 12000, 2740, None, "OK"],
]
FORMATS = {
    "id_valid": ["110101190001010014", "  440103200002290017 "],
    "id_invalid": [["110101190002290011", "BIRTH"], ["710101199001010017", "REGION"], ["", "FORMAT"]],
    "fpr_valid": ["GBR310075123100"],
    "passport_valid": ["E10000007", "M12345678"],
    "passport_invalid": ["E1234567", ["G1234567", "FORMAT"]],
    "mobile_valid": ["+86 139-0000-0012"],
    "mobile_invalid": [["12800000001", "FORMAT"], ["15400000001", "PREFIX"]],
    "email_invalid": [["a@b", "FORMAT"]],
    "uscc_invalid": [["91310115MA1K4ABC1X", "CHECK"]],
    "bank_invalid": [["6228-0000-0000-0001", "CHECK"]],
    "amount_invalid": ["1.005", "1e5", "1,00", "NaN", "", "-0.001"],
    "cap": [["1680.32", "壹仟陆佰捌拾元零叁角贰分"], ["-0.05", "负伍分"], [1005, "壹仟零伍元整"]],
    "cap_invalid": ["拾元整", "一百元整"],
}


def check(tmp_path: Path, content: object) -> tuple[int, list[str]]:
    file = tmp_path / "vectors.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
    done = CliRunner().invoke(main, ["law", "check", str(file)])
    return done.exit_code, done.stdout.splitlines()


@pytest.mark.parametrize("content", [TERMS, PAY, [*TERMS, *PAY], FORMATS, [], {}])
def test_what_comes_out_as_it_should_says_nothing(tmp_path: Path, content: object) -> None:
    assert check(tmp_path, content) == (0, [])


def test_a_line_for_each_row_that_comes_out_otherwise(tmp_path: Path) -> None:
    other = ["X", "fixed", "2026-01-01", "2028-12-31", "2026-06-30", 6, "PROBATION_TOO_LONG"]
    assert check(tmp_path, [*TERMS, other]) == (1, ["X: expected 6 PROBATION_TOO_LONG, found 6 OK"])
    other = ["Y", "fixed", "2026-01-01", "2028-12-31", None, 2, "OK"]
    assert check(tmp_path, [other]) == (1, ["Y: expected 2 OK, found 6 OK"])
    wrong = {
        "id_valid": ["110101199001010011"],
        "mobile_invalid": ["13900000012"],
        "bank_valid": ["6228000000000001"],
        "cap": [["10", "拾元整"]],
    }
    status, lines = check(tmp_path, wrong)
    assert status == 1 and [line.split(":")[0] for line in lines] == [
        "id '110101199001010011'", "mobile '13900000012'", "bank '6228000000000001'", "cap 10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    ["", "nothing", "7", '"text"', [["P", "fixed"]], [["P", "loan", "2026-01-01", None, None, 0, "OK"]],
     [["P", "fixed", "2026-02-30", None, None, 0, "OK"]], [["W", "much", "1", "1", None, "OK"]], [7],
     {"zodiac_valid": ["x"]}, {"id_valid": "x"}, {"id_invalid": [["x"]]}, {"id_valid": [{}]}, {"cap": [["x", "y"]]}, {"cap": [7]}],
)  # fmt: skip
def test_what_is_no_vectors_is_unreadable(tmp_path: Path, content: object) -> None:
    assert check(tmp_path, content) == (2, [])
    assert CliRunner().invoke(main, ["law", "check", str(tmp_path / "none.json")]).exit_code == 2
