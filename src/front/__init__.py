"""The base domain: signing up, and the operators' page."""

from ..platform.http.routes import handlers_below

HANDLERS = handlers_below(__name__)
