"""Revocation lists of the built-in authority, published before the last ones end, for as long as this runs.

Who validates a contract in ten years needs a list of then. Each lies in the object store under its number, and all stay.
"""

from asyncio import to_thread
from datetime import datetime, timedelta

from ..platform import clock
from ..platform.logging import get_logger
from ..platform.providers.certificates import open_certificates
from ..platform.providers.keys import open_keys
from ..platform.providers.storage.port import ObjectStore
from ..platform.settings import Settings
from ..platform.signatures.authority import CertificateAuthority
from ..platform.signatures.published import FOLDER, certificate_key, list_key, newest_list
from .context import Stewardship

log = get_logger(__name__)
_EVERY = timedelta(days=7)
"""A list is good for thirty days: three rounds may fail."""


def require_keys(settings: Settings) -> None:
    """Refuse settings by which no list could be signed.

    Raises:
        SettingsError: the folder has other keys, or a file that is named is not there.
    """
    if settings.ca_dir is not None and settings.certificates == "embedded":
        open_certificates(settings)


async def publish_lists(steward: Stewardship) -> None:
    """Put fresh lists into the store where the last ones are a week old, and the certificates beside them.

    The authority is made by this where it is new, and what is in an older form is brought up to date.
    """
    settings = steward.settings
    if settings.ca_dir is None or settings.certificates != "embedded":
        return
    keys = open_keys(settings)
    authority = await to_thread(CertificateAuthority.open, settings.ca_dir, settings.lists_at(), keys)
    store, now = steward.store, clock.now()
    if not await _are_due(store, now):
        return
    for name, certificate in authority.certificates().items():
        await store.put(certificate_key(name), certificate)
    for name, der in (await to_thread(authority.lists)).items():
        await store.put(list_key(name, now), der)
    log.info("revocation lists published")


async def _are_due(store: ObjectStore, now: datetime) -> bool:
    published = await store.keys(f"{FOLDER}/")
    for name in CertificateAuthority.LISTS:
        newest = newest_list(published, name, now)
        if newest is None or newest.issued_at < now - _EVERY:
            return True
    return False
