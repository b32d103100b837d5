"""The templates every tenant starts with; a lawyer of theirs must approve them before use."""

from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from .....platform import clock
from .....platform.i18n import mark
from .....platform.ids import new_id
from ..models import ContractTemplate
from ..template import template_hash

_SEED = (
    ("fixed_tech", mark("固定期限 · 技术及职能岗")),
    ("fixed_sales", mark("固定期限 · 销售岗（底薪加提成）")),
    ("open_ended", mark("无固定期限")),
)


def seed_templates(session: AsyncSession) -> None:
    """Version 1 of each."""
    for code, name in _SEED:
        body = (files(__package__) / f"{code}.md").read_text("utf-8")
        session.add(
            ContractTemplate(
                id=new_id(),
                code=code,
                version=1,
                name=name,
                body=body,
                body_hash=template_hash(body),
                created_at=clock.now(),
            )
        )
