"""The form of a channel: the fields that its provider declares, and what was typed into them."""

from ....platform.http.addresses import split_address
from ....platform.http.forms import Form
from ....platform.i18n import LazyText
from ....platform.i18n import gettext as _
from ....platform.providers.declared import AccountField
from ....platform.providers.im.port import AppPlatform, RobotPlatform
from ....platform.providers.im.registry import ROBOTS, apps
from ....platform.providers.sms.port import SmsGateway
from ....platform.providers.sms.registry import GATEWAYS
from ....tenants.features import topics
from ....tenants.messaging.channels.service import WantedAccount
from ....tenants.messaging.message_templates.built_in import sms_templates, sms_titles

Channel = SmsGateway | RobotPlatform | AppPlatform


def channel(kind: str) -> Channel:
    """What is known of one kind.

    Raises:
        UnknownProviderError: there is no such provider.
    """
    return GATEWAYS.get(kind) or ROBOTS.get(kind) or apps(kind)


def fields_of(kind: Channel) -> tuple[AccountField, ...]:
    """What is typed beside name and secrets."""
    if isinstance(kind, SmsGateway):
        return kind.facts
    return kind.fields if isinstance(kind, AppPlatform) else ()


def secret_of(kind: Channel) -> LazyText | str:
    """What the provider calls its secret; a robot's are asked for otherwise."""
    return "" if isinstance(kind, RobotPlatform) else kind.key_label


def filed_texts(origin: str, kind: SmsGateway) -> list[tuple[str, str, str]]:
    """Code, title and words of our templates as they are to be filed with the provider."""
    titles = sms_titles()
    return [(code, titles[code], kind.filed(text)) for code, text in sms_templates(origin).items()]


def read_account(form: Form, kind: Channel, *, known: bool) -> WantedAccount:
    """The account as it was typed, with the form's errors noted; `known`: an empty secret keeps the one that is there."""
    name = form.text("name", most=40)
    if isinstance(kind, RobotPlatform):
        return _read_robot(form, kind, name, known=known)
    facts = {field.name: _fact(form, field) for field in fields_of(kind)}
    if isinstance(kind, SmsGateway):
        for code in sms_templates(""):
            number = facts[f"template-{code}"] = form.text(f"template-{code}", most=40)
            if number and kind.wrong_template and not number.isdecimal():
                form.add_error(f"template-{code}", str(kind.wrong_template))
    secret = form.text("secret", required=not known, most=200)
    return WantedAccount(kind.kind, name, facts, {"secret": secret}, enabled=form.checked("enabled"))


def _fact(form: Form, field: AccountField) -> str:
    value = form.text(field.name, most=80)
    if value and field.kind == "number" and not value.isdecimal():
        form.add_error(field.name, str(field.wrong))
    return value


def _read_robot(form: Form, kind: RobotPlatform, name: str, *, known: bool) -> WantedAccount:
    address = form.text("webhook", required=not known, most=500)
    token = robot_token(kind, address) if address else ""
    if address and not token:
        form.add_error(
            "webhook", _("这不是{kind}的 Webhook 地址，请从群设置中完整复制。").format(kind=kind.label)
        )
    sign = form.text("sign", required=not known and kind.signed, most=200)
    chosen = [topic for topic in topics() if form.checked(f"topic-{topic}")]
    secrets = {"token": token, "sign": sign}
    return WantedAccount(kind.kind, name, {}, secrets, topics=chosen, enabled=form.checked("enabled"))


def robot_token(kind: RobotPlatform, address: str) -> str:
    """What a webhook's address carries; empty where the address is not one of this platform's own host."""
    parts = split_address(address)
    if f"{parts.scheme}://{parts.netloc}" != kind.host or not parts.path.startswith(kind.hook):
        return ""
    token = kind.token(parts)
    return token if token.replace("-", "").replace("_", "").isalnum() else ""
