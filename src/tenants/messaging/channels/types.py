"""The channels on which messages go out, and the kinds of accounts for them."""

from ....platform.providers.im.registry import APPS, ROBOTS
from ....platform.providers.sms.registry import GATEWAYS

CHANNELS = ("email", "sms")
SMS_KINDS = tuple(GATEWAYS)
ROBOT_KINDS = tuple(ROBOTS)
APP_KINDS = tuple(APPS)
ACCOUNT_KINDS = (*SMS_KINDS, *ROBOT_KINDS, *APP_KINDS)
