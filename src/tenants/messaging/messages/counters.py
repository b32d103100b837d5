"""People no message reached."""

from ....platform.features import Counter
from ....platform.i18n import lazy as _
from .calls import unreached_occasions

UNREACHED = Counter("messages", lambda _user: unreached_occasions(), _("{n} 待电话"), urgent=True)
