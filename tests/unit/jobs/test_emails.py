"""How an e-mail reads."""

from datetime import date

import pytest
from huiyin.jobs.messaging.email_layout import render_email
from huiyin.platform.ids import new_id
from huiyin.platform.tenancy import Tenant
from huiyin.tenants.messaging.message_templates.built_in import built_in_messages
from huiyin.tenants.messaging.messages.dispatch import Outgoing

BUILT_IN_MESSAGES = built_in_messages()

TENANT = Tenant(new_id(), "acme", "t_1", "云栖星河科技", "http://acme.localhost:8000", 1)
VALUES = {
    "name": "阿卜杜热合曼·买买提艾力",
    "company": TENANT.name,
    "post": "<质量>工程师",
    "step": "请在12月2日前阅读并签署",
    "date": "12月2日",
    "before": "11月30日",
    "answer": "评分没有算错",
    "round": "初试",
    "subject": "请留意后续安排",
    "text": "<质量>部在等您。",
    "time": "12月3日 14:00",
    "minutes": "45",
    "place": "3 楼会议室",
    "online": "",
    "note": "",
    "reply": "",
    "code": "012345",
    "use": "<质量>查询",
    "contact": "周敏 0571-88001234",
}


def email(event: str, values: dict[str, str]) -> Outgoing:
    day = date(2026, 9, 25)
    return Outgoing(
        new_id(), "k", "email", event, "a@example.com", VALUES["name"], values, "1-abc", False, day, None
    )


@pytest.mark.parametrize(
    "event", [event for event, message in BUILT_IN_MESSAGES.items() if message.email is not None]
)
def test_every_email_says_who_why_and_whom_to_ask(event: str) -> None:
    made = render_email(TENANT, email(event, VALUES))
    for text in (made.text, made.html):
        for template in (
            VALUES["name"],
            TENANT.name,
            "http://acme.localhost:8000/m/1-abc",
            VALUES["contact"],
        ):
            assert template in text
        assert "淘汰" not in text and "失败" not in text
    assert "<质量>" not in made.html and "&lt;质量&gt;" in made.html


def test_without_a_contact_nobody_is_named() -> None:
    made = render_email(TENANT, email("result_pass", VALUES | {"contact": ""}))
    assert "有疑问请联系" not in made.text
