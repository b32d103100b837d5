"""Errors that are part of the product: each with a status and a plain sentence for the reader."""

from typing import ClassVar

from .i18n import LazyText, lazy


class DomainError(Exception):
    """Something the user did cannot be done; nothing has been changed.

    `text` is the sentence shown, `field` the form field it belongs beside (empty: the whole form). With a status of 503
    programs are told to ask again after `retry_after` seconds.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"
    text: LazyText = lazy("无法完成这个操作。")
    field: str = ""
    retry_after: ClassVar[int] = 60

    def __str__(self) -> str:
        return str(self.text)


class OutageError(DomainError):
    """What we depend on is away: it passes. Work waits for it as long as that takes."""

    status: ClassVar[int] = 503


class NotFoundError(DomainError):
    """It is not there, or not for this person: always the same answer."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "not_found"
    text = lazy("没有找到您要的内容。")
