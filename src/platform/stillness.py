"""A process that stands still ends itself: whoever started it starts it again."""

import asyncio
import faulthandler

SECONDS = 60


def end_when_still(seconds: float = SECONDS) -> None:
    """From now on end this process, with every thread's stack on standard error, when its event loop stands still so long.

    For work that never comes back, also inside a library that lets no other thread run; called in the loop it watches.
    The machine may be busy: seconds are many.
    """
    loop = asyncio.get_running_loop()

    def say_that_it_runs() -> None:
        faulthandler.dump_traceback_later(seconds, exit=True)  # takes the place of the one before
        loop.call_later(seconds / 6, say_that_it_runs)

    say_that_it_runs()
