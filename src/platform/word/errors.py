"""Why a file is not taken as a Word document, in the reader's words, with what to do about it."""

from enum import StrEnum

from ..files import FileRefusedError
from ..i18n import LazyText
from ..i18n import lazy as _


class Refusal(StrEnum):
    """The kinds of reason."""

    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_COMPLEX = "too_complex"
    OLD_FORMAT = "old_format"
    ENCRYPTED = "encrypted"
    OTHER_FORMAT = "other_format"
    MACROS = "macros"
    EXTERNAL = "external"
    OTHER_FILE_INSIDE = "other_file_inside"
    ENTITIES = "entities"
    DAMAGED = "damaged"
    UNSAFE_PATH = "unsafe_path"


_TEXTS: dict[Refusal, LazyText] = {
    Refusal.TOO_LARGE: _("文件超过 10 MB。请删去或压缩图片，另存后再上传。"),
    Refusal.UNPACKS_TOO_LARGE: _("文件解压后超过 100 MB，或者压缩得异常紧密，没有读取。请重新另存后再上传。"),
    Refusal.TOO_COMPLEX: _(
        "文件的结构过于复杂（嵌套太深或者内容太多），没有读取。请拆分或重新另存后再上传。"
    ),
    Refusal.OLD_FORMAT: _(
        "这是旧版 .doc（或 .wps）文件。请用 Word 或 WPS 打开，另存为 .docx 再上传；只改文件名不行。"
    ),
    Refusal.ENCRYPTED: _("文件已加密。请打开后取消密码保护，另存再上传。"),
    Refusal.OTHER_FORMAT: _("这不是 Word 文档（{what}）。请上传 .docx 文件。"),
    Refusal.MACROS: _("文件含有宏或者 ActiveX 控件（{what}）。请另存为不含宏的 .docx 再上传。"),
    Refusal.EXTERNAL: _(
        "文件引用了外部内容（{what}）。请断开链接：图片改为嵌入，模板改回 Normal，链接的文字粘贴为文本，另存后再上传。"
    ),
    Refusal.OTHER_FILE_INSIDE: _(
        "文件里插入了另一个文件的全文（{what}），其中的内容无法核对。请打开后重新保存，使内容成为正文，再上传。"
    ),
    Refusal.ENTITIES: _("文件的 XML 含有实体或者 DTD 声明（{what}），Word 不会这样保存，没有读取。"),
    Refusal.DAMAGED: _("文件已损坏（{what}）。请用 Word 或 WPS 打开并重新另存后再上传。"),
    Refusal.UNSAFE_PATH: _("文件内部的路径不安全（{what}），没有读取。请用 Word 或 WPS 重新另存后再上传。"),
}
_LONGEST_NAME = 80  # signs of a name out of the file that are repeated to the reader


class WordRefusedError(FileRefusedError):
    """The file is not read: `reason` for programs, the text for readers; `what`: which part of the file, or what it is."""

    field = "document"

    def __init__(self, reason: Refusal, what: str | LazyText = "") -> None:
        super().__init__(reason, what)
        self.reason = reason
        said = what if isinstance(what, LazyText) else "".join(filter(str.isprintable, what))[:_LONGEST_NAME]
        self.text = _TEXTS[reason].format(what=said)
