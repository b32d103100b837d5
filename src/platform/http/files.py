"""What reads uploads for a request, and what draws pages: handlers ask for `files: Files`, `pages: DrawnPages`, or, for what is
being written, `previews: Previews`."""

from litestar.datastructures import State
from litestar.di import NamedDependency

from ..documents.pages import Pages
from ..files import FilePool, FileReader
from ..requests import AnyRequest
from .work import tenant_of_request

Files = NamedDependency[FileReader]
DrawnPages = NamedDependency[Pages]
Previews = NamedDependency[Pages]


def provide_files(request: AnyRequest, state: State) -> FileReader:
    """The processes for what members hand in, one file of a tenant at a time."""
    pool: FilePool = state.files
    return pool.of(tenant_of_request(request).schema)


def provide_pages(state: State) -> Pages:
    """The process that draws pages of documents."""
    pages: Pages = state.pages
    return pages


def provide_previews(state: State) -> Pages:
    """The process that sets what members are writing: they make no candidate wait for a page."""
    previews: Pages = state.previews
    return previews
