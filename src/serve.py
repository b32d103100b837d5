"""The web process, and its children, one a core, that answer."""

import resource
from functools import partial

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from litestar.types import ASGIApp, Receive, Scope, Send

from .app import build_served
from .platform.embedded.parent import die_with_parent
from .platform.logging import configure, get_logger
from .platform.processes import end_with_parent, loaded
from .platform.settings import Settings
from .platform.stillness import end_when_still

log = get_logger(__name__)
HEADER_SECONDS = 5
"""How long a connection may take for a request's head, and how long it may lie idle before the next one."""
_BACKLOG = 4096  # connections that the system keeps for us until we take them; net.core.somaxconn may be less
_HEAD_BYTES = 65_536
_OTHER_FILES = 512  # what else a process has open: its database, its libraries
_LIFE_SECONDS = 24 * 3600
_MEMORY_LOOK_SECONDS = 10
# Each child listens for itself: who replaces one must be listening before it ends, on a slow and busy machine too.
_START_SECONDS = 20
# A child that shall end finishes what it is doing; less than those wait who stop us (`Child.stop`, ten seconds).
_GRACE_SECONDS = 8


def run(settings: Settings, *, watch_parent: bool = False) -> None:
    """Serve until told to stop, one process a core. A child that dies is started again, and replaced when it has grown."""
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
        # HTTP/1.1 only: the other way waits without end for a first byte that says which it is. Proxies speak it.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=_HEAD_BYTES),
        backlog=_BACKLOG,
        backpressure=_connections(settings.web_connections),
        respawn_failed_workers=True,
        respawn_interval=_START_SECONDS,
        workers_lifetime=_LIFE_SECONDS,
        workers_max_rss=settings.web_memory or None,
        rss_sample_interval=_MEMORY_LOOK_SECONDS,
        workers_kill_timeout=_GRACE_SECONDS,
    )
    server.serve(target_loader=partial(_load, settings), wrap_loader=False)


def _connections(wanted: int) -> int:
    """As many as wanted, if the system lets a process have so many files open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY or wanted + _OTHER_FILES <= hard:
        return wanted
    log.warning("fewer connections than HUIYIN_WEB_CONNECTIONS: raise the limit of open files", limit=hard)
    return max(1, hard - _OTHER_FILES)


def _load(settings: Settings) -> ASGIApp:
    """In a child: the application, and the child's own end, should its parent or its loop be gone."""
    configure(settings.log_level)
    end_with_parent(_GRACE_SECONDS)
    app = build_served(settings)
    loaded()

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) == "lifespan":  # it begins, in the loop that is to be watched
            end_when_still()
        await app(scope, receive, send)

    return watched
