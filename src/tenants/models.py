"""Every table of a tenant, imported in one place so that migrations and provisioning see them all."""

from ..platform.crypto import vault
from .access.sign_in import models as signin
from .access.single_sign_on import models as single_sign_on
from .access.users import models as access
from .audit import models as audit
from .automation.triggers import models as triggers
from .company.branding import models as branding
from .company.exports import models as exports
from .company.settings import models as settings
from .contracts.evidence import models as archive
from .contracts.labour_contracts import models as contracts
from .contracts.signing import models as signing
from .hiring.blacklist import models as blacklist
from .hiring.candidates import models as candidates
from .hiring.decisions import models as decisions
from .hiring.duplicates import models as duplicates
from .hiring.imports import models as imports
from .hiring.interviews import models as interviews
from .hiring.promises import models as promises
from .hiring.scorecards import models as scorecards
from .hiring.stages import models as recruiting
from .hiring.surveys import models as surveys
from .hiring.talent_pool import models as talent_pool
from .hiring.vacancies import models as vacancies
from .messaging.message_templates import models as wording
from .messaging.messages import models as notices
from .people.departments import models as departments
from .people.employees import models as employees
from .people.seals import models as seals

__all__ = [
    "access",
    "archive",
    "audit",
    "blacklist",
    "branding",
    "candidates",
    "contracts",
    "decisions",
    "departments",
    "duplicates",
    "employees",
    "exports",
    "imports",
    "interviews",
    "notices",
    "promises",
    "recruiting",
    "scorecards",
    "seals",
    "settings",
    "signin",
    "signing",
    "single_sign_on",
    "surveys",
    "talent_pool",
    "triggers",
    "vacancies",
    "vault",
    "wording",
]
