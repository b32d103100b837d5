"""What reads uploads for a request: handlers ask for `files: Files`."""

from litestar.datastructures import State
from litestar.di import NamedDependency

from ..files import FilePool, FileReader
from ..requests import AnyRequest
from .work import tenant_of_request

Files = NamedDependency[FileReader]


def provide_files(request: AnyRequest, state: State) -> FileReader:
    """The processes for what members hand in, one file of a tenant at a time."""
    pool: FilePool = state.files
    return pool.of(tenant_of_request(request).schema)
