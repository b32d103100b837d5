"""Answers to what goes wrong where no error handler of the app's looks: before its routes, or in one of its handlers."""

import json
from collections.abc import Mapping
from typing import Any

from litestar.types import Send

from .pages import environment
from .refusals import Refusal, after, for_programs


async def crash(problem: Exception, headers: Mapping[str, str], scope: Mapping[str, Any], send: Send) -> None:
    """Answer in the place of whatever raised `problem`: the database is away, or we have made a mistake."""
    await refuse(after(problem, scope["path"]), headers, scope, send)


async def refuse(refusal: Refusal, headers: Mapping[str, str], scope: Mapping[str, Any], send: Send) -> None:
    """Say it as a page, or as problem+json to programs."""
    kind, body = _written(refusal, headers, scope)
    fields = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if refusal.again:
        fields.append((b"retry-after", str(refusal.again).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": fields})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _written(refusal: Refusal, headers: Mapping[str, str], scope: Mapping[str, Any]) -> tuple[bytes, bytes]:
    if for_programs(headers.get("accept", ""), scope["path"]):
        return b"application/problem+json", json.dumps(refusal.as_problem(), ensure_ascii=False).encode()
    page = environment().get_template("error.html")
    words = page.render(
        status=refusal.status,
        text=str(refusal.text),
        number=scope["huiyin.request_id"],
        flash="",
        path=scope["path"],
        here="/",
    )
    return b"text/html; charset=utf-8", words.encode()
