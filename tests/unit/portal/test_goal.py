"""Where a sign-in leads to: a page of the candidate's, never another site's address."""

import pytest
from huiyin.portal.actor import goal

CONTRACT = "/contracts/019ab1c2-0000-7000-8000-000000000001"
INTERVIEW = "/interviews/019ab1c2-0000-7000-8000-000000000001"
OFFER = "/offers/019ab1c2-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/progress", "/progress"),
        ("/onboarding", "/onboarding"),
        (CONTRACT, CONTRACT),
        (f"{CONTRACT}/sign", f"{CONTRACT}/sign"),
        (f"{CONTRACT}/status", f"{CONTRACT}/status"),
        (f"{CONTRACT}/ask", f"{CONTRACT}/ask"),
        (f"{CONTRACT}/code", CONTRACT),
        (f"{CONTRACT}/later", CONTRACT),
        (INTERVIEW, INTERVIEW),
        (f"{INTERVIEW}/another-time", f"{INTERVIEW}/another-time"),
        (f"{INTERVIEW}/accept", INTERVIEW),
        (f"{INTERVIEW}/invite.ics", INTERVIEW),
        (OFFER, OFFER),
        (f"{OFFER}/confirm", f"{OFFER}/confirm"),
        (f"{OFFER}/decline", f"{OFFER}/decline"),
        (f"{OFFER}/accept", OFFER),
        ("/m/12-ab3k9m2xqw", "/m/12-ab3k9m2xqw"),
        ("/m/12-ab3k9m2xqw/../hr", "/m/12-ab3k9m2xqw"),
        ("/m/evil.example", "/progress"),
        ("", "/progress"),
        ("//evil.example/progress", "/progress"),
        ("https://evil.example/", "/progress"),
        ("/hr/candidates", "/progress"),
        ("/progress@evil.example", "/progress"),
        ("/progress\r\nSet-Cookie: a=b", "/progress"),
        ("/\\evil.example", "/progress"),
    ],
)
def test_only_own_pages_are_gone_to(wanted: str, leads_to: str) -> None:
    assert goal(wanted) == leads_to
