"""Structured logs, one JSON object a line on standard error; ids only, never a person's values."""

import logging
import sys
from contextlib import suppress

import structlog

from .tenant import current_tenant


def _add_tenant(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    tenant = current_tenant.get()
    if tenant is not None:
        event.setdefault("tenant", tenant.slug)
    return event


class _Lossy:
    """Standard error, where a line that cannot be written, as on a full disk, is lost: the work that said it goes on."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def configure(level: str = "info") -> None:
    """Set up logging for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _add_tenant,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(_Lossy()),  # type: ignore[arg-type]  # it only writes and flushes
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format="%(levelname)s %(name)s %(message)s",
    )
    for talkative in ("httpx", "httpx2"):  # they log whole addresses, and some providers want secrets in them
        logging.getLogger(talkative).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that carries its module's name."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(module=name)
    return logger
