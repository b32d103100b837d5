"""`./dev bench [NAME…] [--all] [--go-on] [--tiny] [--against django-tenants]`."""

import argparse
import sys
from contextlib import ExitStack

from . import serving
from .board import board
from .confirmations import confirmations
from .contract_mistakes import contract_mistakes
from .deaths import part_kills
from .documents import contract_pdf, page_picture
from .first_signing import first_signing
from .harness import Bench, Benchmark, Size, measure
from .imports import import_sheet
from .kills import notice_kills
from .migrating import tenant_migrate
from .notices import notice_latency
from .pressure import pressure
from .progress import progress_page
from .queueing import queue_fair
from .reports import reports
from .rules import rule_dry_run
from .sign_in_timing import sign_in_timing
from .signatures import sign_contract
from .signing_kills import signing_kills
from .table import FOLDER, Table, revision
from .tampering import tampering
from .tenants import tenant_create, tenant_memory, tenant_scale
from .visitors import visitors

BENCHMARKS: dict[str, Benchmark] = {
    "contract_pdf": contract_pdf,
    "contract_mistakes": contract_mistakes,
    "sign_contract": sign_contract,
    "tampering": tampering,
    "page_picture": page_picture,
    "progress_page": progress_page,
    "board": board,
    "rule_dry_run": rule_dry_run,
    "reports": reports,
    "import_sheet": import_sheet,
    "sign_in_timing": sign_in_timing,
    "notice_latency": notice_latency,
    "notice_kills": notice_kills,
    "queue_fair": queue_fair,
    "pressure": pressure,
    "visitors": visitors,
    "part_kills": part_kills,
    "first_signing": first_signing,
    "signing_kills": signing_kills,
    "confirmations": confirmations,
    "tenant_create": tenant_create,
    "tenant_migrate": tenant_migrate,
    "tenant_scale": tenant_scale,
    "tenant_memory": tenant_memory,
}
USUAL = ("contract_pdf", "sign_contract", "progress_page", "rule_dry_run")


def main() -> int:
    """Run those named, or the usual ones; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=f"There are {', '.join(BENCHMARKS)}.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []], help=f"else {', '.join(USUAL)}"
    )
    parser.add_argument("--all", action="store_true", help="every one of them: about three hours")
    parser.add_argument(
        "--go-on",
        action="store_true",
        help="but what was measured of this commit already, which joins the table",
    )
    parser.add_argument(
        "--tiny",
        action="store_true",
        help="as little as shows that they run, on one product; every one of them, unless some are named",
    )
    parser.add_argument(
        "--against",
        default="",
        choices=["django-tenants"],
        help="measure this too, in a throw-away environment",
    )
    asked = parser.parse_args()
    names = BENCHMARKS if asked.all else asked.names or (BENCHMARKS if asked.tiny else USUAL)
    size = Size.TINY if asked.tiny else Size.FULL
    commit = revision()
    of = " ".join((commit, size.value, asked.against)) if commit else ""
    table = Table(of, FOLDER / ("bench.json" if size is Size.FULL else "bench-tiny.json"))
    if asked.go_on:
        table.take_up()
    try:
        with ExitStack() as stack:
            product = stack.enter_context(serving.product()) if asked.tiny else None
            bench = stack.enter_context(Bench(size, against=asked.against, product=product))
            for name, lines in measure(
                {name: BENCHMARKS[name] for name in names if name not in table}, bench
            ):
                table.put(name, lines)
    finally:
        failed = table.print()
    return failed


if __name__ == "__main__":
    sys.exit(main())
