"""The templates every tenant starts with; a lawyer of theirs must approve them before use."""

from datetime import date
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from .....platform import clock
from .....platform.i18n import mark
from .....platform.ids import new_id
from ..markdown import read_markdown
from ..models import ContractTemplate
from ..scope import Scope
from ..tree import encode, tree_hash

ALWAYS = date(2000, 1, 1)
"""Since when what comes with the product is in force."""
_SALES = "销售"  # rules: allow untranslated – data
_SEED = (
    ("fixed_tech", "fixed", (), mark("固定期限 · 技术及职能岗")),
    ("fixed_sales", "fixed", (_SALES,), mark("固定期限 · 销售岗（底薪加提成）")),
    ("open_ended", "open", (), mark("无固定期限")),
)


def seed_templates(session: AsyncSession) -> None:
    """Version 1 of each."""
    for code, kind, posts, name in _SEED:
        body = built_in_body(code)
        session.add(
            ContractTemplate(
                id=new_id(),
                code=code,
                version=1,
                name=name,
                kind=kind,
                scope=Scope(posts=posts).to_json(),
                body=body,
                body_hash=tree_hash(body),
                effective_from=ALWAYS,
                created_at=clock.now(),
            )
        )


def built_in_body(code: str) -> str:
    """A template that comes with the product, as it is kept."""
    return encode(read_markdown((files(__package__) / f"{code}.md").read_text("utf-8")))


def built_in_codes() -> tuple[str, ...]:
    """Of all of them."""
    return tuple(code for code, *_rest in _SEED)
