"""What a candidate sees, on a phone: progress, onboarding form, contract, signature."""

from litestar.types import ControllerRouterHandler

from .branding.controllers import brand_logo, brand_sheet
from .documents.controllers import DocumentController
from .interviews.controllers import MeetingController
from .messages.controllers import follow_link, own_receipts, sms_receipts, to_tenant
from .onboarding.controllers import OnboardingController
from .progress.controllers import ProgressController
from .review.controllers import ReviewController
from .sign_in.controllers import SignInController, privacy
from .signing.controllers import SigningController
from .surveys.controllers import SurveyController
from .talent_pool.controllers import PoolController
from .verify.controllers import VerifyController

HANDLERS: list[ControllerRouterHandler] = [
    SignInController,
    ProgressController,
    MeetingController,
    OnboardingController,
    ReviewController,
    PoolController,
    SigningController,
    DocumentController,
    SurveyController,
    VerifyController,
    brand_sheet,
    brand_logo,
    follow_link,
    to_tenant,
    sms_receipts,
    own_receipts,
    privacy,
]
