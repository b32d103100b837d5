"""Phrases that a labour contract must not contain, and where they stand."""

import re
from dataclasses import dataclass

from .....platform.i18n import LazyText
from .....platform.i18n import lazy as _
from .findings import Finding


@dataclass(frozen=True, slots=True)
class _Ban:
    rule: str
    article: LazyText
    pattern: re.Pattern[str]
    remedy: LazyText
    level: str = "error"


_DELETE = _("请删除。")


def _ban(
    rule: str,
    article: LazyText,
    pattern: str,
    remedy: LazyText = _DELETE,
    level: str = "error",
) -> _Ban:
    return _Ban(rule, article, re.compile(pattern), remedy, level)


_BANS = (
    _ban("LC9-1", _("《劳动合同法》第九条"), r"(?<!不收取)(押金|保证金|风险金|担保金)"),
    _ban(
        "LC9-1",
        _("《劳动合同法》第九条"),
        r"(扣押|保管)(乙方的?)?(居民)?(身份证|学历证|毕业证|证件)",
    ),
    _ban(
        "LC26-1",
        _("《劳动合同法》第二十六条"),
        r"(自愿|同意|承诺).{0,8}(放弃|不(缴|参加)).{0,6}(社保|社会保险|公积金)",
    ),
    _ban("LC26-1", _("《劳动合同法》第二十六条"), r"工伤.{0,6}(自负|概不负责|与(公司|甲方)无关)"),
    _ban(
        "LC26-1",
        _("《妇女权益保障法》第四十四条"),
        r"(不得|禁止|限制).{0,4}(结婚|怀孕|生育)|(结婚|怀孕|生育).{0,10}(解除|离职|辞退)",
    ),
    _ban(
        "LC26-1",
        _("《劳动合同法》第二十一条"),
        r"试用期(内|间)?.{0,6}(不(缴|交)社|随时(解除|辞退|终止))",
    ),
    _ban("LC25-1", _("《劳动合同法》第二十五条"), r"(提前离职|未满.{0,4}年).{0,12}(违约金|赔偿)"),
    _ban("LC26-1", _("《劳动合同法》第三十一条"), r"(放弃|不(支付|计算)).{0,6}加班(费|工资)"),
    _ban("LC44-1", _("《实施条例》第十三条"), r"末位淘汰.{0,8}(解除|终止)"),
    _ban(
        "LC26-1",
        _("《劳动合同法》第三十五条"),
        r"无条件(服从|接受).{0,8}(调岗|调薪|调动)",
        _("请改为协商一致。"),
        "warning",
    ),
    _ban(
        "LC24-1",
        _("《劳动合同法》第二十四条"),
        r"竞业.{0,20}(三年|3年|36个月|五年)",
        _("竞业限制最长二十四个月。"),
    ),
    _ban("LC25-1", _("《劳动法》第五十条"), r"离职.{0,10}(扣除|不发).{0,8}工资"),
    _ban(
        "LC44-1",
        _("《实施条例》第十三条"),
        r"(业绩|考核|任务).{0,10}(不达标|未完成).{0,10}(自动)?(终止|解除)",
    ),
)
# Our own protective wording forbids these things to the employer.
_PROTECTIVE = re.compile(
    r"^[0-9.]*(女职工特殊保护：)?.{0,6}(甲方不|甲方遵守|不得要求乙方|不以任何约定|不因)|不因结婚"
)


def lint_text(clauses: list[tuple[str, str]]) -> list[Finding]:
    """Findings in (clause id, text) pairs, sentence by sentence."""
    found: list[Finding] = []
    for clause, text in clauses:
        for sentence in re.split(r"[。；;\n]", re.sub(r"[ \t\u3000]", "", text)):
            if not sentence or _PROTECTIVE.search(sentence):
                continue
            for ban in _BANS:
                if (hit := ban.pattern.search(sentence)) is not None:
                    message = _("条款 {clause} 含有不合法的约定：「{words}」。").format(
                        clause=_(clause), words=hit[0]
                    )
                    found.append(
                        Finding(
                            ban.rule,
                            ban.article,
                            ban.level,
                            "template",
                            message,
                            ban.remedy,
                        )
                    )
    return found
