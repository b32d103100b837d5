"""tenant_migrate: a column more for a thousand tenants, in a database of their own."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import huiyin_migrations
from huiyin.platform.ids import new_id
from huiyin.up import Product
from huiyin_migrations.cells import connected
from huiyin_migrations.making import create_tenant_on
from huiyin_migrations.scripts import TENANT

from tests.support.databases import empty_database

from .django_tenants.migrate import migrate_schemas
from .harness import Bench, Figure

_REVISION = '''"""A column more."""
from alembic import op
revision, down_revision, branch_labels, depends_on = "{name}", "{after}", None, None


def upgrade() -> None:
    op.execute("alter table vacancies add column {name} text not null default ''")
'''
_RUN = """
import asyncio, sys
from pathlib import Path
from huiyin_migrations.runner import migrate_tenants
from huiyin_migrations.scripts import Scripts
def say(name, done, total): print(name, flush=True)
done = asyncio.run(migrate_tenants(sys.argv[1], say, scripts=Scripts(Path(sys.argv[2]))))
sys.exit(len(done.failed) > 0)
"""


def tenant_migrate(bench: Bench) -> list[Figure]:
    """A column more everywhere: killed and started again, in one go, and with nothing to do."""
    tenants = bench.of(1_000, 3)
    with bench.product() as product:
        figures = asyncio.run(_measure(product, tenants))
        if bench.against == "django-tenants":
            what = "django-tenants migrate_schemas, multiprocessing"
            theirs = migrate_schemas(product.stack.settings(), product.stack.state, tenants)
            figures.append(Figure("tenant_migrate", figures[-1].figure, "s", what, theirs))
    return figures


async def _measure(product: Product, tenants: int) -> list[Figure]:
    async with empty_database(product.stack.settings()) as url:
        schemas = await _make(url, tenants)
        figures = [await asyncio.to_thread(_idle, product, url)]
        with TemporaryDirectory() as state:
            folder = Path(state) / "revisions"
            shutil.copytree(Path(huiyin_migrations.__file__).parent / "tenant", folder)
            _add(folder, "killed", TENANT.head)
            await asyncio.to_thread(_kill, url, folder, after=tenants // 3)
            before = await _count(url, "killed")
            await asyncio.to_thread(_migrate, url, folder)
            print(
                f"  kill -9 after {before} of {tenants} tenants; started again: {await _count(url, 'killed')}"
            )
            _add(folder, "whole", "killed")
            seconds = await asyncio.to_thread(_migrate, url, folder)
        what = "raw ALTER TABLE, a transaction each, one connection"
        figures.append(Figure("tenant_migrate", seconds, "s", what, await _raw_column(url, schemas)))
    return figures


async def _make(url: str, tenants: int) -> list[str]:
    async with connected(url) as owner:
        return [
            await create_tenant_on(owner, id_=new_id(), slug=f"firm-{number}", name=f"公司 {number}")
            for number in range(tenants)
        ]


def _idle(product: Product, url: str) -> Figure:
    command = [sys.executable, "-m", "huiyin"]
    env = os.environ | product.stack.env() | {"HUIYIN_DATABASE_OWNER_URL": url}
    spent = {}
    for arguments in (("migrate",), ("migrate", "--help")):
        began = time.perf_counter()
        subprocess.run([*command, *arguments], env=env, check=True, stdout=subprocess.DEVNULL)
        spent[arguments[-1]] = time.perf_counter() - began
    return Figure("tenant_migrate_idle", spent["migrate"], "s", "huiyin migrate --help", spent["--help"])


def _add(folder: Path, name: str, after: str) -> None:
    (folder / "versions" / f"{name}.py").write_text(_REVISION.format(name=name, after=after))


def _migrate(url: str, folder: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-c", _RUN, url, str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _kill(url: str, folder: Path, after: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _RUN, url, str(folder)], stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("no output to count by")
        for _line in range(after):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)


async def _count(url: str, revision: str) -> int:
    async with connected(url) as owner:
        return int(await owner.fetchval("select count(*) from shared.tenants where revision = $1", revision))


async def _raw_column(url: str, schemas: list[str]) -> float:
    async with connected(url) as owner:
        began = time.perf_counter()
        for schema in schemas:
            await owner.execute(f"alter table {schema}.vacancies add column raw text not null default ''")
        return time.perf_counter() - began
