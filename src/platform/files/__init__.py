"""Reading what strangers hand in, in processes that may be ended."""

from .errors import (
    FileRefusedError,
    FilesBusyError,
    ReadingTooCostlyError,
    ReadingTooLongError,
    UnreadableError,
)
from .pool import FilePool, FileReader
from .process import Limits

__all__ = [
    "FilePool",
    "FileReader",
    "FileRefusedError",
    "FilesBusyError",
    "Limits",
    "ReadingTooCostlyError",
    "ReadingTooLongError",
    "UnreadableError",
]
