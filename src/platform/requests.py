"""A request as everything here takes it: its state, user and session are reached through typed objects instead."""

from typing import Any, TypeAlias

from litestar import Request

AnyRequest: TypeAlias = Request[Any, Any, Any]
