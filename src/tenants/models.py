"""Every table of a tenant, imported in one place so that migrations and provisioning see them all."""

from ..platform.crypto import vault
from .access import models as access
from .archive import models as archive
from .audit import models as audit
from .blacklist import models as blacklist
from .branding import models as branding
from .candidates import models as candidates
from .contracts import models as contracts
from .decisions import models as decisions
from .departments import models as departments
from .duplicates import models as duplicates
from .employees import models as employees
from .exports import models as exports
from .imports import models as imports
from .interviews import models as interviews
from .notices import models as notices
from .promises import models as promises
from .recruiting import models as recruiting
from .scorecards import models as scorecards
from .seals import models as seals
from .settings import models as settings
from .signin import models as signin
from .signing import models as signing
from .single_sign_on import models as single_sign_on
from .surveys import models as surveys
from .talent_pool import models as talent_pool
from .triggers import models as triggers
from .vacancies import models as vacancies
from .wording import models as wording

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
