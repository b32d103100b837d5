"""What HR people, interviewers and seal keepers see, on a desktop."""

from litestar.types import ControllerRouterHandler

from .access.account.controllers import AccountController
from .access.account.factors import FactorController
from .access.reauthentication.controllers import ProveController
from .access.roles.controllers import RoleController
from .access.security.controllers import SecurityController
from .access.sign_in.controllers import SignInController
from .access.sign_in.links import LinkController
from .access.single_sign_on.controllers import begin, finish
from .access.single_sign_on.settings import SsoSettingsController
from .access.users.controllers import PeopleController
from .audit.controllers import AuditController
from .automation.triggers.controllers import TriggerController
from .company.branding.controllers import BrandController
from .company.domains.controllers import DomainController
from .company.features.controllers import FeatureController
from .company.lifecycle.controllers import CompanyController
from .company.settings.controllers import SettingsController
from .contracts.labour_contracts.controllers import ContractController
from .help.controllers import HelpController
from .hiring.blacklist.controllers import BlacklistController
from .hiring.board.controllers import BoardController
from .hiring.bulk.controllers import BulkController
from .hiring.candidates.controllers import CandidateController
from .hiring.candidates.entry import AddCandidateController
from .hiring.decisions.bulk import BulkConfirmController
from .hiring.decisions.controllers import RuleController
from .hiring.decisions.policy import ConfirmingController
from .hiring.decisions.results import ResultController
from .hiring.duplicates.controllers import DuplicateController
from .hiring.imports.controllers import ImportController
from .hiring.interviews.arrangement import ArrangeController
from .hiring.interviews.controllers import ScheduleController
from .hiring.my_interviews.controllers import InterviewController
from .hiring.promises.controllers import PromiseController, PromiseRuleController
from .hiring.reports.controllers import ReportController
from .hiring.rounds.controllers import RoundController
from .hiring.scorecard_forms.controllers import FormController
from .hiring.scorecards.controllers import CardController
from .hiring.scorecards.corrections import ReopenController
from .hiring.scorecards.guest import GuestController
from .hiring.stages.controllers import StageController
from .hiring.talent_pool.controllers import PoolController
from .hiring.todo.controllers import TodoController
from .hiring.vacancies.controllers import VacancyController
from .messaging.channels.controllers import SenderController
from .messaging.delivery.controllers import DeliveryController
from .messaging.delivery.send_now import SendNowController
from .messaging.message_templates.controllers import WordingController
from .messaging.message_templates.editor import WordingEditorController
from .messaging.message_templates.registration import WordingFilingController
from .messaging.messages.controllers import MessageController
from .people.departments.controllers import DepartmentController
from .people.employees.controllers import EmployeeController
from .people.employers.controllers import EmployerController

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
