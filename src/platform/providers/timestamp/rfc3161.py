"""A client of an RFC 3161 time-stamp authority, as pyHanko wants one."""

import hashlib

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError


class HttpTimeStamper(TimeStamper):
    """Asks the authority at `url`. When it is down signing fails and is tried again; nothing is made up."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

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
        """One request, one answer."""
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
                answer = await http.post(self._url, content=req.dump(), headers=headers)
                answer.raise_for_status()
        except httpx.HTTPError as problem:
            raise TimestampRequestError(f"time-stamp authority: {problem}") from problem
        return tsp.TimeStampResp.load(answer.content)
