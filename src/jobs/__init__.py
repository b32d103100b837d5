"""The queue's side: one handler for one kind of outgoing work. The only place that calls providers."""

from ..platform.discovery import load


def register_handlers() -> None:
    """Import every module with handlers: importing one registers what it handles."""
    load(__name__)
