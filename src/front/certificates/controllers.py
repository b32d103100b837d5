"""`/ca`: where every certificate that is issued here says that its revocation list lies (RFC 5280, 4.2.1.13)."""

from typing import Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from ...platform import clock
from ...platform.errors import NotFoundError
from ...platform.providers.storage.port import ObjectMissingError, ObjectStore
from ...platform.signatures.published import FOLDER, certificate_key, newest_list

_KINDS = {"crl": "application/pkix-crl", "crt": "application/pkix-cert"}
_HOUR = "public, max-age=3600"


class CertificateController(Controller):
    """Certificates and lists, in DER; public by their nature."""

    path = "/ca"

    @get("/{file:str}")
    async def show(self, file: FromPath[str], state: State) -> Response[Any]:
        """`root.crt`, `issuing.crt`, `root.crl`, `issuing.crl`."""
        name, _dot, kind = file.partition(".")
        if kind not in _KINDS:
            raise NotFoundError
        store: ObjectStore = state.store
        try:
            data = await store.get(certificate_key(name) if kind == "crt" else await _list(store, name))
        except ObjectMissingError:
            raise NotFoundError from None
        return Response(data, media_type=_KINDS[kind], headers={"Cache-Control": _HOUR})


async def _list(store: ObjectStore, name: str) -> str:
    newest = newest_list(await store.keys(f"{FOLDER}/{name}."), name, clock.now())
    if newest is None:
        raise NotFoundError
    return newest.key
