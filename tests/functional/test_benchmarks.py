"""Every benchmark runs, as small as it can be, so that none rots; what its figures are is not asked here."""

import math
from collections.abc import Iterator
from ctypes.util import find_library

import pytest
from huiyin.up import Product

from benchmarks.__main__ import BENCHMARKS
from benchmarks.harness import Bench, Size

# WeasyPrint, one of the references, says at its import what it will need one day.
pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
_ZERO_IS_RIGHT = {
    "notice_kills_lost", "notice_kills_doubled", "pressure_unanswered", "visitors_errors", "visitors_idle_errors",
    "part_kills_lost", "part_kills_doubled", "part_kills_cut_off", "signing_kills_unfinished", "signing_kills_half",
    "signing_kills_wrong", "confirmations_failed", "contract_mistakes_none",
}  # fmt: skip


@pytest.fixture(scope="module")
def bench(product: Product) -> Iterator[Bench]:
    """On the product that runs already; the tenants are made once for all who want many."""
    with Bench(Size.TINY, product=product) as made:
        yield made


@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_gives_figures_beside_a_reference(name: str, bench: Bench) -> None:
    if name == "contract_pdf" and find_library("pango-1.0") is None:
        pytest.skip("WeasyPrint, the reference, finds no Pango here")
    figures = list(BENCHMARKS[name](bench))
    assert figures
    for one in figures:
        assert one.name.startswith(name.removesuffix("_sheet"))
        assert math.isfinite(one.ratio) and one.reference_figure > 0, one
        assert one.figure > 0 or (one.name in _ZERO_IS_RIGHT and one.figure == 0), one
