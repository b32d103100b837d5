"""What can go wrong with contract templates."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.files import FileRefusedError
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .structure import Placed
from .tree import TreeError

_REASONS: dict[str, LazyText] = {
    "many": _("一份模板最多 500 块内容。"),
    "large": _("模板太长了，请删减内容，或拆成附件以外的单独文件。"),
    "long": _("一块内容最多 5000 个字，请分成几块。"),
    "deep": _("条件最多套三层。"),
    "annex": _("附件不能放在另一份附件里，也不能放在第二层条件里。"),
    "sign": _("签署区只能放在最外层，不能放在附件或条件里。"),
    "fields": _("两个变量重了，请撤销后重试。"),
    "columns": _("表格每一行的列数要和表头一样多，最多 8 列。"),
}


class ContractTemplateNotFoundError(NotFoundError):
    """No such template, version or draft here."""


class TreeRefusedError(DomainError):
    """What the editor sends is no template; `block` is the id of where."""

    code: ClassVar[str] = "template_refused"
    text = _("这处改动没法保存，请撤销后重试。")

    def __init__(self, problem: TreeError) -> None:
        super().__init__()
        self.text = _REASONS.get(problem.reason, type(self).text)
        self.block = problem.block


class DraftClosedError(DomainError):
    """The draft waits for its approval: nobody changes it under the approver's eyes."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "draft_closed"
    text = _("草稿已经提交审批，不能再改。要改请先撤回提交。")


class DraftStateError(DomainError):
    """The draft is not at that point of its road."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "draft_state"
    text = _("草稿现在的状态不能进行这个操作，请看最新情况。")


class DraftChangedError(DomainError):
    """The draft is another one than was looked at."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "draft_changed"
    text = _("您看过之后，草稿又改过。请看最新的内容再决定。")


class OwnDraftError(DomainError):
    """Who wrote a template does not approve it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "own_draft"
    text = _("合同模板要由没有改过这份草稿的同事审批。")


class TemplateFaultyError(DomainError):
    """The law or a gap stands in the way; `findings` say where, what, and how to mend it."""

    code: ClassVar[str] = "template_faulty"
    text = _("模板还有要改的地方，改好后才能提交。")

    def __init__(self, findings: list[Placed]) -> None:
        super().__init__()
        self.findings = findings


class NameTakenError(DomainError):
    """Another template is called so."""

    code: ClassVar[str] = "template_name_taken"
    field = "name"
    text = _("已有同名的合同模板。")


class EffectiveDateError(DomainError):
    """A version cannot have begun before it was approved."""

    code: ClassVar[str] = "template_effective_date"
    field = "effective_from"
    text = _("生效日不能早于今天，最晚一年以内。")


class WordTooLongError(FileRefusedError):
    """A template has no room for what a Word file holds."""

    code: ClassVar[str] = "word_too_long"
    field = "document"
    text = _(
        "文件的内容太多，一份模板放不下（最多 500 段、约 5 万字）。请删去不用的内容，或者把附件拆成单独的文件再导入。"
    )


class ImportOpenError(DomainError):
    """What came out of a Word file must be confirmed before anybody is asked to approve it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "import_open"
    text = _("这份草稿来自 Word 文件，请先核对没有带入的内容、必备条款和填空，再提交审批。")


class ItemTwiceError(DomainError):
    """A clause can be marked as one of the nine items only; `field` is the later of the two."""

    code: ClassVar[str] = "item_twice"
    text = _("同一条已经选作另一项。一条只能标为一项，请另选一条，或者选“没有”，之后在编辑里补。")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
