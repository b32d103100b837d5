"""The moments at which the suite can run: `pytest --clock NAME`. Hours are Beijing's."""

from datetime import datetime

from huiyin.platform.clock import BEIJING

PLAIN = "plain"
SYSTEM = "system"
"""The machine's own clock, as the product has it."""

CLOCKS = {
    PLAIN: datetime(2026, 10, 14, 10, 0, tzinfo=BEIJING),  # a Wednesday, no holiday for a week
    "night": datetime(2026, 10, 15, 3, 30, tzinfo=BEIJING),  # a Thursday, in the quiet time
    "saturday": datetime(2026, 10, 17, 11, 0, tzinfo=BEIJING),
    "december": datetime(2026, 12, 30, 16, 30, tzinfo=BEIJING),  # the next working day is in the next year
    "february": datetime(2028, 2, 29, 10, 0, tzinfo=BEIJING),
    "2027": datetime(2027, 2, 4, 10, 0, tzinfo=BEIJING),  # 春节 is two days later
    "unpublished": datetime(
        2029, 5, 16, 10, 0, tzinfo=BEIJING
    ),  # a year of which no days off are published yet
}
