"""The board and the list of what waits: what the feature declares."""

from ....platform.features import Feature, HelpEntry, NavigationEntry
from ....platform.i18n import lazy as _

FEATURE = Feature(
    navigation=(
        NavigationEntry("todo", _("待办"), "hr.todo.show", "candidates.read", order=10),
        NavigationEntry("board", _("看板"), "hr.board.show", "candidates.read", order=30),
    ),
    help=(
        HelpEntry(
            _("看每个人走到哪一步"),
            _("看板上一列是一个阶段，拖动卡片，或用键盘和「移动」换阶段。"),
            "hr.board.show",
            _("打开看板"),
            "candidates.read",
            order=20,
        ),
        HelpEntry(
            _("一次处理很多人"),
            _(
                "在候选人列表勾选，选移到阶段、归档、设置来源或邀请进人才库；待确认的可以一起按标记确认，先给您核对。做不了的逐个说明原因。"
            ),
            "hr.candidates.listing",
            _("候选人列表"),
            "candidates.write",
            order=30,
        ),
    ),
)
