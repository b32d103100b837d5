"""Where the keys of certificates lie."""

from pathlib import Path

from ...settings import Settings, SettingsError
from ...signatures.keys import Keys
from .aws_kms.keys import KmsKeys
from .file import FileKeys
from .pkcs11.keys import TokenKeys


def open_keys(settings: Settings) -> Keys:
    """The keys that the settings name. Nothing is opened yet: this can be handed to the process that signs.

    Raises:
        SettingsError: a file that is named is not there.
    """
    if settings.signing_keys == "pkcs11":
        module = require_file("HUIYIN_PKCS11_MODULE", settings.pkcs11_module)
        return TokenKeys(
            module, settings.pkcs11_token, require_file("HUIYIN_PKCS11_PIN_FILE", settings.pkcs11_pin_file)
        )
    if settings.signing_keys == "kms":
        return KmsKeys(settings.kms_region, settings.kms_endpoint, settings.kms_key_id, settings.kms_secret)
    if settings.signing_key_file is None:
        return FileKeys(require_file("HUIYIN_MASTER_KEY_FILE", settings.master_key_file))
    return FileKeys(require_file("HUIYIN_SIGNING_KEY_FILE", settings.signing_key_file))


def require_file(variable: str, file: Path | None) -> Path:
    """The file that `variable` names.

    Raises:
        SettingsError: there is none.
    """
    if file is None or not file.is_file():
        raise SettingsError(variable, f"there is no file {file}")
    return file
