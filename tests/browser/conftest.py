"""The browser of the tests in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools.chromium import ARGUMENTS, chromium


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.product")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program, env = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
        yield started
        started.close()
