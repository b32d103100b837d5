"""The base domain: signing up, and the operators' page."""

from pathlib import Path

from ..platform.http.pages import add_face
from ..platform.http.routes import handlers_below

add_face("front", Path(__file__).parent / "templates")
HANDLERS = handlers_below(__name__, "front")
