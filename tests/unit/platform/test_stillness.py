"""A process whose loop stands still ends itself and says where it stood; one that runs does not."""

import subprocess
import sys

_SCRIPT = """
import asyncio, time
from huiyin.platform.stillness import end_when_still

def stands_still():
    time.sleep(60)

async def main():
    end_when_still(1)
    await asyncio.sleep(2)
    print("ran for longer", flush=True)
    stands_still()

asyncio.run(main())
"""


def test_a_loop_that_stands_still_ends_its_process_and_says_where() -> None:
    ended = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, timeout=50)
    assert ended.returncode == 1
    assert "ran for longer" in ended.stdout
    assert "stands_still" in ended.stderr
