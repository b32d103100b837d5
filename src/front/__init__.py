"""The base domain: signing up, and the operators' page."""

from litestar.types import ControllerRouterHandler

from .ops.controllers import OperatorController
from .signup.controllers import SignupController

HANDLERS: list[ControllerRouterHandler] = [SignupController, OperatorController]
