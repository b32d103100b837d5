"""The tenant's nights and days: when a message may go out, and when the next day begins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Hours:
    """The quiet time in the tenant's own zone, over midnight or not; `start` equal to `end` is none at all."""

    zone: ZoneInfo
    start: time = _MIDNIGHT
    end: time = _MIDNIGHT

    @property
    def any(self) -> bool:
        """Whether there is a quiet time."""
        return self.start != self.end

    def opening(self, now: datetime, before: datetime | None = None) -> datetime:
        """The first moment from `now` on (aware) at which a message may go: `now` itself, or when the quiet time ends.

        What would come at `before` or later by waiting does not wait: a promise that ends, an interview that begins.
        """
        local = now.astimezone(self.zone)
        clock, over_midnight = local.time(), self.start > self.end
        after, before_end = clock >= self.start, clock < self.end
        if not (after or before_end if over_midnight else after and before_end):
            return now
        day = local.date() + timedelta(days=over_midnight and after)
        at = self._utc(day, self.end)
        if at <= now:  # the hour comes twice, where clocks go back: then its second time
            at = self._utc(day, self.end, fold=1)
        return now if before is not None and at >= before else at

    def midnights(self, now: datetime) -> tuple[datetime, datetime]:
        """When the day of `now` began, and when the next one begins."""
        today = now.astimezone(self.zone).date()
        return self._utc(today, _MIDNIGHT), self._utc(today + timedelta(days=1), _MIDNIGHT)

    def _utc(self, day: date, at: time, fold: int = 0) -> datetime:
        return datetime.combine(day, at, self.zone).replace(fold=fold).astimezone(UTC)
