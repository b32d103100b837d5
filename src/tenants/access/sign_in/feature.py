"""Signing in to the console: what the feature declares."""

from ....platform.features import (
    Ciphertext,
    Event,
    Feature,
    JobKind,
    Limit,
    Moment,
    NewId,
    RowOf,
    SettingsEntry,
    TableExport,
)
from ....platform.i18n import lazy as _


class SignInEvent(Event):
    """What is written to the chain."""

    SIGNED_IN = "user.signed_in", _("成员登录")
    SLOWED = "sign_in.slowed", _("登录尝试过多，已限速")
    IDENTITY_PROVED = "identity.proved", _("成员再次验证身份")
    SESSION_REVOKED = "session.revoked", _("退出登录")
    PASSWORD_CHANGED = "password.changed", _("修改密码")
    PASSWORD_RESET_ASKED = "password.reset_asked", _("申请重设密码")
    PHONE_CHANGED = "phone.changed", _("修改登录手机号")
    FACTOR_ADDED = "factor.added", _("添加两步验证方式")
    FACTOR_REMOVED = "factor.removed", _("移除两步验证方式")
    RECOVERY_CODES_MADE = "recovery_codes.made", _("生成恢复码")
    RECOVERY_CODE_USED = "recovery_code.used", _("使用恢复码")
    SECURITY_CHANGED = "security.changed", _("修改登录安全设置")


RESET_ADDRESS_LIMIT = Limit("hr.reset.address", most=20, seconds=3600)
RESET_LIMIT = Limit("hr.reset", most=3, seconds=3600)
CODE_ADDRESS_LIMIT = Limit("hr.code.address", most=20, seconds=3600)
CODE_MINUTE_LIMIT = Limit("hr.code.minute", most=1, seconds=60)
CODE_HOUR_LIMIT = Limit("hr.code.hour", most=5, seconds=3600)
CODE_DAY_LIMIT = Limit("hr.code.day", most=10, seconds=86400)


FEATURE = Feature(
    events=SignInEvent,
    settings=(
        SettingsEntry(
            "security",
            _("登录安全"),
            _("谁必须用两步验证，谁在哪里登录着"),
            "hr.security.show",
            "people.manage",
            section=_("人员和权限"),
            order=3050,
        ),
    ),
    jobs=(
        JobKind("password_reset.send", {"reset": RowOf("password_resets"), "user": RowOf("users")}),
        JobKind("staff.code", {"ask": NewId(), "user": RowOf("users")}),
        JobKind(
            "staff.notice", {"user": RowOf("users"), "event": "password_changed", "key": "k", "at": Moment()}
        ),
        JobKind(
            "staff.code_mail",
            {"user": RowOf("users"), "key": "k", "path": "/hr/", "sealed": Ciphertext(), "until": Moment()},
        ),
        JobKind(
            "staff.text", {"user": RowOf("users"), "key": "k", "sealed": Ciphertext(), "until": Moment()}
        ),
    ),
    exports=(
        TableExport("authenticator_apps", left_out=True),
        TableExport("kept_forms", left_out=True),
        TableExport("passkeys", left_out=True),
        TableExport("password_resets", left_out=True),
        TableExport("recovery_codes", left_out=True),
        TableExport("sign_in_tries", left_out=True),
        TableExport("slowdowns", left_out=True),
        TableExport("spent_challenges", left_out=True),
    ),
    limits=(
        RESET_ADDRESS_LIMIT,
        RESET_LIMIT,
        CODE_ADDRESS_LIMIT,
        CODE_MINUTE_LIMIT,
        CODE_HOUR_LIMIT,
        CODE_DAY_LIMIT,
    ),
    secret_paths=("/hr/reset/",),
)
