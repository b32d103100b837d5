"""Signing up: what the feature declares."""

from ....platform.features import Feature, Limit

SIGNUP_LIMIT = Limit("signup", most=20, seconds=3600)
SIGNUP_EMAIL_LIMIT = Limit("signup.mail", most=5, seconds=86400)


FEATURE = Feature(
    limits=(
        SIGNUP_LIMIT,
        SIGNUP_EMAIL_LIMIT,
    ),
    secret_paths=("/signup/",),
)
