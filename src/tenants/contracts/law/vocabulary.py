"""The words that bans and lawful readings are written in, and how their patterns are read.

A pattern is a regular expression over normalised text (see `wording`) with three short forms: `<name>` is a group of words from
here, `…8` up to eight signs without a comma, a colon or a negation, `‥8` up to eight signs without a comma or a colon.
"""

import re

_NEGATIONS = "不|无需|无须|毋|勿|未|免|禁止|严禁|没有|拒绝|杜绝|无权"

WORDS: dict[str, str] = {
    "employer": r"(?:甲方|公司|用人单位|单位|企业|我司|雇主|资方)",
    "worker": r"(?:乙方|员工|劳动者|职工|本人|雇员|入职者|新人|求职者|应聘者|女工)",
    # Forbids, or says that it need not be. 不得不 and 不可不 command; 不仅, 不低于 and the like negate nothing that follows.
    "neg": (
        r"(?<![不非])(?<!不得)(?<!不可)(?<!不能)(?:不得(?!不)|不应|不能(?!不)|不可以?(?!不)|不会|不予|不再|不需要?|不必|不用|不准|不许|不允许|无需|无须|无权|毋需|毋须"
        r"|勿|禁止|严禁|杜绝|绝不|决不|从不|从未|未曾|没有|免于|免予|拒绝"
        r"|不(?!仅|但|只|成|到|了|起|住|少于|低于|超过|高于|限于|论|管|服|然|断|同意|愿|得|可|能|满|达|合格|符|按|免|拒))"
    ),
    # What may stand between a negation and what it governs.
    "fill": (
        r"(?:以任何‥8(?:理由|名义|形式|方式|借口|名目)|以‥14(?:为由|为名|名义|方式|形式|理由)|因‥14|在‥12(?:期间|期内|时|后|内|中)"
        r"|为‥6|对‥8|向‥8|与‥6|任何‥4|要求|强迫|强制|强令|胁迫|诱导|引导|鼓励|默许|让|使|令|由|就|再|也|均|都|一律|另行|额外|直接|间接|变相|擅自"
        r"|单方面?|任意|随意|违法|非法|无故|出现|存在|实行|采用|推行|采取|设置|设定|约定|规定|签订|签署|出具|提交|接受|承认|认可|将|把|通过|其他|其|该|此|类似"
        r"|同意|自愿|承诺|应当|需要|<worker>|<employer>|双方|招聘|录用|入职|少缴|漏缴|迟缴|拖欠|拒缴|停缴|的|[、或及和]|或者|以及)*"
    ),
    "pay": r"(?:收取|收|缴纳|交纳|缴|交付|交|支付|付|提供|扣除|扣|预扣|索要|索取|要求|存入|留存|征收|设立|承担|负担|购买|出)",
    "keeper": r"(?:<employer>|人事[部处科]?门?|人力资源部?|车队|档案室|行政部?|财务部?|主管|队长|班长|店长|项目部)",
    "deposit": r"(?:押金|压金|押款|保证金|保证款|风险金|抵押金|抵押款|担保金|质押金|互保金|意向金|诚信金|诚意金|集资款|入股款|入职费|上岗费|占岗费)",
    "fee": r"(?:服装费|工装费|工服费|制服费|工作服费?|工牌费|建档费|体检费|报名费|介绍费|岗前培训费|入职培训费|招聘费|管理费)",
    "papers": (
        r"(?:居民身份证|身份证件?|学历证书?|学位证书?|毕业证书?|资格证书?|健康证|操作证|上岗证|职称证书?|证书|证件|护照|户口[本簿]|驾驶证|社保卡|银行卡|工资卡)"
    ),
    "insurance": (
        r"(?:社保|社会保险|五险一金|六险一金|五险|住房公积金|公积金|养老保险|医疗保险|工伤保险|失业保险|生育保险|(?:各项|其他|其余|各种|其它)保险|医保|新农合以外的保险)"
    ),
    "baby": r"(?:结婚|婚育|(?<!计划)生育(?!保险|津贴|待遇|医疗|假)|怀孕|妊娠|生孩子|生小孩|要孩子|生二胎|二孩|恋爱|婚后|婚嫁|嫁娶)",
    "quit": (
        r"(?:提前离职|提前辞职|提前解除|提前走|未到期离|擅自离职|自动离职|中途离职|自行离职|辞职|离职|不辞而别|跳槽|解约|毁约|(?:未|不)满‥8(?:离开|走)|单方面?解除|解除‥4合同)"
    ),
    "dismiss": r"(?:解除|终止|辞退|解雇|开除|除名|裁减|劝退|淘汰)",
    "number": r"[0-9一二三四五六七八九十两百千万]",
}


def expand(pattern: str) -> str:
    """A pattern without short forms."""
    while (found := re.search(r"<([a-z]+)>", re.sub(r"\(\?P<", "(?P{", pattern))) is not None:
        pattern = pattern.replace(f"<{found[1]}>", WORDS[found[1]])
    pattern = re.sub(r"…([0-9]+)", rf"(?:(?!{_NEGATIONS})[^,:]){{0,\1}}?", pattern)
    return re.sub(r"‥([0-9]+)", r"[^,:]{0,\1}?", pattern)


def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready."""
    return tuple(re.compile(expand(pattern)) for pattern in patterns)
