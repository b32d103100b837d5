"""The parts of a running product, each of which may die by `kill -9`, and whoever starts them again."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from huiyin.up import Product


@contextmanager
def looked_after(product: Product) -> Iterator[list[str]]:
    """As `huiyin up` looks after it; what was said."""
    said: list[str] = []
    product.stop_asked.clear()
    watching = threading.Thread(target=product.watch, args=(said.append,))
    watching.start()
    try:
        yield said
    finally:
        product.stop_asked.set()
        watching.join()


def kill(process: psutil.Process) -> psutil.Process:
    """`kill -9`, and wait for its end."""
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    return process


def _web_child(product: Product) -> psutil.Process:
    assert product.web is not None
    return psutil.Process(product.web.process.pid).children()[0]


def _web_parent(product: Product) -> psutil.Process:
    assert product.web is not None
    return psutil.Process(product.web.process.pid)


def _worker(product: Product) -> psutil.Process:
    assert product.worker is not None
    return psutil.Process(product.worker.process.pid)


def _steward(product: Product) -> psutil.Process:
    assert product.steward is not None
    return psutil.Process(product.steward.process.pid)


def _database(product: Product) -> psutil.Process:
    guard = product.stack.postgres._guard
    assert guard is not None
    return psutil.Process(guard.pid).children()[0]


def _store(product: Product) -> psutil.Process:
    objects = product.stack._objects
    assert objects is not None and objects._process is not None
    return psutil.Process(objects._process.pid).children()[0]


PARTS = {
    "web child": _web_child, "web parent": _web_parent, "worker": _worker, "steward": _steward,
    "database": _database, "store": _store,
}  # fmt: skip
