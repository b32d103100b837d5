"""A client of RFC 3161 time-stamp authorities, as pyHanko wants one."""

import asyncio
import hashlib
import ssl
from functools import lru_cache

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from ...logging import get_logger

log = get_logger(__name__)
_PATIENCE = 8.0  # seconds for each authority, all in all: one that drips holds nobody up
_GRANTED = ("granted", "granted_with_mods")


class HttpTimeStamper(TimeStamper):
    """Asks the authorities at `urls`, separated by commas, in their order: the next one where one does not answer in time.

    When none does signing fails and is tried again; nothing is made up.
    """

    def __init__(self, urls: str) -> None:
        super().__init__()
        self._urls = [url.strip() for url in urls.split(",") if url.strip()]

    async def stamp(self, data: bytes) -> bytes:
        """A token over `data`, which must be the thing that was asked about.

        Raises:
            TimestampRequestError: no answer, a refusal, or a token of something else.
        """
        digest = hashlib.sha256(data).digest()
        token = await self.async_timestamp(digest, "sha256")
        stamped = token["content"]["encap_content_info"]["content"].parsed
        if stamped["message_imprint"]["hashed_message"].native != digest:
            raise TimestampRequestError("time-stamp authority: the token is of something else")
        return bytes(token.dump())

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The first answer that is a time stamp."""
        problems = []
        for url in self._urls:
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await _ask(url, req.dump())
            except (TimestampRequestError, TimeoutError) as problem:
                problems.append(f"{url}: {problem or 'no answer in time'}")
                log.warning("no time stamp from an authority", url=url, problem=str(problem))
        raise TimestampRequestError(f"time-stamp authority: {'; '.join(problems) or 'none is set'}")


async def _ask(url: str, request: bytes) -> tsp.TimeStampResp:
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False, verify=_roots()) as http:
            answer = await http.post(url, content=request, headers=headers)
            answer.raise_for_status()
        response = tsp.TimeStampResp.load(answer.content, strict=True)
        status = response["status"]["status"].native
    except (httpx.HTTPError, ValueError, TypeError) as problem:
        raise TimestampRequestError(str(problem) or type(problem).__name__) from problem
    if status not in _GRANTED:
        raise TimestampRequestError(f"it says {status}")
    return response


@lru_cache(maxsize=1)
def _roots() -> ssl.SSLContext:
    """Whom HTTPS trusts, read once for a process: for each stamp anew it took a third of all that signing takes."""
    return httpx.create_ssl_context(trust_env=False)
