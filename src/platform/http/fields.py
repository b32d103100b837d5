"""Fields that several forms have in common."""

from ..formats import FormatError
from ..formats.uscc import parse_uscc
from ..i18n import gettext as _
from .forms import Form


def uscc_field(form: Form) -> str:
    """The 统一社会信用代码 in `uscc`; one whose check character is wrong is taken when `uscc_sure` is ticked.

    Genuine codes of the pilot years fail the check, so that it can be overruled, but never by mistake.
    """
    if not form.value("uscc"):
        form.add_error("uscc", _("请填写这一项。"))
        return ""
    try:
        code, doubts = parse_uscc(form.value("uscc"))
    except FormatError as wrong:
        form.add_error("uscc", str(wrong))
        return ""
    if doubts and not form.checked("uscc_sure"):
        form.add_error("uscc", _("校验位不符，请对照营业执照核对。"))
        form.add_error("uscc_sure", _("如果与营业执照完全一致，请勾选后再提交。"))
    return code
