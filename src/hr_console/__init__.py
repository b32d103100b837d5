"""What HR people, interviewers and seal keepers see, on a desktop."""

from ..platform.http.routes import handlers_below

HANDLERS = handlers_below(__name__)
