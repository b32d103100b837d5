"""The product in a folder of its own, on free ports, for those who do with it what others must not notice."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from huiyin.up import Product


@contextmanager
def fresh_product(name: str, *, cells: Sequence[str] = ()) -> Iterator[Product]:
    """One that is not started yet; stopped and gone afterwards. `name` tells its folder from others'."""
    with tempfile.TemporaryDirectory(prefix=f"huiyin-{name}-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs under another account and must be able to enter
        made = Product(Path(folder), port=0, inbox_port=0, quiet=True, durable=False, cells=cells)
        try:
            yield made
        finally:
            made.stop()
