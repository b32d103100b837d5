"""`./dev bench [NAME…] [--against django-tenants]`."""

import argparse
import sys
from collections.abc import Callable

from .board import board
from .cell import closing
from .documents import contract_pdf, sign_contract
from .harness import Figure, report
from .imports import import_sheet
from .kills import notice_kills
from .notices import notice_latency
from .progress import progress_page
from .reports import reports
from .rules import rule_dry_run
from .tenants import tenant_create, tenant_memory, tenant_migrate, tenant_scale

BENCHMARKS: dict[str, Callable[[str], list[Figure]]] = {
    "board": board,
    "contract_pdf": lambda _against: [contract_pdf()],
    "sign_contract": lambda _against: [sign_contract()],
    "progress_page": progress_page,
    "rule_dry_run": rule_dry_run,
    "reports": reports,
    "notice_latency": notice_latency,
    "notice_kills": notice_kills,
    "import_sheet": import_sheet,
    "tenant_create": tenant_create,
    "tenant_migrate": tenant_migrate,
    "tenant_scale": tenant_scale,
    "tenant_memory": tenant_memory,
}
USUAL = ("contract_pdf", "sign_contract", "progress_page", "rule_dry_run")


def main() -> int:
    """Run those named, or the usual ones."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=f"There are {', '.join(BENCHMARKS)}.")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []])
    parser.add_argument(
        "--against",
        default="",
        choices=["django-tenants"],
        help="measure this too, in a throw-away environment",
    )
    asked = parser.parse_args()
    with closing:
        report([figure for name in asked.names or USUAL for figure in BENCHMARKS[name](asked.against)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
