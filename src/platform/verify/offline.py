"""The page that checks a bundle in a browser, without a network: one file, made of the modules in `page/`."""

import re
from functools import lru_cache
from pathlib import Path

PAGE = "verify.html"
_FOLDER = Path(__file__).parent / "page"
# Each after those that it uses; in one file they need no imports.
_MODULES = ("der", "certificates", "cms", "zip", "chain", "proof", "pdf", "check", "page")
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)


@lru_cache(maxsize=1)
def offline_page() -> bytes:
    """The whole page: script and style are inside, and it may load nothing."""
    return _page(_MODULES).encode()


def _page(modules: tuple[str, ...]) -> str:
    parts = (_alone((_FOLDER / f"{name}.js").read_text("utf-8"), name) for name in modules)
    return (_FOLDER / "page.html").read_text("utf-8").replace("/* SCRIPT */", "\n".join(parts))


def _alone(source: str, name: str) -> str:
    """A module as a part of one: in a block of its own, so that names of two do not meet; what it offers goes out."""
    offered = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", source, re.MULTILINE)
    body = re.sub(r"^export ", "", _IMPORT.sub("", source), flags=re.MULTILINE)
    if not offered:
        return f"// {name}\n{{\n{body}}}"
    return f"// {name}\nconst {{ {', '.join(offered)} }} = (() => {{\n{body}return {{ {', '.join(offered)} }};\n}})();"
