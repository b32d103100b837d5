"""Outages and faults of what we depend on: nothing is lost or doubled, and what fails for good is seen."""

from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.providers.storage import open_store
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.company import Candidate, Company


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


async def _to_the_last_try(company: Company, one: Candidate) -> None:
    """The hours of all tries but the last are over, and that one fails too."""

    async def given_up() -> bool | None:
        async with company.database() as connection:
            await connection.execute(
                "update queue.pgqueuer set attempts = 8, execute_after = now()"
                " where entrypoint = 'contract.sign' and status = 'queued' and attempts > 0"
            )
            query = "select true from contracts where id = $1::uuid and failed_at is not null"
            return await connection.fetchval(query, one.contract)  # type: ignore[no-any-return]

    await eventually(given_up, "the last try")


async def test_work_given_up_is_seen_and_mended_by_one_click(product: Product, company: Company) -> None:
    one = company.candidate(300, "郑重")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    await one.make()
    await one.come_to_sign()
    product.stack.stop_services()  # no time stamps
    try:
        await one.sign()
        await _to_the_last_try(company, one)
        page = await company.hr.get(f"/hr/contracts/{one.contract}")
        assert "时间戳服务" in page.one("data-failure").text
        assert "需要人工处理" in (await company.hr.get("/hr/contracts")).text
        todo = await company.hr.get("/hr/")
        assert todo.one("data-stuck").attrs["data-stuck"] == "1"
        assert one.name in todo.text
        # The keeper may not make contracts, and so not have them made again.
        page = await company.keeper.get(f"/hr/contracts/{one.contract}")
        assert page.all("data-failure")
        assert not [element for element in page.elements("form") if element.attrs.get("id") == "retry-form"]
    finally:
        product.stack.start_services()
    await todo.form("retry-all-form").submit()
    assert not (await company.hr.get("/hr/")).all("data-stuck")
    await one.seal()
    await one.finish()
    outcome = await one.outcome()
    assert outcome["contracts"] == ["archived"] and outcome["employees"] == 1
    assert (outcome["events"]["contract.stuck"], outcome["events"]["contract.retried"]) == (1, 1)
    assert await company.chain() == "valid"


async def _break(company: Company, *faults: dict[str, object]) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{company.inbox_origin}/aliyun/faults", json=list(faults))
    assert answer.status_code == 204, answer.text


async def test_a_gateway_that_breaks_hangs_or_is_late_doubles_nothing(company: Company) -> None:
    broken, hanging, late = everybody = [
        company.candidate(310 + number, name) for number, name in enumerate(("冯一", "陈二", "褚三"))
    ]
    await company.interview(everybody)
    await _break(
        company,
        {"phone": broken.phone, "kind": "error"},
        {"phone": hanging.phone, "kind": "hang", "seconds": 12},
        # We stop waiting after 10 s; the request is still under way and the gateway takes it 2 s later.
        {"phone": late.phone, "kind": "late", "seconds": 12},
    )
    await company.confirm(everybody)
    for one in everybody:
        await _delivered(one)
        assert (await one.told())["sms"].total() == 1, one.name
    assert await company.chain() == "valid"


async def _delivered(one: Candidate) -> dict[str, Counter[str]]:
    async def look() -> bool | None:
        states = {state for _event, _channel, state in (await one.outcome(settled=False))["messages"]}
        return True if states == {"delivered"} else None

    await eventually(look, f"what {one.name} is told")
    return await one.told()


async def test_receipts_repeated_out_of_order_or_forged_change_nothing(company: Company) -> None:
    one = company.candidate(320, "卫四")
    await company.interview([one])
    await company.confirm([one])
    await _delivered(one)
    before = await one.outcome()
    text = next(item for item in await company.inbox.messages() if item["to"] == one.phone)
    report = {
        "phone_number": one.phone, "success": True, "err_code": "DELIVERED", "biz_id": text["id"],
        "out_id": text["out_id"], "sms_size": "1",
    }  # fmt: skip
    refusal = report | {"success": False, "err_code": "REJECT"}
    another = refusal | {"biz_id": "0" * 32}
    stranger = report | {"out_id": "nobody.0"}
    token = company.settings.sms_receipt_token
    hook = f"http://127.0.0.1:{company.settings.port}/hooks/sms/aliyun"
    async with httpx.AsyncClient(trust_env=False) as http:
        for reports in ([report], [report, report], [refusal], [another], [stranger]):
            assert (await http.post(f"{hook}/{token}", json=reports)).json()["code"] == 0
        assert (await http.post(f"{hook}/{token}x", json=[refusal])).status_code in (403, 404)
        assert (await http.post(f"{hook}/{token}", content=b"nonsense")).json()["code"] == 1

    async def look() -> bool | None:
        query = (
            "select count(*) from queue.pgqueuer where entrypoint = 'message.receipt'"
            " and status in ('queued', 'picked')"
        )
        async with company.database() as connection:
            return True if await connection.fetchval(query) == 0 else None

    await eventually(look, "the receipts to be handled")
    assert await one.outcome() == before


async def test_a_refused_address_is_said_with_its_reason(company: Company) -> None:
    one = company.candidate(330, "蒋五")
    one.email = "nobody@nowhere.invalid"
    await company.interview([one])
    await company.confirm([one])

    async def look() -> bool | None:
        states = {channel: state for _e, channel, state in (await one.outcome(settled=False))["messages"]}
        return True if states == {"sms": "delivered", "email": "failed"} else None

    await eventually(look, "the refusal")
    page = await company.hr.get(one.file)
    assert "邮箱不存在或拒收" in page.text


async def test_web_and_worker_outlive_a_restart_of_the_database(product: Product, company: Company) -> None:
    one = company.candidate(340, "沈六")
    await company.interview([one])
    product.stack.postgres.stop()
    product.stack.postgres.start()

    async def look() -> bool | None:
        return True if (await company.hr._client.get("/hr/")).status_code == 200 else None

    await eventually(look, "the console", 30)
    await company.confirm([one])
    told = await _delivered(one)
    assert told["sms"].total() == told["email"].total() == 1


async def test_another_file_than_was_read_is_never_signed(product: Product, company: Company) -> None:
    """Somebody with the database and the store in hand changes the contract between the code and the signature."""
    one = company.candidate(301, "卫灵公")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    await one.make()
    await one.come_to_sign()
    store = open_store(product.stack.settings())
    async with company.database() as connection:
        row = await connection.fetchrow("select draft_key from contracts where id = $1::uuid", one.contract)
        other = await store.get(row["draft_key"]) + b"\n"
        await store.put(key := row["draft_key"].replace("draft-", "draft-another-"), other)
        change = "update contracts set draft_key = $2, draft_sha256 = $3 where id = $1::uuid"
        await connection.execute(change, one.contract, key, sha256_hex(other))
    await one.sign()
    await _to_the_last_try(company, one)
    page = await company.hr.get(f"/hr/contracts/{one.contract}")
    assert page.one("data-state").attrs["data-state"] == "signing"
    assert "与员工读过的不符" in page.one("data-failure").text
