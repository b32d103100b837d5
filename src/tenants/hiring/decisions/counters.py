"""What waits for somebody to confirm it."""

from ....platform.features import Counter
from .topics import to_confirm

TO_CONFIRM = Counter("todo", lambda _user: to_confirm())
