"""验真: anyone holds a file up and is told whether it is what was signed, by whom, and when. Nothing of it is kept.

The page reckons a file's SHA-256 itself and asks by that alone: what is filed here never leaves the browser. Only what is not
filed is worth sending, and only if the reader wants that.
"""

import hashlib
import re
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State

from ...platform.auth.errors import TooManyTriesError
from ...platform.files import FilePool, FileRefusedError, Limits
from ...platform.http.bodies import UPLOAD
from ...platform.http.client import client_address
from ...platform.http.context import TenantRequest, visit_of
from ...platform.http.forms import Form
from ...platform.http.pages import page
from ...platform.http.work import WHILE_READ_ONLY, require_same_origin, tenant_of_request
from ...platform.i18n import gettext as _
from ...platform.requests import AnyRequest
from ...platform.verify.pdf import verify_pdf
from ...tenants.access.sessions.service import throttle
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.evidence.feature import VERIFICATION_LIMIT
from ...tenants.contracts.evidence.queries import filed_as
from ...tenants.contracts.labour_contracts.queries import FiledAs
from .view import verdict_of

_MOST_BYTES = 10_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LIMITS = Limits(seconds=10)  # a contract takes under one; whatever needs more is not one of ours


class VerifyController(Controller):
    """`/verify`, without a sign-in: whoever holds the file may ask about it, and about nothing else."""

    path = "/verify"
    opt = WHILE_READ_ONLY

    @get("/")
    async def ask(self, request: AnyRequest, state: State) -> Response[Any]:
        """The form."""
        async with state.database.tenant(tenant_of_request(request)) as session:
            return await self._form_page(visit_of(request, session), Form(), roots=state.anchor_roots)

    @post("/hash")
    async def look_up(self, request: AnyRequest, state: State) -> Response[Any]:
        """Whether these very bytes are filed here: a part of the page, for its script."""
        require_same_origin(request)
        form = await Form.read(request)
        sha256 = form.value("sha256")
        refused = "" if _SHA256.fullmatch(sha256) else _("这份文件的指纹不完整，请重新选择文件。")
        filed: FiledAs | None = None
        async with state.database.tenant(tenant_of_request(request)) as session:
            try:
                await throttle(session, VERIFICATION_LIMIT, client_address(request))
            except TooManyTriesError as problem:
                refused = str(problem)
            if not refused:
                filed = await filed_as(session, sha256)
        return page(
            request,
            "portal/verify/_filed.html",
            status_code=422 if refused else 200,
            refused=refused,
            filed=filed,
            digest=sha256,
        )

    @post("/", opt=UPLOAD)
    async def check(self, request: AnyRequest, state: State) -> Response[Any]:
        """Check the file, in a process of its own that is ended when it takes too long.

        Two short transactions instead of the request's one: no connection waits for the check.
        """
        require_same_origin(request)
        tenant = tenant_of_request(request)
        form = await Form.read(request)
        upload = await form.file("file", most=_MOST_BYTES)
        data = upload[1] if upload is not None else b""
        if data.startswith(b"PK"):
            form.add_error(
                "file",
                _("这是存证包。请用新版浏览器打开本页再选它，或打开包里的 verify.html 核对，都不用上传。"),
            )
        elif upload is not None and not data.startswith(b"%PDF-"):
            form.add_error(
                "file", _("这不是 PDF 文件。请上传签署后的合同 PDF 原件，不要用截图、照片或打印后的扫描件。")
            )
        filed: FiledAs | None = None
        async with state.database.tenant(tenant) as session:
            try:
                await throttle(session, VERIFICATION_LIMIT, client_address(request))
            except TooManyTriesError as refused:
                form.add_error("file", str(refused))
            if not form.ok:
                return await self._form_page(
                    visit_of(request, session), form, roots=state.anchor_roots, status=422
                )
            digest = hashlib.sha256(data).hexdigest()
            filed = await filed_as(session, digest)
            settings = await tenant_settings(session)
        checks: FilePool = state.checks
        try:
            report = await checks.of(tenant.schema).run(_LIMITS, verify_pdf, data, state.trust_root)
        except FileRefusedError as refused:
            form.add_error("file", str(refused))
            async with state.database.tenant(tenant) as session:
                return await self._form_page(
                    visit_of(request, session), form, roots=state.anchor_roots, status=refused.status
                )
        return page(
            request,
            "portal/verify/result.html",
            name=upload[0] if upload is not None else "",
            digest=digest,
            size=len(data),
            report=report,
            verdict=verdict_of(report, filed, marked=b"/ByteRange" in data),
            settings=settings,
        )

    async def _form_page(
        self, visit: TenantRequest, form: Form, *, roots: bytes | None, status: int = 200
    ) -> Response[Any]:
        return visit.render(
            "portal/verify/form.html",
            status_code=status,
            form=form,
            settings=await tenant_settings(visit.session),
            roots=(roots or b"").decode(),
        )
