"""Importing sheets: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, NavigationEntry, TableExport
from ....platform.i18n import lazy as _


class ImportEvent(Event):
    """What is written to the chain."""

    APPLIED = "import.applied", _("导入表格")


FEATURE = Feature(
    events=ImportEvent,
    navigation=(NavigationEntry("imports", _("导入"), "hr.imports.show", "candidates.import", order=50),),
    help=(
        HelpEntry(
            _("让候选人进来"),
            _("上传您现在用的表格，先看预览再导入；同一个手机号只建一份档案。只有一位时直接添加。"),
            "hr.imports.show",
            _("导入表格"),
            "candidates.import",
            order=10,
        ),
    ),
    exports=(
        TableExport(
            "import_batches",
            stays_encrypted={
                "source_encrypted": "what came of it is in the tables",
                "faulty_encrypted": "was handed out at the import",
            },
        ),
    ),
)
