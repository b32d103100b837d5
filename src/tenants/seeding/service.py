"""What a new tenant starts with."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.chain import GENESIS
from ...platform.crypto.vault import Vault
from ...platform.db import tenant_of
from ..audit.models import AuditHead
from ..audit.service import record
from ..company.lifecycle.feature import TenantEvent
from ..company.lifecycle.service import open_for_work
from ..company.settings.models import TenantSettings
from ..contracts.contract_templates.built_in import seed_templates
from ..contracts.minimum_wages.service import verify_presets
from ..hiring.decisions.models import RuleVersion
from ..hiring.decisions.rule import DEFAULT_RULE
from ..hiring.scorecard_forms.dimensions import plain
from ..hiring.scorecard_forms.service import first_form
from ..messaging.messages.delivery import NO_QUIET
from ..people.company_verification.proof import vouch
from ..people.employers.service import EmployerFacts, first_employer

_DEMO = "演示数据"
DIMENSIONS = ["沟通能力", "专业技能", "团队协作", "稳定性"]


async def seed_tenant(
    session: AsyncSession,
    vault: Vault,
    company: EmployerFacts,
    *,
    trial_until: datetime | None = None,
    quiet_nights: bool = True,
    vouched: bool = False,
) -> None:
    """Fill a freshly made schema: key, chain, settings, default rule, employer with its seal, templates.

    The last step lets people in; what is only half made is reached by nobody. Without `quiet_nights` messages go out
    at any hour. `vouched`: employer and minimum wages are proven from the first moment, as only a demo's may be.
    """
    # The chain's head is the one row that provisioning writes: afterwards it is only moved on.
    session.add(AuditHead(id=1, seq=0, hash=GENESIS))
    await vault.create_tenant_key(session)
    session.add(
        TenantSettings(
            id=1,
            contact_name=company.contact_name,
            contact_phone=company.contact_phone,
            dimensions=DIMENSIONS,
            delivery={} if quiet_nights else {"quiet": NO_QUIET},
        )
    )
    await first_form(session, plain(DIMENSIONS), name="通用评价表", by="回音")
    session.add(
        RuleVersion(
            version=1,
            lines=DEFAULT_RULE.to_json(),
            created_at=clock.now(),
            created_by="回音",
        )
    )
    employer = await first_employer(session, company)
    if vouched:
        await vouch(session, employer, actor="system")
        await verify_presets(session, _DEMO)
    seed_templates(session)
    record(session, TenantEvent.CREATED, data={"tenant": str(tenant_of(session).id)})
    await open_for_work(session, trial_until=trial_until)
