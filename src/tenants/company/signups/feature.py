"""Signing up: what the feature declares."""

from ....platform.features import Feature, Limit, SystemJob

SIGNUP_LIMIT = Limit("signup", most=20, seconds=3600)
SIGNUP_EMAIL_LIMIT = Limit("signup.mail", most=5, seconds=86400)
SIGNUP_MAIL = SystemJob("system.signup_mail")
PROVISION = SystemJob("system.provision")


FEATURE = Feature(
    limits=(
        SIGNUP_LIMIT,
        SIGNUP_EMAIL_LIMIT,
    ),
    system_jobs=(
        SIGNUP_MAIL,
        PROVISION,
    ),
    secret_paths=("/signup/",),
)
