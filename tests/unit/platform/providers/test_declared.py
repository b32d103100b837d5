"""A provider is a folder: what is there is offered, and what is gone is an error of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from huiyin.jobs.gateways import Gateways
from huiyin.platform.ids import new_id
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.platform.providers.identity.registry import IDENTITIES, identity
from huiyin.platform.providers.im.registry import APPS, ROBOTS, apps, robots
from huiyin.platform.providers.sms.port import SmsAccount
from huiyin.platform.providers.sms.registry import GATEWAYS, gateway
from huiyin.tenants.messaging.channels.service import DecryptedAccount

SRC = Path(__file__).resolve().parents[4] / "src"
# Everything a process of the product imports, and what is still offered; the last line is what it prints.
_WITHOUT = """
import huiyin, huiyin.app, huiyin.worker, huiyin.tenants.loading
assert huiyin.__file__.startswith({folder!r}), huiyin.__file__
import httpx
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.platform.providers.sms.port import SmsAccount
from huiyin.platform.providers.sms.registry import GATEWAYS, gateway
from huiyin.tenants.messaging.channels.types import ACCOUNT_KINDS
facts = {{field.name: "1" for one in GATEWAYS.values() for field in one.facts}}
opened = [one.open(SmsAccount(facts, "s", {{}}), httpx.AsyncClient()) for one in GATEWAYS.values()]
try:
    gateway({gone!r})
except UnknownProviderError as problem:
    print(problem.code, *GATEWAYS, *ACCOUNT_KINDS, len(opened))
"""


def test_what_there_is_is_what_lies_in_the_folders() -> None:
    assert list(GATEWAYS) == ["aliyun", "tencent"]
    assert list(ROBOTS) == ["wecom", "dingtalk", "feishu"]
    assert list(APPS) == ["wecom_app", "dingtalk_app", "feishu_app"]
    assert list(IDENTITIES) == ["oidc", "wecom", "dingtalk", "feishu"]


@pytest.mark.parametrize("choose", [gateway, robots, apps, identity])
def test_an_unknown_kind_is_an_error_and_never_another_provider(choose: object) -> None:
    assert callable(choose)
    for kind in ("", "twilio", "Aliyun", "__class__"):
        with pytest.raises(UnknownProviderError):
            choose(kind)


async def test_an_account_of_a_provider_that_is_gone_sends_by_no_other() -> None:
    facts, secrets = {"key_id": "1", "sign_name": "1", "client_id": "1"}, {"secret": "s", "token": "t"}
    account = DecryptedAccount(new_id(), "huawei", "1", facts, secrets)
    async with httpx.AsyncClient() as http:
        gateways = Gateways(gateway("aliyun").open(SmsAccount(facts, "s", None), http))
        for open_it in (gateways.sms, gateways.robot, gateways.messenger):
            with pytest.raises(UnknownProviderError):
                open_it(account)
        await gateways.close()


@pytest.mark.parametrize("gone", ["aliyun", "tencent"])
def test_without_a_providers_folder_the_rest_works(tmp_path: Path, gone: str) -> None:
    shutil.copytree(SRC, tmp_path / "huiyin", ignore=shutil.ignore_patterns("__pycache__", "*.html", "*.css"))
    shutil.rmtree(tmp_path / "huiyin" / "platform" / "providers" / "sms" / gone)
    program = _WITHOUT.format(folder=str(tmp_path), gone=gone)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    left = ({"aliyun", "tencent"} - {gone}).pop()
    assert done.stdout.split() == [
        "unknown_provider", left, left, "wecom", "dingtalk", "feishu", "wecom_app", "dingtalk_app", "feishu_app", "1"
    ]  # fmt: skip
