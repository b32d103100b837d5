"""What can go wrong with minimum wages."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


class WageNotFoundError(NotFoundError):
    """No such standard here."""


class RegionUnknownError(DomainError):
    """Nobody can tell which division is meant."""

    code: ClassVar[str] = "region_unknown"
    field = "wage_region"
    text = _("没有认出这个地区，请从省、市写起，例如“江苏省苏州市”。")


class FigureUnlikelyError(DomainError):
    """Such a minimum wage there is nowhere: a digit too many, a wage by the hour for one by the month."""

    code: ClassVar[str] = "figure_unlikely"
    text = _("数额不像最低工资标准，请核对。")

    def __init__(self, field: str, text: LazyText) -> None:
        super().__init__()
        self.field, self.text = field, text


class DayUnlikelyError(DomainError):
    """No notice says today what is to hold in years, and none of those before 1994 is a standard."""

    code: ClassVar[str] = "wage_day_unlikely"
    field = "wage_from"
    text = _("执行日期应在 1994 年之后、最晚一年以后，请核对。")
