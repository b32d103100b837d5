"""What a message consists of: a text message and, for most, an e-mail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail as content; how it looks is the sender's matter."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    action: str
