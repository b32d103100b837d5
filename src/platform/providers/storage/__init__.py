"""Object stores."""

from ...settings import Settings
from .directory import DirectoryStore
from .port import ObjectStore
from .s3 import S3Store


def open_store(settings: Settings, *, hurried: bool = False) -> ObjectStore:
    """The store the settings name: a folder, or S3. `hurried`: somebody waits for the answer, so a silent one is given up
    after seconds."""
    if settings.storage_dir is not None:
        return DirectoryStore(settings.storage_dir)
    return S3Store(settings, hurried=hurried)
