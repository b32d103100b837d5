"""Why a file was not read, in the reader's words."""

from typing import ClassVar

from ..errors import DomainError
from ..i18n import lazy as _


class FileRefusedError(DomainError):
    """A file that is not taken; what else was typed stays. Features refuse with kinds of their own."""

    code: ClassVar[str] = "file_refused"


class ReadingTooLongError(FileRefusedError):
    """It was still being read at its deadline: the process is gone."""

    text = _("读取这个文件用的时间太长，已经停止。请拆分或重新另存后再试。")


class ReadingTooCostlyError(FileRefusedError):
    """It wanted more memory than a file gets."""

    text = _("这个文件展开后太大，无法读取。请拆分或重新另存后再试。")


class UnreadableError(FileRefusedError):
    """Reading it failed in a way nobody foresaw, or ended the process."""

    text = _("这个文件无法读取：已损坏，或者结构过于复杂。")


class FilesBusyError(FileRefusedError):
    """Others are before it, and it would wait too long; later it may well be read."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "files_busy"
    text = _("正在读取的文件太多，请过一会儿再试。")
