"""`huiyin steward | tenant … | operator …`: what only who has the owner's address can do."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import click
from huiyin_migrations.cells import migrate_cells
from huiyin_migrations.runner import MigrationResult, tenant_head

from ..jobs.company.exports import write_export
from ..jobs.context import Context, Services
from ..platform import clock
from ..platform.formats.cleaning import is_line
from ..platform.formats.contact import parse_email
from ..platform.formats.slugs import parse_slug, propose_slug
from ..platform.formats.uscc import parse_uscc
from ..platform.ids import new_id
from ..platform.settings import SettingsError
from ..platform.tenancy.models import TenantRow
from ..tenants.company.lifecycle import service as lifecycle
from ..tenants.company.operators.service import history, make_link, tenant_by_slug, tenants
from ..tenants.people.employers.service import EmployerFacts
from .command import actor, do, progress, settings_or_exit
from .context import Stewardship
from .deletion import delete_tenant
from .directory_sync import tell
from .provisioning import Founder, NewTenant, provision
from .relocation import move_tenant


@click.command()
def steward() -> None:
    """Make tenants that signed up, end trials, delete what is closed. Needs the owner's database address."""
    from .process import run
    from .revocation import require_keys

    settings = settings_or_exit()
    try:
        require_keys(settings)
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None
    asyncio.run(run(settings, watch_parent=os.environ.get("HUIYIN_WATCH_PARENT") == "true"))


@click.group()
def tenant() -> None:
    """Make, look at, suspend, close and delete tenants."""


def _line(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A name ends in the headers of mails."""
    if not is_line(value):
        raise click.BadParameter("must be one line without control characters")
    return value


@tenant.command()
@click.option("--company", required=True, callback=_line, help="Full name, as on the business licence.")
@click.option("--uscc", required=True, help="统一社会信用代码.")
@click.option("--slug", default="", help="Own part of the address; proposed from the name when left out.")
@click.option("--name", default="", callback=_line, help="Shown name; the company's when left out.")
@click.option("--admin-name", required=True, callback=_line)
@click.option("--admin-mail", required=True)
@click.option("--trial/--customer", default=True, show_default=True)
@click.option("--cell", default="", help="The cell it will live in; the least full open one when left out.")
@click.password_option("--admin-password", envvar="ADMIN_PASSWORD", help="Also read from ADMIN_PASSWORD.")
def create(  # rules: allow parameters – click hands over each option by its name
    company: str,
    uscc: str,
    slug: str,
    name: str,
    admin_name: str,
    admin_mail: str,
    trial: bool,
    cell: str,
    admin_password: str,
) -> None:
    """Make a tenant with its first admin, now."""

    async def work(steward: Stewardship) -> None:
        code, doubts = parse_uscc(uscc)
        if doubts:
            click.echo("  ! the check character of the USCC is wrong; compare it with the licence", err=True)
        chosen = parse_slug(slug) if slug else propose_slug(company)
        began = clock.now()
        try:
            made = await provision(
                steward,
                NewTenant(new_id(), chosen, name or company, trial=trial, cell=cell),
                EmployerFacts(company, code, "", "", admin_name, ""),
                Founder(admin_name, parse_email(admin_mail).lower(), password=admin_password),
            )
        except asyncpg.UniqueViolationError:
            raise click.ClickException(f"{chosen} is taken") from None
        spent = (clock.now() - began).total_seconds() * 1000
        click.echo(
            f"  ✓ {chosen} ({made.schema} in cell {made.cell}) in {spent:.0f} ms: {steward.settings.origin(chosen)}/hr/"
        )

    do(work)


@tenant.command("list")
@click.option("--status", default="")
@click.option("--json", "as_json", is_flag=True)
def list_(status: str, as_json: bool) -> None:
    """Every tenant with state, cell, size and last activity."""

    async def work(steward: Stewardship) -> None:
        offset, total = 0, 1
        while offset < total:
            async with steward.database.shared() as session:
                rows, total = await tenants(
                    session, steward.database, status=status, offset=offset, limit=100
                )
            for facts in rows:
                row, last = facts.row, facts.last_activity
                said = {
                    "slug": row.slug, "name": row.name, "status": row.status, "cell": row.cell,
                    "moving_to": row.moving_to, "revision": row.revision,
                    "megabytes": None if facts.size is None else round(facts.size / 1e6, 1), "last_activity": last.isoformat() if last else None,
                }  # fmt: skip
                line = "{slug:<24} {status:<12} {cell:<12} {revision:<6} {megabytes!s:>8} MB  {last_activity}  {name}"
                click.echo(json.dumps(said, ensure_ascii=False) if as_json else line.format(**said))
            offset += 100

    do(work)


@tenant.command()
@click.argument("slug")
def show(slug: str) -> None:
    """One tenant, and what was done to it."""

    async def work(steward: Stewardship) -> None:
        async with steward.database.shared() as session:
            row = await tenant_by_slug(session, slug)
            for label in (
                "id", "slug", "name", "cell", "moving_to", "schema_name", "status", "status_reason", "status_since", "trial_until",
                "delete_after", "main_host", "revision", "created_at",
            ):  # fmt: skip
                click.echo(f"  {label:<14} {getattr(row, label) if getattr(row, label) is not None else '—'}")
            behind = "" if row.revision == tenant_head() else f" (newest: {tenant_head()})"
            click.echo(f"  {'migrated to':<14} {row.revision}{behind}")
            for entry in await history(session, row):
                click.echo(
                    f"  {entry.at:%Y-%m-%d %H:%M} {entry.action} by {entry.actor} {entry.data.get('reason') or ''}"
                )

    do(work)


def _change(slug: str, verb: Callable[[Any], Awaitable[Any]]) -> None:
    async def work(steward: Stewardship) -> None:
        row, found = await _find(steward, slug)
        async with steward.database.tenant(found) as session:
            await verb(session)
            after = await lifecycle.status(session)
        await tell(steward, row.id)
        click.echo(f"  ✓ {slug} is {after}")

    do(work)


async def _find(steward: Stewardship, slug: str) -> tuple[TenantRow, Any]:
    async with steward.database.shared() as session:
        row = await tenant_by_slug(session, slug)
    return row, await steward.tenant(row.id)


@tenant.command()
@click.argument("slug")
@click.option("--reason", required=True, help="The tenant's people read it.")
def suspend(slug: str, reason: str) -> None:
    """Let staff look but not change; candidates may still read and sign."""
    _change(slug, lambda session: lifecycle.suspend(session, reason=reason, actor=actor()))


@tenant.command()
@click.argument("slug")
@click.option("--trial-days", type=int, help="More trial, for one that ran out.")
def resume(slug: str, trial_days: int | None) -> None:
    """End a suspension."""
    until = clock.now() + timedelta(days=trial_days) if trial_days else None
    _change(slug, lambda session: lifecycle.resume(session, actor=actor(), trial_until=until))


@tenant.command()
@click.argument("slug")
def activate(slug: str) -> None:
    """From trial to customer."""
    _change(slug, lambda session: lifecycle.activate(session, actor=actor()))


@tenant.command()
@click.argument("slug")
@click.option("--days", type=click.IntRange(0), help="Grace time; the installation's when left out.")
def close(slug: str, days: int | None) -> None:
    """Begin to close: everything is deleted after the grace time."""
    grace = timedelta(days=settings_or_exit().grace_days if days is None else days)
    _change(slug, lambda session: lifecycle.close(session, grace=grace, actor=actor()))


@tenant.command()
@click.argument("slug")
def reopen(slug: str) -> None:
    """Take a closing back."""
    _change(slug, lambda session: lifecycle.reopen(session, actor=actor()))


@tenant.command()
def migrate() -> None:
    """Bring every tenant to the newest schema, in every cell."""
    wrong = False
    for cell, result in asyncio.run(migrate_cells(settings_or_exit().owner_addresses(), progress)).items():
        if not isinstance(result, MigrationResult):
            click.echo(f"{cell}: not migrated: {result}", err=True)
            wrong = True
            continue
        for schema, problem in result.failed.items():
            click.echo(f"{schema}: {problem}", err=True)
        click.echo(f"  ✓ {cell}: {result.migrated} migrated, {len(result.failed)} failed")
        wrong = wrong or bool(result.failed)
    if wrong:
        raise SystemExit(1)


@tenant.command()
@click.argument("slug")
@click.argument("cell")
def move(slug: str, cell: str) -> None:
    """Carry a tenant to another cell. Meanwhile, for minutes, it can be looked at and not changed.

    A killed move is started again with the same words and finishes; the steward does so by itself after two minutes.
    Before the switch, naming the cell it is in takes the move back.
    """

    async def work(steward: Stewardship) -> None:
        row, _found = await _find(steward, slug)
        await move_tenant(steward, row.id, cell, by=actor(), progress=progress)
        after, _found = await _find(steward, slug)
        click.echo(f"  ✓ {slug} lives in {after.cell}")

    do(work)


@tenant.command()
@click.argument("slug")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: <slug>.zip")
def export(slug: str, out: Path | None) -> None:
    """Everything a tenant has, as one zip."""

    async def work(steward: Stewardship) -> None:
        _row, found = await _find(steward, slug)
        target = out or Path(f"{slug}.zip")

        async def tell(done: int, total: int) -> None:
            click.echo(f"\r[{done}/{total}]", nl=done == total)

        manifest = await write_export(Context(found, _services(steward)), target, tell)
        rows = sum(table["rows"] for table in manifest["tables"])
        click.echo(
            f"  ✓ {target}: {len(manifest['tables'])} tables, {rows} rows, {len(manifest['objects'])} objects"
        )

    do(work)


def _services(steward: Stewardship) -> Services:
    """What an export needs of a worker's services: it neither sends nor signs."""
    absent: Any = None
    return Services(
        steward.settings, steward.database, steward.vault, steward.email, absent, absent, steward.store, absent, absent, absent
    )  # fmt: skip


@tenant.command()
@click.argument("slug")
@click.option("--now", is_flag=True, help="Do not wait for the end of the grace time.")
@click.option("--yes", "confirmed", default="", help="The slug again; asked for when left out.")
def delete(slug: str, now: bool, confirmed: str) -> None:
    """Delete a closing tenant for good, and print the certificate of deletion."""
    if (confirmed or click.prompt(f"Type {slug} to delete it for good")) != slug:
        raise click.ClickException("not confirmed; nothing was deleted")

    async def work(steward: Stewardship) -> None:
        row, _found = await _find(steward, slug)
        if row.status not in ("closing", "deleting"):
            raise click.ClickException(f"{slug} is {row.status}: close it first")
        if row.status == "closing" and row.delete_after and row.delete_after > clock.now() and not now:
            raise click.ClickException(
                f"its grace time ends at {row.delete_after:%Y-%m-%d %H:%M}; --now does not wait"
            )
        certificate = await delete_tenant(steward, row.id, by=actor(), progress=progress)
        click.echo(json.dumps(certificate, ensure_ascii=False, indent=1))

    do(work)


@click.group()
def operator() -> None:
    """The people who run the installation."""


@operator.command()
@click.argument("name")
def link(name: str) -> None:
    """A link that lets NAME into /ops once, within ten minutes."""

    async def work(steward: Stewardship) -> None:
        async with steward.database.shared() as session:
            token = await make_link(session, name)
        click.echo(f"{steward.settings.origin()}/ops/enter/{token}")

    do(work)
