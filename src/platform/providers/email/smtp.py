"""E-mail by SMTP."""

import hashlib
from email.message import EmailMessage as MimeMessage
from email.policy import default
from email.utils import formataddr

import aiosmtplib

from ...i18n import lazy as _
from ...settings import Settings
from .port import Accepted, EmailMessage, EmailRefused, EmailUnavailable


class SmtpProvider:
    """Sends through one relay. The Message-ID is made from the key, so that a repeat is known as one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def send(self, message: EmailMessage) -> Accepted:
        """Hand one mail to the relay."""
        if any(sign in part for part in (message.to, message.to_name, message.subject) for sign in "\r\n"):
            raise EmailRefused(_("收件人或标题中含有换行，已拒绝发送。"))
        identity = self._message_id(message.key)
        try:
            await aiosmtplib.send(
                self._mime(message, identity),
                sender=self._settings.mail_from,
                recipients=[message.to],
                hostname=self._settings.smtp_host,
                port=self._settings.smtp_port,
                username=self._settings.smtp_user or None,
                password=self._settings.smtp_password or None,
                timeout=15,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _judge(refused.recipients[0].code) from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise _judge(refused.code) from refused
        except (aiosmtplib.SMTPException, OSError) as problem:
            raise EmailUnavailable(str(problem)) from problem
        return Accepted(identity)

    def _message_id(self, key: str) -> str:
        domain = self._settings.mail_from.rsplit("@", 1)[-1]
        return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"

    def _mime(self, message: EmailMessage, identity: str) -> MimeMessage:
        mime = MimeMessage()
        mime["From"] = self._settings.mail_from
        mime["To"] = formataddr((message.to_name, message.to))
        mime["Subject"] = message.subject
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
    if code in (535, 534, 530) or code < 500:  # a wrong log-in is ours to mend, not the recipient's fault
        return EmailUnavailable(str(code))
    if code in (550, 551, 553, 554):
        return EmailRefused(_("邮箱不存在或拒收，请核对邮箱地址。"))
    return EmailRefused(_("邮件服务器拒收（代码 {code}）。").format(code=code))
