"""What a candidate sees, on a phone: progress, onboarding form, contract, signature."""

from pathlib import Path

from ..platform.http.pages import add_face
from ..platform.http.routes import handlers_below

add_face("portal", Path(__file__).parent / "templates")
HANDLERS = handlers_below(__name__, "portal")
