"""What HR people, interviewers and seal keepers see, on a desktop."""

from litestar.types import ControllerRouterHandler

from .account.controllers import AccountController
from .account.factors import FactorController
from .audit.controllers import AuditController
from .blacklist.controllers import BlacklistController
from .board.controllers import BoardController
from .brand.controllers import BrandController
from .bulk.controllers import BulkController
from .candidates.adding import AddCandidateController
from .candidates.controllers import CandidateController
from .company.controllers import CompanyController
from .contracts.controllers import ContractController
from .decisions.bulk import BulkConfirmController
from .decisions.confirming import ConfirmingController
from .decisions.controllers import RuleController
from .decisions.results import ResultController
from .delivery.controllers import DeliveryController
from .delivery.send_now import SendNowController
from .departments.controllers import DepartmentController
from .domains.controllers import DomainController
from .duplicates.controllers import DuplicateController
from .employees.controllers import EmployeeController
from .employers.controllers import EmployerController
from .features.controllers import FeatureController
from .help.controllers import HelpController
from .imports.controllers import ImportController
from .interviews.controllers import InterviewController
from .notices.controllers import MessageController
from .people.controllers import PeopleController
from .promises.controllers import PromiseController, PromiseRuleController
from .prove.controllers import ProveController
from .reports.controllers import ReportController
from .roles.controllers import RoleController
from .rounds.controllers import RoundController
from .schedule.arranging import ArrangeController
from .schedule.controllers import ScheduleController
from .scorecards.forms import FormController
from .scorecards.guest import GuestController
from .scorecards.own import CardController
from .scorecards.reopening import ReopenController
from .security.controllers import SecurityController
from .senders.controllers import SenderController
from .settings.controllers import SettingsController
from .signin.controllers import SignInController
from .signin.links import LinkController
from .single_sign_on.controllers import begin, finish
from .single_sign_on.settings import SsoSettingsController
from .stages.controllers import StageController
from .talent_pool.controllers import PoolController
from .todo.controllers import TodoController
from .triggers.controllers import TriggerController
from .vacancies.controllers import VacancyController
from .wording.controllers import WordingController
from .wording.editor import WordingEditorController
from .wording.filing import WordingFilingController

HANDLERS: list[ControllerRouterHandler] = [
    SignInController,
    LinkController,
    ProveController,
    AccountController,
    FactorController,
    SecurityController,
    TodoController,
    BoardController,
    CandidateController,
    BulkController,
    DuplicateController,
    PoolController,
    BlacklistController,
    AddCandidateController,
    PromiseController,
    PromiseRuleController,
    ReportController,
    ImportController,
    ScheduleController,
    ArrangeController,
    RoundController,
    InterviewController,
    CardController,
    ReopenController,
    FormController,
    GuestController,
    RuleController,
    ConfirmingController,
    BulkConfirmController,
    ResultController,
    MessageController,
    DeliveryController,
    SendNowController,
    SenderController,
    TriggerController,
    WordingController,
    WordingEditorController,
    WordingFilingController,
    ContractController,
    EmployeeController,
    AuditController,
    HelpController,
    SettingsController,
    PeopleController,
    RoleController,
    DepartmentController,
    VacancyController,
    StageController,
    FeatureController,
    SsoSettingsController,
    EmployerController,
    BrandController,
    DomainController,
    CompanyController,
    begin,
    finish,
]
