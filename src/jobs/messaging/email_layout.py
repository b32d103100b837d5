"""How an e-mail looks."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from ...platform.colours import palette
from ...platform.emails import Email
from ...platform.i18n import gettext as _
from ...platform.providers.email.port import Attachment
from ...platform.tenancy import Brand, Tenant
from ...tenants.hiring.interviews.calendar import FILE_NAME, MEDIA_TYPE, method_of
from ...tenants.messaging.message_templates.content import email_of
from ...tenants.messaging.messages.dispatch import Outgoing

_templates = Environment(
    loader=PackageLoader("huiyin.jobs"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["_"] = _


@dataclass(frozen=True, slots=True)
class Rendered:
    """One e-mail ready to go."""

    subject: str
    text: str
    html: str


def render_email(tenant: Tenant, outgoing: Outgoing) -> Rendered:
    """The e-mail of a message, as text and as HTML.

    Raises:
        UnwrittenError: the message has none.
    """
    email = email_of(outgoing.event, outgoing.values, outgoing.template)
    foot = _foot(tenant, outgoing.values.get("contact", ""))
    return lay_out(email, f"{tenant.origin}/m/{outgoing.link}", tenant, foot)


def lay_out(email: Email, link: str, tenant: Tenant | None, foot: tuple[str, ...] = ()) -> Rendered:
    """An e-mail with its one link, in the tenant's name and colours; without a tenant in ours."""
    sender = tenant.name if tenant is not None else "回音"
    parts = (email.greeting, *email.paragraphs, f"{email.action}：{link}", sender, "\n".join(foot))
    brand = tenant.brand if tenant is not None else Brand()
    logo = f"{tenant.origin}/brand/logo/{brand.logo}.png" if tenant is not None and brand.logo else ""
    html = _templates.get_template("email.html").render(
        email=email, link=link, sender=sender, foot=foot, colours=palette(brand.accent), logo=logo
    )
    return Rendered(email.subject, "\n\n".join(filter(None, parts)), html)


def calendar_file(text: str) -> tuple[Attachment, ...]:
    """The calendar file of a message or a mail as its attachment; none where `text` is empty."""
    if not text:
        return ()
    media_type = f"{MEDIA_TYPE}; method={method_of(text)}; charset=utf-8"
    return (Attachment(FILE_NAME, media_type, text.encode()),)


def staff_foot(tenant: Tenant) -> tuple[str, ...]:
    """Why a member gets a mail, and what not to give away."""
    return (
        _("您收到这封邮件，是因为您是{company}招聘工作台的成员，或受邀加入。").format(company=tenant.name),
        _("链接只给您本人使用，请不要转发。"),
    )


def _foot(tenant: Tenant, contact: str) -> tuple[str, ...]:
    """Why it came, what not to give away, whom to ask; `contact` may be empty."""
    lines = (
        _("您收到这封邮件，是因为您应聘了{company}的职位。打开后用您的手机号验证本人。").format(
            company=tenant.name
        ),
        _("我们不会向您收取任何费用；验证码请不要告诉任何人。"),
    )
    return (*lines, _("有疑问请联系 {contact}").format(contact=contact)) if contact else lines
