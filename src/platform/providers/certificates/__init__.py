"""Who gives out certificates."""

from ...settings import Settings, SettingsError
from ...signatures.folder import IdentityFolder
from ...signatures.keys import KeyUnavailableError
from ..keys import open_keys, require_file
from .embedded import EmbeddedCertificates
from .est.client import EstAccount
from .est.source import EstCertificates
from .port import CertificateSource


def open_certificates(settings: Settings) -> CertificateSource:
    """The source that the settings name. Nothing is asked and no key opened yet: this can be handed to the process that signs.

    Raises:
        SettingsError: the folder is not set or has other keys, or a file that is named is not there.
    """
    if settings.ca_dir is None:
        raise SettingsError("HUIYIN_CA_DIR", "must be set: certificates lie there")
    keys, folder = open_keys(settings), settings.ca_dir
    if settings.certificates == "est":
        folder /= "est"
    try:
        IdentityFolder(folder, keys).recognise()
    except KeyUnavailableError as problem:
        raise SettingsError("HUIYIN_CA_DIR", str(problem)) from None
    if settings.certificates == "embedded":
        return EmbeddedCertificates(folder, keys, settings.lists_at())
    for variable in ("ca_tls_roots_file", "ca_client_file"):
        if (file := getattr(settings, variable)) is not None:
            require_file(f"HUIYIN_{variable.upper()}", file)
    account = EstAccount(
        settings.ca_url,
        settings.ca_tls_roots_file,
        settings.ca_client_file,
        settings.ca_user,
        settings.ca_password,
    )
    roots = require_file("HUIYIN_TRUST_ROOTS", settings.trust_roots)
    return EstCertificates(folder, keys, account, roots, settings.ca_licence)
