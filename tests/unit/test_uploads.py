"""Where files come in, and who takes them apart: nobody but a process of its own (decision 0035)."""

import ast
from functools import cache
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
# A new one is read by `files.run(…)`, and has its bombs in `tests/functional/test_bombs.py`.
UPLOADS = {
    "hr_console/company/branding/controllers.py",
    "hr_console/contracts/contract_templates/word.py",
    "hr_console/contracts/paper/controllers.py",
    "hr_console/hiring/imports/controllers.py",
    "hr_console/people/company_verification/controllers.py",
    "hr_console/people/seals/adding.py",
    "portal/verify/controllers.py",
}
# What takes a file apart, and where it may be called by its name: in works of such a process, and in tools for whoever
# sits before a machine of their own.
PARSERS = {
    "read_sheets": {"tenants/hiring/imports/reading.py"},
    "load_workbook": {"tenants/hiring/imports/workbook.py"},
    "plan_import": {"tenants/hiring/imports/reading.py"},
    "open_archive": {"platform/word/package.py", "tenants/hiring/imports/workbook.py"},
    "clean_png": {"tenants/company/branding/picture.py"},
    "check_picture": {
        "tenants/company/branding/picture.py",
        "platform/documents/imprint.py",
        "platform/documents/render.py",
    },
    "clean_imprint": {"tenants/people/seals/imprint.py"},
    "sound_imprint": set(),
    "sound_logo": set(),
    "checked_scan": set(),
    "drawn_page": set(),
    "page_picture": {"tenants/people/company_verification/scan.py"},
    "join_pages": {"tenants/contracts/paper/reading.py", "tenants/contracts/paper_copies/printing.py"},
    "read_word": set(),
    "open_package": {"platform/word/reader.py"},
    "verify_pdf": {"platform/verify/check.py", "platform/verify/cli.py", "road/contracts.py"},
    "verify_bundle": {"platform/verify/cli.py", "road/contracts.py"},
}


@cache
def _calls() -> dict[str, set[str]]:
    """What each file of the source calls by its name; a method with a dot before it."""
    found: dict[str, set[str]] = {}
    for path in SRC.rglob("*.py"):
        called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        names = {one.id for one in called if isinstance(one, ast.Name)}
        methods = {f".{one.attr}" for one in called if isinstance(one, ast.Attribute)}
        found[str(path.relative_to(SRC))] = names | methods
    return found


def _callers(name: str) -> set[str]:
    return {path for path, called in _calls().items() if name in called}


def test_every_place_where_files_come_in_is_known() -> None:
    callers = _callers(".file") | _callers(".all_files")
    forms = {path for path in callers if path.startswith(("front", "portal", "hr_console"))}
    assert forms == UPLOADS


def test_files_are_taken_apart_in_processes_of_their_own() -> None:
    for name, allowed in PARSERS.items():
        assert _callers(name) == allowed, name
