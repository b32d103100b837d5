"""`./dev bench [NAME…]`."""

import sys

from .documents import contract_pdf, sign_contract
from .harness import report
from .progress import progress_page

BENCHMARKS = {work.__name__: work for work in (contract_pdf, sign_contract, progress_page)}


def main() -> int:
    """Run those named, or all."""
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    report([BENCHMARKS[name]() for name in names])
    return 0


if __name__ == "__main__":
    sys.exit(main())
