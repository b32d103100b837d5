"""Chinese that does not go through gettext: a reader of English would meet it. What may stay Chinese is said here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_CHINESE = re.compile(r"[\u3001-\u301f\u3400-\u9fff\uff01-\uff5e]")
_MARKED = ("_", "gettext", "lazy", "mark", "ChainProblem")
_MARKUP = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*\blang=\"zh-CN\"[^>]*>[^<]*<", re.DOTALL)
# Files and folders whose Chinese is data or evidence, each with the reason.
_DATA = {
    "src/demo.py": "the demo tenants' people",
    "src/road/": "a visitor of our own, who reads the Chinese pages",
    "src/__main__.py": "the command line, with an example of a column",
    "src/up.py": "our name",
    "src/platform/settings.py": "the SMS sender tag, filed with the carriers",
    "src/platform/embedded/": "names in certificates, and the developers' inbox",
    "src/platform/providers/certificates/": "names in certificates, and what is printed in the report",
    "src/platform/providers/identity/fake_suites.py": "what the suites say",
    "src/platform/providers/im/fake_personal.py": "what the suites say",
    "src/platform/providers/im/fake_robots.py": "what the suites say",
    "src/platform/providers/person_check/tencent/fake.py": "what Tencent's checks of persons say",
    "src/platform/providers/sms/aliyun/fake.py": "what Aliyun's gateway says",
    "src/platform/providers/sms/fake_filing.py": "what the gateways say",
    "src/platform/providers/sms/tencent/fake.py": "what Tencent's gateway says",
    "src/platform/formats/": "what is read out of tables and written into contracts",
    "src/platform/word/blanks.py": "brackets that blanks are drawn with",
    "src/platform/word/number_formats.py": "numbers as Word prints them",
    "src/platform/word/sections.py": "patterns of clauses' numbers",
    "src/platform/word/styles.py": "names of styles",
    "src/platform/i18n/formats.py": "dates, chosen by language there",
    "src/platform/signatures/": "drawn on the contract",
    "src/platform/verify/": "the verifier's report, evidence like the bundle it also runs in alone",
    "src/jobs/contracts/evidence_report.py": "the evidence report belongs to a Chinese contract",
    "src/jobs/contracts/evidence_words.py": "the evidence report, in Chinese and English at once",
    "src/jobs/contracts/paper_report.py": "the evidence report of a contract on paper, in Chinese and English at once",
    "src/jobs/messaging/email_layout.py": "e-mails to candidates are Chinese",
    "src/tenants/messaging/messages/": "messages to candidates are Chinese, their words filed with the carriers",
    "src/tenants/messaging/message_templates/common.py": "messages to candidates are Chinese, their words filed with the carriers",
    "src/tenants/messaging/message_templates/variables.py": "names and samples inside the tenant's own Chinese texts",
    "src/tenants/messaging/message_templates/lint.py": "patterns of Chinese texts; what is said about them is marked",
    "src/tenants/contracts/signing/check_notice.py": "its hash is in the chain",
    "src/tenants/contracts/paper_copies/printing.py": "printed as the cover of a Chinese contract",
    "src/tenants/contracts/signing/consent.py": "its hash is in the chain",
    "src/tenants/contracts/signing/notice.py": "its hash is in the chain",
    "src/steward/cli.py": "the command line, the code by its own name",
    "src/steward/deletion.py": "the deletion certificate names the statute",
    "src/tenants/people/employers/service.py": "the kind of seal, printed on the contract",
    "src/tenants/people/company_verification/letter.py": "a letter that is printed, sealed and signed",
    "src/tenants/seeding/service.py": "a new tenant's own data",
    "src/tenants/hiring/imports/": "headings and values of sheets; the faulty rows come back under the headings we read",
    "src/tenants/contracts/contract_templates/numbering.py": "how a contract is counted",
    "src/tenants/contracts/contract_templates/fields.py": "first values are words of the contract; labels are marked",
    "src/tenants/contracts/contract_templates/word_import/": "patterns of Chinese contracts, words of drafts; what is said of them is marked",
    "src/tenants/contracts/contract_templates/markdown.py": "patterns of Chinese clauses, choices of fields",
    "src/tenants/contracts/contract_templates/word_export.py": "words of a Chinese contract; what is said about them is marked",
    "src/tenants/contracts/labour_contracts/samples.py": "values of made-up contracts; what they are called is marked",
    "src/tenants/contracts/law/catalogue/": "vectors are words of contracts; what is said of them is marked",
    "src/tenants/contracts/law/hours.py": "patterns of Chinese working hours",
    "src/tenants/contracts/law/traditional.py": "characters",
    "src/tenants/contracts/law/vocabulary.py": "patterns of Chinese clauses",
    "src/tenants/contracts/law/wording.py": "patterns of Chinese clauses; what is said about them is marked",
    "src/platform/formats/regions.py": "patterns of Chinese places",
    "src/tenants/contracts/law/mandatory_items.py": "patterns of Chinese clauses; the items are marked",
    "src/tenants/hiring/scorecard_forms/bias.py": "patterns of what notes say; what is said about them is marked",
    "src/platform/web/templates/ui/document.html": "the contract's own words",
    "src/platform/web/templates/ui/language.html": "each language is named in itself",
}


_MESSAGES = "/built_in_messages.py"  # to candidates: Chinese, their words filed with the carriers


def untranslated(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts a reader meets go through gettext; in f-strings nothing can be translated."""
    if path.startswith(tuple(_DATA)) or not path.startswith("src/") or path.endswith(_MESSAGES):
        return
    said: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKED:
            said.update(inner for argument in node.args for inner in ast.walk(argument))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(node.value)  # a docstring
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in said else ""
        if isinstance(node, ast.Constant) and isinstance(text, str) and _CHINESE.search(text):
            yield node.lineno, f"not through gettext: {text[:40]}"


def untranslated_markup(root: Path) -> Iterator[str]:
    """The same for the words of templates, outside `_()`."""
    for file in sorted((root / "src").rglob("templates/**/*.html")):
        path = file.relative_to(root).as_posix()
        if path.startswith(tuple(_DATA)):
            continue
        bare = _MARKUP.sub(lambda found: "\n" * found[0].count("\n"), file.read_text("utf-8"))
        for number, line in enumerate(bare.splitlines(), start=1):
            if (found := _CHINESE.search(line)) is not None:
                yield f"{path}:{number}: untranslated: {line[found.start() :][:40]}"
