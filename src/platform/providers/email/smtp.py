"""E-mail by SMTP."""

import asyncio
import hashlib
import ssl
import time
from email.message import EmailMessage as MimeMessage
from email.policy import SMTP, default
from email.utils import formataddr

import aiosmtplib

from ...formats.cleaning import is_line, one_line
from ...i18n import lazy as _
from ...settings import Settings
from .port import Accepted, EmailMessage, EmailRefused, EmailUnavailable

_CONNECTIONS, _KEPT_SECONDS = 4, 20
_ANSWERS_WITHIN_SECONDS = 15


class SmtpProvider:
    """Sends through one relay. The Message-ID is made from the key, so that a repeat is known as one.

    Connections are kept for a while: a crowd of mails does not sign in once for each.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        authority = str(settings.smtp_ca_file) if settings.smtp_ca_file is not None else None
        self._trust = ssl.create_default_context(cafile=authority)
        self._idle: list[tuple[float, aiosmtplib.SMTP]] = []
        self._free = asyncio.Semaphore(_CONNECTIONS)

    async def close(self) -> None:
        """Close the connections."""
        idle, self._idle = self._idle, []
        for _since, client in idle:
            client.close()

    async def send(self, message: EmailMessage) -> Accepted:
        """Hand one mail to the relay."""
        if not is_line(message.to):
            raise EmailRefused(_("收件人的邮箱地址中含有换行，已拒绝发送。"))
        identity = self._message_id(message.key)
        mime = self._mime(message, identity)
        try:
            async with self._free:
                await self._hand_over(message.to, mime)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _judge(refused.recipients[0].code) from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise _judge(refused.code) from refused
        except (aiosmtplib.SMTPException, OSError) as problem:
            raise EmailUnavailable(str(problem)) from problem
        return Accepted(identity)

    async def _hand_over(self, to: str, mime: MimeMessage) -> None:
        client = await self._begin()
        try:
            await client.rcpt(to)
            await client.data(mime.as_bytes(policy=SMTP))
        except BaseException:
            client.close()
            raise
        self._idle.append((time.monotonic(), client))

    async def _begin(self) -> aiosmtplib.SMTP:
        """A connection that has taken the sender: a kept one, unless the relay has hung up meanwhile."""
        while self._idle:
            since, client = self._idle.pop()
            try:
                if time.monotonic() - since < _KEPT_SECONDS:
                    await client.mail(self._settings.mail_from)  # nothing of the mail has left yet
                    return client
            except (aiosmtplib.SMTPException, OSError):
                pass
            client.close()
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password or None,
            timeout=_ANSWERS_WITHIN_SECONDS,
            use_tls=settings.smtp_security == "tls",
            start_tls={"auto": None, "starttls": True, "tls": False}[settings.smtp_security],
            tls_context=self._trust,
        )
        try:
            await client.connect()
            await client.mail(settings.mail_from)
        except BaseException as problem:
            client.close()
            if isinstance(problem, aiosmtplib.SMTPResponseException):
                # A relay that takes nobody, no log-in or not our sender: ours to mend, no recipient's fault.
                raise EmailUnavailable(str(problem.code)) from problem
            raise
        return client

    def _message_id(self, key: str) -> str:
        domain = self._settings.mail_from.rsplit("@", 1)[-1]
        return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"

    def _mime(self, message: EmailMessage, identity: str) -> MimeMessage:
        mime = MimeMessage()
        mime["From"] = self._settings.mail_from
        # A name from long ago may hold what no header takes: that stops no mail.
        mime["To"] = formataddr((one_line(message.to_name), message.to))
        mime["Subject"] = one_line(message.subject)
        mime["Message-ID"] = identity
        mime["Auto-Submitted"] = "auto-generated"
        mime.set_content(message.text)
        mime.add_alternative(message.html, subtype="html")
        for attachment in message.attachments:
            kind = default.header_factory("content-type", attachment.media_type)
            mime.add_attachment(
                attachment.data,  # bytes go as they are; of a text the line ends would be changed
                maintype=kind.maintype,
                subtype=kind.subtype,
                filename=attachment.name,
                params=dict(kind.params),
            )
        return mime


def _judge(code: int) -> Exception:
    if code < 500:
        return EmailUnavailable(str(code))
    if code in (550, 551, 553, 554):
        return EmailRefused(_("邮箱不存在或拒收，请核对邮箱地址。"))
    return EmailRefused(_("邮件服务器拒收（代码 {code}）。").format(code=code))
