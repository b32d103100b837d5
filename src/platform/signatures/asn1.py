"""A repair of asn1crypto 1.5.1, which makes signing 5 to 25 times slower at random.

`dump` takes any length whose low byte is 0x80 for an indefinite length and encodes everything again, level by level
(wbond/asn1crypto issue 249). A test pins the version and tells when upstream has changed.
"""

import inspect
import textwrap
from functools import lru_cache
from types import FunctionType

from asn1crypto import core

_WRONG = "self._header[-1:] == b'\\x80'"
_RIGHT = "(len(self._header) == 2 and self._header[1:] == b'\\x80')"


@lru_cache(maxsize=1)
def repair_asn1crypto() -> int:
    """Repair every affected `dump`; returns how many there were."""
    repaired = 0
    for owner in [item for item in vars(core).values() if inspect.isclass(item)]:
        method = vars(owner).get("dump")
        if not isinstance(method, FunctionType):
            continue
        source = textwrap.dedent(inspect.getsource(method))
        if _WRONG not in source:
            continue
        namespace: dict[str, object] = {}
        # The library's own source with one expression mended, compiled in its own module.
        code = compile(source.replace(_WRONG, _RIGHT), core.__file__, "exec")
        exec(code, vars(core), namespace)  # noqa: S102
        setattr(owner, "dump", namespace["dump"])  # noqa: B010
        repaired += 1
    return repaired
