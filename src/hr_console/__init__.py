"""What HR people, interviewers and seal keepers see, on a desktop."""

from litestar.types import ControllerRouterHandler

from .audit.controllers import AuditController
from .candidates.adding import AddCandidateController
from .candidates.controllers import CandidateController
from .contracts.controllers import ContractController
from .decisions.controllers import RuleController
from .departments.controllers import DepartmentController
from .employees.controllers import EmployeeController
from .features.controllers import FeatureController
from .help.controllers import HelpController
from .imports.controllers import ImportController
from .interviews.controllers import InterviewController
from .interviews.guest import GuestController
from .notices.controllers import MessageController
from .people.controllers import PeopleController
from .roles.controllers import RoleController
from .signin.controllers import SignInController
from .single_sign_on.controllers import begin, finish
from .single_sign_on.settings import SsoSettingsController
from .todo.controllers import TodoController
from .vacancies.controllers import VacancyController

HANDLERS: list[ControllerRouterHandler] = [
    SignInController,
    TodoController,
    CandidateController,
    AddCandidateController,
    ImportController,
    InterviewController,
    GuestController,
    RuleController,
    MessageController,
    ContractController,
    EmployeeController,
    AuditController,
    HelpController,
    PeopleController,
    RoleController,
    DepartmentController,
    VacancyController,
    FeatureController,
    SsoSettingsController,
    begin,
    finish,
]
