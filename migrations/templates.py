"""The product's own templates of contracts, added to tenants that are there already."""

import base64

from alembic import op
from huiyin.tenants.contracts.contract_templates.built_in import built_in_body, built_in_codes
from huiyin.tenants.contracts.contract_templates.tree import tree_hash


def add_built_in_templates() -> None:
    """Add each built-in template as its tenants' next version, where theirs is another.

    They are read as they are in this release: a later one changes the files and adds them once more, and whoever comes from
    before both gets the newest, once.
    """
    for code in sorted(built_in_codes()):
        op.execute(_addition(code, built_in_body(code)))


def _addition(code: str, body: str) -> str:
    digest = tree_hash(body)
    # Nothing of the text itself goes through what makes SQL of it: a colon begins a parameter there, and % is doubled.
    coded = base64.b64encode(body.encode()).decode()
    newest = "select distinct on (code) code, version, name, body_hash from contract_templates order by code, version desc"
    kept = "insert into contract_templates (id, code, version, name, body, body_hash, created_at)"
    values = f"select uuidv7(), code, version + 1, name, convert_from(decode('{coded}', 'base64'), 'UTF8'), '{digest}', now()"
    return f"{kept} {values} from ({newest}) newest where code = '{code}' and body_hash <> '{digest}'"
