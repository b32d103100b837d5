"""The web process."""

from functools import partial

from granian import Granian
from granian.constants import Interfaces, Loops
from litestar.types import ASGIApp

from .app import build_app
from .platform.embedded.parent import die_with_parent
from .platform.logging import configure
from .platform.settings import Settings


def run(settings: Settings, *, watch_parent: bool = False) -> None:
    """Serve until told to stop, one process a core."""
    configure(settings.log_level)
    if watch_parent:
        die_with_parent()
    server = Granian(
        "huiyin.app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        loop=Loops.uvloop,
        websockets=False,
        log_access=False,
        backlog=2048,
    )
    server.serve(target_loader=partial(_load, settings), wrap_loader=False)


def _load(settings: Settings) -> ASGIApp:
    configure(settings.log_level)
    return build_app(settings)
