"""Single sign-on: what the feature declares."""

from ....platform.features import Event, Feature, Limit, SettingsEntry, TableExport
from ....platform.i18n import lazy as _


class SingleSignOnEvent(Event):
    """What is written to the chain."""

    CHANGED = "sso.changed", _("修改单点登录")


ROUND_TRIP_LIMIT = Limit("hr.sso", most=60, seconds=600)


FEATURE = Feature(
    events=SingleSignOnEvent,
    settings=(
        SettingsEntry(
            "sso",
            _("单点登录"),
            _("用企业微信、钉钉、飞书或 OpenID Connect 登录"),
            "hr.single_sign_on.settings.listing",
            "settings.manage",
            section=_("人员和权限"),
            order=3040,
        ),
    ),
    exports=(
        TableExport("sso_attempts", left_out=True),
        TableExport(
            "sso_connections",
            stays_encrypted={"secret_encrypted": "a password between the company and its provider"},
        ),
    ),
    limits=(ROUND_TRIP_LIMIT,),
)
