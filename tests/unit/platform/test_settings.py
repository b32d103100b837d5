"""Settings that only make sense together are refused at start when one is missing."""

import pytest
from huiyin.platform.providers.certificates import open_certificates
from huiyin.platform.settings import Settings, SettingsError

LEAST = {
    "HUIYIN_DATABASE_URL": "postgresql+asyncpg://u@h/d",
    "HUIYIN_MASTER_KEY_FILE": "/k",
    "HUIYIN_STORAGE_DIR": "/s",
}


def test_a_second_time_stamp_authority_comes_with_its_root() -> None:
    second = {"HUIYIN_SECOND_TSA_URL": "https://tsa.example.com/"}
    with pytest.raises(SettingsError, match="HUIYIN_SECOND_TSA_ROOT_FILE"):
        Settings.from_env(LEAST | second)
    settings = Settings.from_env(LEAST | second | {"HUIYIN_SECOND_TSA_ROOT_FILE": "/r.pem"})
    assert settings.second_tsa_root_file is not None
    assert Settings.from_env(LEAST).second_tsa_url == ""


_EST = {
    "HUIYIN_CERTIFICATES": "est",
    "HUIYIN_CA_URL": "https://ca.example.com/.well-known/est",
    "HUIYIN_TRUST_ROOTS": "/roots.pem",
}
_TOKEN = {
    "HUIYIN_SIGNING_KEYS": "pkcs11",
    "HUIYIN_PKCS11_MODULE": "/lib.so",
    "HUIYIN_PKCS11_TOKEN": "huiyin",
    "HUIYIN_PKCS11_PIN_FILE": "/pin",
}


@pytest.mark.parametrize(
    ("said", "variable"),
    [
        ({"HUIYIN_CERTIFICATES": "cmp"}, "HUIYIN_CERTIFICATES: must be embedded or est"),
        ({"HUIYIN_SIGNING_KEYS": "hsm"}, "HUIYIN_SIGNING_KEYS: must be file, pkcs11 or kms"),
        ({"HUIYIN_CA_URL": "https://ca.example.com"}, "HUIYIN_CA_URL: is another authority's"),
        ({"HUIYIN_CA_LICENCE": "ECP1"}, "HUIYIN_CA_LICENCE: is another authority's"),
        (_EST | {"HUIYIN_CA_URL": ""}, "HUIYIN_CA_URL: must be set"),
        (_EST | {"HUIYIN_CA_URL": "http://ca.example.com"}, "HUIYIN_CA_URL: .*https"),
        (_EST | {"HUIYIN_TRUST_ROOTS": ""}, "HUIYIN_TRUST_ROOTS: must be set"),
        (_EST | {"HUIYIN_CA_USER": "huiyin"}, "HUIYIN_CA_PASSWORD: .*both or neither"),
        *((_TOKEN | {name: ""}, f"{name}: must be set") for name in list(_TOKEN)[1:]),
        ({"HUIYIN_SIGNING_KEYS": "kms"}, "HUIYIN_KMS_REGION: must be set"),
        ({"HUIYIN_KMS_KEY_ID": "id"}, "HUIYIN_KMS_SECRET: .*both or neither"),
    ],
)
def test_where_certificates_come_from_is_said_whole(said: dict[str, str], variable: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_env(LEAST | said)


def test_all_is_for_trial_until_a_licence_is_named() -> None:
    assert Settings.from_env(LEAST).on_trial
    assert Settings.from_env(LEAST | _EST).on_trial
    assert not Settings.from_env(LEAST | _EST | {"HUIYIN_CA_LICENCE": "ECP11010820001"}).on_trial


@pytest.mark.parametrize(
    ("said", "variable"),
    [
        ({}, "HUIYIN_CA_DIR"),
        (
            {"HUIYIN_CA_DIR": "/ca", "HUIYIN_SIGNING_KEY_FILE": "/nowhere"},
            "HUIYIN_SIGNING_KEY_FILE: there is no file",
        ),
        ({"HUIYIN_CA_DIR": "/ca"}, "HUIYIN_MASTER_KEY_FILE: there is no file"),
        ({"HUIYIN_CA_DIR": "/ca", **_TOKEN}, "HUIYIN_PKCS11_MODULE: there is no file"),
        ({"HUIYIN_CA_DIR": "/ca", **_EST, "HUIYIN_CA_CLIENT_FILE": "/nowhere"}, "there is no file"),
    ],
)
def test_files_that_are_not_there_are_named_at_the_start(said: dict[str, str], variable: str) -> None:
    settings = Settings.from_env(LEAST | said)
    with pytest.raises(SettingsError, match=variable):
        open_certificates(settings)
