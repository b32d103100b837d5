"""Tencent Cloud FaceID behind our port: what it finds, what it cannot say, and whose face counts."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.platform.providers.person_check.port import (
    CheckedPerson,
    PersonCheckAccount,
    PersonCheckProvider,
    PersonCheckUnavailable,
)
from huiyin.platform.providers.person_check.registry import PERSON_CHECKS, person_check
from huiyin.platform.providers.person_check.tencent.fake import FakeFaceId
from litestar import Litestar

ME = CheckedPerson("李想", "310199198812311223", "+8613812345678")
BACK, REFERENCE = "http://acme.localhost/contracts/1/check/back", "check-1"


class Service:
    """The small FaceID, and us in front of it."""

    def __init__(self) -> None:
        self.fake = FakeFaceId(key_id="id", secret="secret", rule_id="1")
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport, timeout=0.5, base_url="http://fake")

    def us(self, **other: str) -> PersonCheckProvider:
        account = PersonCheckAccount("id", "secret", "1", "http://fake/tencent-faceid")
        return person_check("tencent").open(replace(account, **other), self.http)

    async def fail(self, **fault: object) -> None:
        await self.http.post("/tencent-faceid/faults", json=[{"name": ME.name, **fault}])

    async def stand_before(self, url: str, end: str) -> httpx.Response:
        return await self.http.post(httpx.URL(url).path, data={"end": end})


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    made = Service()
    yield made
    await made.http.aclose()


def test_who_checks_is_found_by_its_folder() -> None:
    assert list(PERSON_CHECKS) == ["tencent"]
    with pytest.raises(UnknownProviderError):
        person_check("other")


@pytest.mark.any_clock
async def test_what_the_carrier_knows_passes_and_has_a_number(service: Service) -> None:
    found = await service.us().three_elements(ME)
    assert found.passed and found.code == "0" and len(found.request) == 36 and not found.reason
    assert service.fake.calls == [("PhoneVerification", "0")]


@pytest.mark.parametrize(
    ("code", "words"),
    [("-4", "不一致"), ("-9", "查不到"), ("-13", "不支持"), ("-8", "姓名"), ("-99", "不一致")],
)
async def test_what_the_carrier_does_not_know_is_said_in_words(
    service: Service, code: str, words: str
) -> None:
    await service.fail(kind="result", code=code)
    found = await service.us().three_elements(ME)
    assert not found.passed and found.code == code and words in str(found.reason) and found.request


@pytest.mark.parametrize(
    ("person", "code"),
    [(replace(ME, phone="+8521234567"), "-6"), (replace(ME, id_number="EA1234567"), "-7")],
)
async def test_what_is_no_number_of_theirs_is_no(service: Service, person: CheckedPerson, code: str) -> None:
    assert (await service.us().three_elements(person)).code == code


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "result", "code": "-11"}, "-11"),
        ({"kind": "result", "code": "-12"}, "-12"),
        ({"kind": "refused", "code": "UnauthorizedOperation.Arrears"}, "UnauthorizedOperation.Arrears"),
        ({"kind": "error"}, "silent"),
        ({}, "silent"),
    ],
)
async def test_who_cannot_say_says_neither_yes_nor_no(
    service: Service, fault: dict[str, object], code: str
) -> None:
    if not fault:
        service.http = httpx.AsyncClient(
            transport=httpx.MockTransport(_silence), timeout=0.5, base_url="http://fake"
        )
    else:
        await service.fail(**fault)
    with pytest.raises(PersonCheckUnavailable) as problem:
        await service.us().three_elements(ME)
    assert problem.value.code == code


def _silence(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("nothing came")


async def test_another_account_is_refused_and_nothing_is_passed(service: Service) -> None:
    for wrong, code in (
        ({"secret": "other"}, "AuthFailure.SignatureFailure"),
        ({"key_id": "other"}, "AuthFailure.SecretIdNotFound"),
    ):
        with pytest.raises(PersonCheckUnavailable) as problem:
            await service.us(**wrong).three_elements(ME)
        assert problem.value.code == code
    for wrong, code in (
        ({"rule_id": "2"}, "InvalidParameterValue.RuleIdNotExist"),
        ({"rule_id": ""}, "no-rule"),
    ):
        with pytest.raises(PersonCheckUnavailable) as problem:
            await service.us(**wrong).begin_face(ME, back=BACK, reference=REFERENCE)
        assert problem.value.code == code


@pytest.mark.any_clock
async def test_a_face_passes_once_somebody_stood_before_it(service: Service) -> None:
    us = service.us()
    begun = await us.begin_face(ME, back=BACK, reference=REFERENCE)
    assert await us.face_result(ME, token=begun.token, reference=REFERENCE) is None
    page = await service.http.get(httpx.URL(begun.url).path)
    assert ME.name in page.text and ME.id_number not in page.text
    led = await service.stand_before(begun.url, "pass")
    assert led.headers["location"] == f"{BACK}?token={begun.token}"
    found = await us.face_result(ME, token=begun.token, reference=REFERENCE)
    assert found is not None and found.passed and found.code == "0"


async def test_a_face_that_is_not_theirs_or_turns_away(service: Service) -> None:
    us = service.us()
    begun = await us.begin_face(ME, back=BACK, reference=REFERENCE)
    await service.stand_before(begun.url, "leave")
    assert await us.face_result(ME, token=begun.token, reference=REFERENCE) is None
    await service.stand_before(begun.url, "fail")
    found = await us.face_result(ME, token=begun.token, reference=REFERENCE)
    assert found is not None and not found.passed and found.code == "1004" and "没有通过" in str(found.reason)
    await service.stand_before(begun.url, "pass")  # what is over is over
    again = await us.face_result(ME, token=begun.token, reference=REFERENCE)
    assert again is not None and not again.passed


@pytest.mark.parametrize(
    ("person", "reference"),
    [
        (replace(ME, name="王五"), REFERENCE),
        (replace(ME, id_number="110101199003074514"), REFERENCE),
        (ME, "check-2"),
    ],
)
async def test_somebody_elses_check_proves_nothing(
    service: Service, person: CheckedPerson, reference: str
) -> None:
    us = service.us()
    begun = await us.begin_face(ME, back=BACK, reference=REFERENCE)
    await service.stand_before(begun.url, "pass")
    found = await us.face_result(person, token=begun.token, reference=reference)
    assert found is not None and not found.passed and found.code == "other-person"


async def test_a_made_up_token_is_no_answer_and_an_old_one_is_late(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    us = service.us()
    with pytest.raises(PersonCheckUnavailable) as problem:
        await us.face_result(ME, token="made-up", reference=REFERENCE)
    assert problem.value.code == "InvalidParameterValue.BizTokenIllegal"
    begun = await us.begin_face(ME, back=BACK, reference=REFERENCE)
    face = service.fake._faces[begun.token]
    monkeypatch.setattr(face, "at", face.at.replace(year=face.at.year - 1))
    late = await us.face_result(ME, token=begun.token, reference=REFERENCE)
    assert late is not None and not late.passed and "有效时间" in str(late.reason)


async def test_no_picture_is_asked_for(service: Service) -> None:
    """InfoType 1 is text alone: the small one gives a picture to whoever asks for more, as the real one does."""
    seen: list[dict[str, object]] = []

    async def look(response: httpx.Response) -> None:
        await response.aread()
        seen.append(response.json()["Response"])

    us = service.us()
    begun = await us.begin_face(ME, back=BACK, reference=REFERENCE)
    await service.stand_before(begun.url, "pass")
    service.http.event_hooks = {"response": [look]}
    await us.face_result(ME, token=begun.token, reference=REFERENCE)
    assert seen[0]["BestFrame"] is None and seen[0]["VideoData"] is None and seen[0]["IdCardData"] is None
