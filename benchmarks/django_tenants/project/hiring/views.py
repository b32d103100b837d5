"""The page that crowds open, as one would write it with Django's ORM."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.utils import timezone

from hiring.models import Application, Contract, Person, Session, TenantSettings

_HEADLINES = {
    "new": "{name}，已收到您的申请",
    "interview": "{name}，您的面试正在安排",
    "review": "{name}，您的面试正在评审",
    "offer": "{name}，恭喜，请填写入职登记",
    "sign": "{name}，合同正在准备",
    "archived": "{name}，感谢您的时间",
}
_STEPS = (
    "已收到您的申请",
    "面试评审",
    "填写入职登记",
    "签署劳动合同（约 2 分钟，手机完成）",
    "公司盖章，合同生效",
)
_ORDER = ("new", "review", "offer", "sign", "onboard")


def progress(request: HttpRequest) -> HttpResponse:
    """Session, person, applications with vacancy, contract and messages, settings."""
    token = hashlib.sha256(request.COOKIES.get("me", "").encode()).digest()
    session = (
        Session.objects.filter(
            token_hash=token, kind="candidate", revoked_at=None, expires_at__gt=timezone.now()
        )
        .only("subject_id")
        .first()
    )
    if session is None:
        return HttpResponseForbidden()
    me = Person.objects.get(pk=session.subject_id)
    settings = TenantSettings.objects.get(pk=1)
    applications = (
        Application.objects.filter(person=me)
        .select_related("vacancy")
        .prefetch_related("messages")
        .order_by("-id")
    )
    views = []
    for application in applications:
        contract = Contract.objects.filter(application=application).exclude(state="withdrawn").first()
        stage = application.stage if application.stage in _ORDER else "new"
        reached = _ORDER.index(stage)
        seen = {}
        for message in sorted(application.messages.all(), key=lambda m: m.queued_at, reverse=True):
            seen.setdefault(message.key.rsplit(":", 1)[0], message)
        views.append(
            {
                "application": application,
                "contract": contract,
                "headline": _HEADLINES.get(application.stage, "{name}，欢迎加入").format(name=me.name),
                "steps": [
                    (label, "done" if number < reached else "now" if number == reached else "next")
                    for number, label in enumerate(_STEPS)
                ],
                "messages": list(seen.values()),
            }
        )
    page = render(request, "progress.html", {"views": views, "settings": settings, "company": request.tenant})
    page["Content-Length"] = len(page.content)
    return page
