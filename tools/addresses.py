"""Addresses are made from the names of routes: whether every name that is used exists, with these path parameters, and
whether an address is written out by hand where it need not be.

Faces write `href("hr.candidates.show", application_id=…)`, in Python and in templates. What lies below them names a route
where it declares a page (`feature.py`), and writes an address out only where it is a contract with the outside.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from huiyin import app
from huiyin.platform.http.addresses import Address, addresses
from huiyin.platform.http.pages import environment
from huiyin.tenants.features import in_order
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[1]
_PRODUCT = app  # imported, its routes have names
_FACES = ("src/front", "src/hr_console", "src/portal", "src/platform/http")
_MARKUP = tuple(f"src/{place}/templates" for place in ("front", "hr_console", "portal", "platform/web"))
_BELOW = ("src/jobs", "src/steward", "src/tenants")
_MAIL = "links in mails and chats stay as they were sent, and no face is there where they are written"
_SMS = "the short link, as gateways have registered the text with it"
_OPENS = "what follows opens something and is kept out of logs, under its address of today and of then"
# Where addresses stay written out, and why.
EXCEPTIONS = {
    "src/hr_console/old_addresses.py": "history: addresses of earlier releases",
    "src/hr_console/hiring/interviews/old_addresses.py": "history: addresses of earlier releases",
    "src/portal/actor.py": "the pattern of all pages a sign-in may lead to: a wall against other sites",
    "src/portal/templates/sign_in/phone.html": "asks whether somebody wants to a contract, whichever and to which step",
    "src/platform/http/refusals.py": "asks whether a program called: there is no such page yet",
    "src/platform/http/health.py": "answered outside of the app, whose routes these are not",
    "src/platform/http/pages.py": "what `asset` makes: files, no routes",
    "src/platform/web/templates/error.html": "asks which face an address belongs to, though there is no page at it",
    "src/tenants/contracts/labour_contracts/service.py": "printed on the contract for ever",
    "src/tenants/messaging/message_templates/lint.py": _SMS,
    "src/tenants/messaging/message_templates/registration.py": _SMS,
    "src/tenants/access/sign_in/emails.py": _MAIL,
    "src/tenants/automation/triggers/execution.py": _MAIL,
    "src/tenants/contracts/contract_templates/staff_mail.py": _MAIL,
    "src/tenants/contracts/deadlines/staff_mail.py": _MAIL,
    "src/tenants/contracts/labour_contracts/approval_mail.py": _MAIL,
    "src/tenants/contracts/offers/staff_mail.py": _MAIL,
    "src/tenants/contracts/paper/staff_mail.py": _MAIL,
    "src/tenants/contracts/paper_copies/printing.py": "printed on paper for ever",
    "src/tenants/contracts/paper_copies/staff_mail.py": _MAIL,
    "src/tenants/contracts/signing/staff_mail.py": _MAIL,
    "src/tenants/contracts/sealing/staff_mail.py": _MAIL,
    "src/tenants/contracts/signing/topics.py": _MAIL,
    "src/tenants/hiring/decisions/topics.py": _MAIL,
    "src/tenants/hiring/interviews/emails.py": _MAIL,
    "src/tenants/hiring/interviews/notifications.py": _MAIL,
    "src/tenants/hiring/promises/watch.py": _MAIL,
    "src/tenants/messaging/message_templates/trials.py": _MAIL,
    "src/tenants/messaging/messages/topics.py": _MAIL,
    "src/jobs/": _MAIL,
    "src/steward/": "links for operators, printed or sent where no face is",
    "src/tenants/access/sign_in/feature.py": _OPENS,
    "src/tenants/access/users/feature.py": _OPENS,
    "src/tenants/company/operators/feature.py": _OPENS,
    "src/tenants/company/signups/feature.py": _OPENS,
    "src/tenants/hiring/scorecards/feature.py": _OPENS,
    "src/tenants/messaging/messages/feature.py": _OPENS,
}
_HOLE = "\0"  # what is filled in, in an address that is written out
_WRITTEN = re.compile(r"^(?:\0+(?=/[a-z({?])|(?=/[a-z({?\0]))(.*)", re.DOTALL)
_TAKES_ADDRESS = re.compile(
    r"""(?<![\w-])(?:href|action|formaction|src|hx-[\w-]+|data-[\w-]+)=(["'])\0*/.*?\1"""
)
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Use:
    """One call of `href`: the name and the keywords it gives; None where the name is not written there."""

    line: int
    name: str | None
    keywords: frozenset[str]

    def wrong(self, known: Mapping[str, Address]) -> str:
        """What is wrong with it, or nothing."""
        if self.name is None:
            return "the name of a route is written out, or is the `route` of a declared page"
        return misfit(self.name, self.keywords, known)


def misfit(name: str, keywords: frozenset[str], known: Mapping[str, Address]) -> str:
    """Why a route is not reached by this name with these keywords, or nothing."""
    if name not in known:
        return f"no route is called {name}"
    wanted = set(known[name].parameters)
    if missing := wanted - keywords:
        return f"{name} needs {', '.join(sorted(missing))}"
    words = set(chain.from_iterable(address.parameters for address in known.values()))
    if extra := keywords & words - wanted:
        return f"{name} has no parameter {', '.join(sorted(extra))}"
    return ""


def uses_in_python(tree: ast.AST) -> Iterator[Use]:
    """Every call of `href` in a module. A declared page's route is checked where it is declared."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "href"):
            continue
        first = node.args[0] if len(node.args) == 1 else None
        if isinstance(first, ast.Attribute) and first.attr == "route":
            continue
        given = {word for keyword in node.keywords for word in _words(keyword)}
        name = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        yield Use(node.lineno, name, frozenset(given))


def _words(keyword: ast.keyword) -> Iterator[str]:
    if keyword.arg is not None:
        yield keyword.arg
    elif isinstance(keyword.value, ast.Dict):
        for key in keyword.value.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def uses_in_markup(source: str) -> Iterator[Use]:
    """Every call of `href` in a template."""
    for call in environment().parse(source).find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name == "href"):
            continue
        first = call.args[0] if len(call.args) == 1 else None
        if isinstance(first, nodes.Getattr) and first.attr == "route":
            continue
        name = first.value if isinstance(first, nodes.Const) and isinstance(first.value, str) else None
        yield Use(call.lineno, name, frozenset(keyword.key for keyword in call.kwargs))


def written_in_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Addresses written out by hand, outside decorators of routes, paths of controllers and docstrings."""
    free = set(chain.from_iterable(map(_free, ast.walk(tree))))
    for node in ast.walk(tree):
        if node in free:
            continue
        if isinstance(node, ast.JoinedStr):
            free.update(node.values)
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else _HOLE for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if (found := _WRITTEN.match(text)) is not None:
            yield node.lineno, found[1]


def _free(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand below `node` as it is."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from chain.from_iterable(map(ast.walk, node.decorator_list))
    elif isinstance(node, ast.ClassDef):
        paths = (one for one in node.body if isinstance(one, ast.Assign) and "path" in _targets(one))
        yield from chain.from_iterable(map(ast.walk, paths))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value


def _targets(assigned: ast.Assign) -> set[str]:
    return {target.id for target in assigned.targets if isinstance(target, ast.Name)}


def written_in_markup(source: str) -> Iterator[tuple[int, str]]:
    """Addresses written out by hand: in an attribute, also behind what an expression begins, or in an expression."""
    bare = _EXPRESSION.sub(lambda found: _HOLE + "\n" * found[0].count("\n"), source)
    for found in _TAKES_ADDRESS.finditer(bare):
        yield bare.count("\n", 0, found.start()) + 1, found[0].replace(_HOLE, "…")
    for constant in environment().parse(source).find_all(nodes.Const):
        if isinstance(constant.value, str) and _WRITTEN.match(constant.value):
            yield constant.lineno, constant.value


def leads_somewhere(written: str, known: Mapping[str, Address]) -> bool:
    """Whether an address that is written out is a route's, or the beginning of one."""
    path = re.split(r"[?#]", written.replace("${link}", _HOLE))[0].rstrip("/")
    there = [part if part != _HOLE else "%s" for part in path.split("/")]
    return any(_begins(there, address.pattern.rstrip("/").split("/")) for address in known.values())


def _begins(there: list[str], route: list[str]) -> bool:
    alike = all(one == other or "%s" in (one, other) for one, other in zip(there, route, strict=False))
    return alike and len(there) <= len(route)


def declared(known: Mapping[str, Address]) -> Iterator[str]:
    """What is wrong with the pages that features declare."""
    pages = [(one.route, frozenset(one.parameters)) for one in in_order(lambda feature: feature.help)]
    pages += [(one.route, frozenset()) for one in in_order(lambda feature: feature.navigation)]
    pages += [(one.route, frozenset()) for one in in_order(lambda feature: feature.settings)]
    for route, given in pages:
        if problem := misfit(route, given, known):
            yield f"a page that a feature declares: {problem}"


def broken(
    path: str,
    source: str,
    known: Mapping[str, Address],
    excused: Mapping[str, str] = MappingProxyType(EXCEPTIONS),
) -> Iterator[tuple[int, str]]:
    """What is wrong in one file of a face, or of what lies below the faces."""
    markup = path.endswith(".html")
    tree = ast.Module([], []) if markup else ast.parse(source)
    for use in uses_in_markup(source) if markup else uses_in_python(tree):
        if problem := use.wrong(known):
            yield use.line, problem
    below, reason = path.startswith(_BELOW), any(map(path.startswith, excused))
    heads = {address.pattern.split("/")[1] for address in known.values()}
    for line, address in written_in_markup(source) if markup else written_in_python(tree):
        if below and re.split(r"[/?#]", address)[1] not in heads:
            continue  # a path of something else
        if not reason:
            yield line, f"written out by hand: {address}"
        elif below and not leads_somewhere(address, known):
            yield line, f"leads nowhere: {address}"


def files() -> Iterator[tuple[str, str]]:
    """Every file that may name a route or write an address, with what is in it."""
    python = (file for place in (*_FACES, *_BELOW) for file in sorted((ROOT / place).rglob("*.py")))
    markup = (file for place in _MARKUP for file in sorted((ROOT / place).rglob("*.html")))
    for file in chain(python, markup):
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def main() -> int:
    """Check every file."""
    known = addresses()
    said = list(declared(known))
    for path, source in files():
        said += [f"{path}:{line}: {what}" for line, what in broken(path, source, known)]
    print(*said, f"addresses: {len(said) or 'none'} wrong", sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
