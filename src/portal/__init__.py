"""What a candidate sees, on a phone: progress, onboarding form, contract, signature."""

from ..platform.http.routes import handlers_below

HANDLERS = handlers_below(__name__)
