"""Object stores."""

from ...settings import Settings
from .directory import DirectoryStore
from .port import ObjectStore
from .s3 import S3Store


def open_store(settings: Settings) -> ObjectStore:
    """The store the settings name: a folder, or S3."""
    if settings.storage_dir is not None:
        return DirectoryStore(settings.storage_dir)
    return S3Store(settings)
