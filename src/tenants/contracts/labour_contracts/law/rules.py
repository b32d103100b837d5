"""The checks on a contract's terms, each with its article and the way to mend it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .....platform.i18n import lazy as _
from .findings import Finding
from .periods import last_day, longest_probation
from .terms import Terms
from .wages import MinimumWage

_SHARE = Decimal("0.8")
_VAGUE_PLACES = ("全国", "全球", "服从公司安排", "服从安排")  # rules: allow untranslated – what contracts say


def check_terms(terms: Terms, *, today: date, minimum: MinimumWage | None) -> list[Finding]:
    """Everything wrong or doubtful with the terms, in the order of the articles."""
    found: list[Finding] = []
    for rule in (_kind, _in_time, _open_ended, _work, _probation, _probation_pay, _age):
        found += rule(terms, today)
    found += _minimum(terms, today, minimum)
    return found


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}"


def _kind(terms: Terms, _today: date) -> Iterator[Finding]:
    article = _("《劳动合同法》第十二条、第十三条")
    if terms.kind == "fixed" and terms.end is None:
        yield Finding(
            "LC12-1",
            article,
            "error",
            "contract.end",
            _("固定期限合同没有终止日期。"),
            _("请填写合同终止日期。"),
        )
    if terms.kind == "fixed" and terms.end is not None and terms.end <= terms.start:
        message = _("合同终止日期不晚于开始日期。")
        yield Finding(
            "LC12-1",
            article,
            "error",
            "contract.end",
            message,
            _("请把终止日期改到开始日期之后。"),
        )
    if terms.kind == "open" and terms.end is not None:
        message = _("无固定期限合同不应有终止日期。")
        yield Finding(
            "LC12-1",
            article,
            "error",
            "contract.end",
            message,
            _("请清空终止日期，或改为固定期限。"),
        )


def _in_time(terms: Terms, today: date) -> Iterator[Finding]:
    article = _("《劳动合同法》第十条、第八十二条")
    limit = last_day(terms.employment_start, 1)
    if today > limit:
        message = _("用工满一个月（{limit}）仍未订立书面合同，须支付双倍工资。").format(limit=limit)
        yield Finding(
            "LC10-1",
            article,
            "warning",
            "contract.employment_start",
            message,
            _("请今天就完成签署，并核对双倍工资。"),
        )
    elif (limit - today).days <= 7 and today >= terms.employment_start:
        message = _("书面合同最迟应在 {limit} 前订立。").format(limit=limit)
        yield Finding(
            "LC10-1",
            article,
            "warning",
            "contract.employment_start",
            message,
            _("请尽快发出签署。"),
        )


def _open_ended(terms: Terms, _today: date) -> Iterator[Finding]:
    if terms.kind == "fixed" and terms.fixed_terms_before >= 2 and not terms.asked_for_fixed:
        yield Finding(
            "LC14-1",
            _("《劳动合同法》第十四条第二款"),
            "error",
            "template",
            _("已连续订立两次固定期限合同，应订立无固定期限合同。"),
            _("请改为无固定期限；劳动者本人书面要求固定期限的，请先留存其要求。"),
        )


def _work(terms: Terms, _today: date) -> Iterator[Finding]:
    place = terms.location.strip()
    if place in _VAGUE_PLACES:
        message = _("工作地点「{place}」过于笼统。").format(place=place)
        yield Finding(
            "LC17-4",
            _("《劳动合同法》第十七条第一款第四项"),
            "warning",
            "job.location",
            message,
            _("请写到城市或更具体。"),
        )
    if terms.work_system != "标准" and not terms.work_approval:  # rules: allow untranslated – data
        message = _("{system}工时制须经行政许可。").format(system=_(terms.work_system))
        yield Finding(
            "LC36H",
            _("《劳动法》第三十九条"),
            "error",
            "work.approval_no",
            message,
            _("请填写许可文号，或改为标准工时制。"),
        )
    if len(terms.duties.strip()) < 10:
        message = _("工作内容过于简略（少于 10 个字）。")
        yield Finding(
            "LC17-4",
            _("《劳动合同法》第十七条第一款第四项"),
            "error",
            "job.duties",
            message,
            _("请写明主要职责。"),
        )
    if not 1 <= terms.pay_day <= 31:
        message = _("发薪日应在 1 到 31 日之间。")
        yield Finding(
            "LC17-6",
            _("《劳动合同法》第十七条第一款第六项"),
            "error",
            "pay.pay_day",
            message,
            _("请改为每月的某一日。"),
        )


def _probation(terms: Terms, _today: date) -> Iterator[Finding]:
    if terms.probation_end is None:
        return
    article, field = _("《劳动合同法》第十九条"), "probation.end"
    if terms.part_time:
        yield Finding(
            "LC19-3",
            _("《劳动合同法》第七十条"),
            "error",
            field,
            _("非全日制用工不得约定试用期。"),
            _("请去掉试用期。"),
        )
        return
    if terms.earlier_probation:
        message = _("此人在本单位已约定过试用期，同一用人单位与同一劳动者只能约定一次。")
        yield Finding(
            "LC19-2", _("《劳动合同法》第十九条第二款"), "error", field, message, _("请去掉试用期。")
        )
    if terms.kind == "task" or (
        terms.end is not None and longest_probation(terms.kind, terms.start, terms.end) == 0
    ):
        message = _("以完成一定任务为期限或不满三个月的合同不得约定试用期。")
        yield Finding(
            "LC19-3",
            _("《劳动合同法》第十九条第三款"),
            "error",
            field,
            message,
            _("请去掉试用期，或延长合同期限。"),
        )
        return
    if terms.end is not None and terms.probation_end >= terms.end:
        message = _("试用期与合同期相同或更长：这样试用期不成立，该期限就是合同期限。")
        yield Finding(
            "LC19-4",
            _("《劳动合同法》第十九条第四款"),
            "error",
            field,
            message,
            _("请缩短试用期，或延长合同期限。"),
        )
        return
    if terms.probation_end < terms.start:
        yield Finding(
            "LC19-4",
            article,
            "error",
            field,
            _("试用期结束日早于合同开始日。"),
            _("请核对试用期结束日。"),
        )
        return
    most = longest_probation(terms.kind, terms.start, terms.end)
    limit = last_day(terms.start, most)
    if terms.probation_end > limit:
        message = _("这个合同期限最多约定 {most} 个月试用期，现在到 {end} 超过了。").format(
            most=most, end=terms.probation_end
        )
        remedy = _("请把试用期结束日改为 {limit} 或更早。").format(limit=limit)
        if terms.kind == "fixed" and most < 6:
            needed = last_day(terms.start, 12 if most == 1 else 36)
            remedy = _(
                "请把试用期结束日改为 {limit} 或更早。若要更长试用期，合同终止日须不早于 {needed}。"
            ).format(limit=limit, needed=needed)
        yield Finding("LC19-1", _("《劳动合同法》第十九条第一款"), "error", field, message, remedy)


def _probation_pay(terms: Terms, _today: date) -> Iterator[Finding]:
    if terms.probation_end is None:
        return
    article, field = _("《劳动合同法》第二十条、《实施条例》第十五条"), "probation.wage"
    if terms.probation_wage is None:
        yield Finding(
            "LC20-1",
            article,
            "error",
            field,
            _("没有填写试用期工资。"),
            _("请填写试用期月工资。"),
        )
        return
    floor = terms.wage * _SHARE
    if terms.probation_wage < floor:
        message = _("试用期工资 {wage} 元低于约定工资的 80%（{floor} 元）。").format(
            wage=_yuan(terms.probation_wage), floor=_yuan(floor)
        )
        yield Finding(
            "LC20-1",
            article,
            "error",
            field,
            message,
            _("请改为不低于 {least} 元。").format(least=_yuan(floor)),
        )
    elif terms.lowest_same_post is not None and terms.probation_wage < terms.lowest_same_post * _SHARE:
        lowest = terms.lowest_same_post * _SHARE
        message = _("试用期工资低于同岗位最低档工资的 80%（{lowest} 元）。").format(lowest=_yuan(lowest))
        yield Finding(
            "LC20-1",
            article,
            "error",
            field,
            message,
            _("请改为不低于 {least} 元。").format(least=_yuan(lowest)),
        )
    elif terms.lowest_same_post is not None and terms.probation_wage < terms.lowest_same_post:
        message = _("试用期工资低于同岗位最低档工资，只满足约定工资的 80%。")
        yield Finding("LC20-1", article, "warning", field, message, _("请确认符合本单位薪酬制度。"))


def _age(terms: Terms, _today: date) -> Iterator[Finding]:
    if terms.birth is None:
        return
    age = (
        terms.start.year
        - terms.birth.year
        - ((terms.start.month, terms.start.day) < (terms.birth.month, terms.birth.day))
    )
    if age < 16:
        message = _("开始日时年龄为 {age} 岁，禁止招用未满 16 周岁的未成年人。").format(age=age)
        yield Finding(
            "AGE-1",
            _("《劳动法》第十五条"),
            "error",
            "worker.id_number",
            message,
            _("不得订立本合同。"),
        )
    elif age < 18:
        message = _("未成年工（16 至 18 周岁）须特殊保护。")
        yield Finding(
            "AGE-1",
            _("《劳动法》第五十八条"),
            "warning",
            "worker.id_number",
            message,
            _("请办理未成年工登记和体检。"),
        )
    elif age >= 60:
        message = _("开始日时年龄为 {age} 岁，可能已达法定退休年龄。").format(age=age)
        yield Finding(
            "AGE-2",
            _("《实施条例》第二十一条"),
            "warning",
            "worker.id_number",
            message,
            _("请核对能否订立劳动合同。"),
        )


def _minimum(terms: Terms, today: date, minimum: MinimumWage | None) -> Iterator[Finding]:
    article = _("《劳动法》第四十八条")
    if minimum is None:
        message = _("没有「{place}」的最低工资标准。").format(place=terms.location)
        yield Finding(
            "LC20-2",
            article,
            "warning",
            "pay.base",
            message,
            _("请核对当地最低工资标准。"),
        )
        return
    standard = _("{place} {monthly} 元（{since} 起）").format(
        place=minimum.place, monthly=_yuan(minimum.monthly), since=minimum.effective_from
    )
    for value, field, what in (
        (terms.wage, "pay.base", _("月工资")),
        (
            terms.probation_wage if terms.probation_end else None,
            "probation.wage",
            _("试用期工资"),
        ),
    ):
        if value is not None and value < minimum.monthly:
            level = "warning" if terms.sales and field == "pay.base" else "error"
            remedy = _("请改为不低于 {least} 元。").format(least=_yuan(minimum.monthly))
            if level == "warning":
                remedy = _("底薪可以低于标准，但每月应发不得低于；合同已写明补足条款。")
            message = _("{what} {value} 元低于当地最低工资标准：{standard}。").format(
                what=what, value=_yuan(value), standard=standard
            )
            yield Finding("LC20-2", article, level, field, message, remedy)
    if minimum.doubtful(today):
        message = _("最低工资标准为预置数据，未经核验：{standard}。").format(standard=standard)
        yield Finding("LC20-2", article, "warning", "pay.base", message, _("请核对最低工资标准。"))
