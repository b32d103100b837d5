"""`huiyin work` for tests of death: the same worker, which kills itself by SIGKILL at boundaries of its jobs.

    python -m tests.support.mortal_worker FOLDER watch|die

Nothing is imported here but under the guard: the processes of the render pool load their parent's main module anew.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    from huiyin.platform.processes import load_quickly

    load_quickly()
    from tests.support.boundaries import work

    work(Path(sys.argv[1]), deadly=sys.argv[2] == "die")
