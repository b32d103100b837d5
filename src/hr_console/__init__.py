"""What HR people, interviewers and seal keepers see, on a desktop."""

from pathlib import Path

from ..platform.http.pages import add_face
from ..platform.http.routes import handlers_below

add_face("hr", Path(__file__).parent / "templates")
HANDLERS = handlers_below(__name__, "hr")
