"""How an e-mail looks."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..platform.tenancy import Tenant
from ..tenants.notices.service import Outgoing
from ..tenants.notices.templates import NOTICES

_templates = Environment(
    loader=PackageLoader("huiyin.jobs"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One e-mail ready to go."""

    subject: str
    text: str
    html: str


def render_letter(tenant: Tenant, outgoing: Outgoing) -> Rendered:
    """The e-mail of a message, as text and as HTML."""
    write = NOTICES[outgoing.event].letter
    if write is None:
        raise ValueError(f"{outgoing.event} has no e-mail")
    letter = write(outgoing.values)
    link = f"{tenant.origin}/m/{outgoing.link}"
    text = "\n\n".join((letter.greeting, *letter.paragraphs, f"{letter.action}：{link}", tenant.name))
    html = _templates.get_template("letter.html").render(letter=letter, link=link, tenant=tenant)
    return Rendered(letter.subject, text, html)
