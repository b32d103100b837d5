"""The words that stand over columns. A word that is not here is unknown: it is named to the person, never guessed."""

import re
import unicodedata

from ....platform.i18n import mark

PEOPLE = {
    "name": "姓名 候选人 候选人姓名 候选人名称 应聘者 应聘人 应聘人姓名 应聘者姓名 求职者 求职者姓名 求职人 人员姓名 名字 真实姓名"
    " 中文名 中文姓名 人选 人选姓名 申请人 申请人姓名 面试者 面试者姓名 面试人姓名 被面试人 name fullname candidate candidatename"
    " nameofcandidate applicant applicantname",
    "phone": "手机号 手机 手机号码 手机电话 电话 电话号码 联系电话 联系方式 联系手机 联系号码 移动电话 移动电话号码 本人手机 本人电话"
    " 候选人手机 候选人手机号 候选人电话 联系电话手机 mobile mobileno mobilenumber mobilephone phone phoneno phonenumber tel"
    " telephone telephonenumber cell cellphone cellphonenumber contactnumber contactno contactphone",
    "email": "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 电子邮箱地址 电子邮件地址 个人邮箱 联系邮箱 邮件地址 email mail emailaddress"
    " mailbox",
    "post": "应聘岗位 岗位 职位 应聘职位 应聘职务 职务 申请岗位 申请职位 岗位名称 职位名称 意向岗位 意向职位 应聘岗位名称"
    " 应聘职位名称 拟聘岗位 拟录用岗位 拟入职岗位 目标岗位 投递岗位 投递职位 面试岗位 面试职位 求职岗位 求职职位 招聘岗位 招聘职位"
    " position positionapplied positionappliedfor appliedposition appliedfor post job jobtitle title role jobposition"
    " vacancy",
    "department": "部门 所属部门 用人部门 应聘部门 需求部门 招聘部门 部门名称 拟入职部门 申请部门 department dept team"
    " departmentname",
    "kind": "岗位类别 岗位类型 职位类别 职位类型 职类 岗位序列 职位序列 岗位大类 category jobcategory jobtype jobfamily",
    "location": "工作地点 工作地 地点 城市 工作城市 办公地点 工作地址 工作地区 岗位所在地 location city workplace worklocation"
    " worksite joblocation",
    "source": "渠道 来源 招聘渠道 简历来源 来源渠道 招聘来源 简历渠道 投递渠道 应聘渠道 候选人来源 source channel recruitmentchannel"
    " sourcechannel",
    "applied_on": "投递日期 申请日期 投递时间 申请时间 应聘日期 应聘时间 登记日期 登记时间 报名日期 报名时间 简历投递日期 简历投递时间"
    " 收到简历日期 applied appliedon appliedat applicationdate dateapplied dateofapplication applydate",
    "pay": "期望薪资 期望月薪 薪资要求 期望工资 期望薪酬 期望薪水 薪资期望 薪酬期望 薪酬要求 月薪期望 期望待遇 待遇要求 期望税前月薪"
    " 期望税前薪资 期望年薪 预期薪资 salary salaryexpectation expectedsalary expectedmonthlysalary expectedpay payexpectation"
    " desiredsalary",
    "available_on": "可到岗日期 到岗日期 到岗时间 可到岗时间 最快到岗 最快到岗日期 最快到岗时间 最早到岗日期 最早到岗时间 预计到岗日期"
    " 预计到岗时间 入职时间 入职日期 可入职日期 可入职时间 预计入职日期 预计入职时间 拟入职日期 available availableon availablefrom"
    " availabledate availability startdate earlieststartdate joindate joiningdate onboarddate onboardingdate",
    "note": "备注 说明 其他 其它 备注信息 备注说明 补充说明 note notes remark remarks comment comments",
}  # fmt: skip
SCORES = {
    "name": PEOPLE["name"],
    "phone": PEOPLE["phone"],
    "post": PEOPLE["post"],
    "round": "面试轮次 轮次 面试轮 面试阶段 面试环节 环节 阶段 第几轮 轮数 round interviewround roundno stage interviewstage",
    "interviewer": "面试官 面试官姓名 评委 评委姓名 面试评委 面试人 面试人员 主面试官 主面 考官 主考官 面试考官 评价人 评分人 打分人"
    " 评估人 interviewer interviewername assessor evaluator rater panelist interviewedby",
    "held_at": "面试时间 面试日期 面试日期时间 时间 日期 评价时间 评价日期 评分时间 interviewtime interviewdate interviewdatetime"
    " interviewedon date time datetime",
    "note": "备注 评语 评价 面试评语 面试评价 面试记录 面试反馈 面试意见 评估意见 评价意见 综合评语 说明 反馈 note notes comment"
    " comments remark remarks feedback",
    "conclusion": "结论 面试结论 建议 推荐意见 面试结果 结果 面试建议 录用建议 是否通过 是否推荐 conclusion result recommendation"
    " decision verdict",
}  # fmt: skip
_ASSESSED = (
    "沟通 表达 沟通表达 语言表达 沟通协调 沟通协作 专业 专业知识 专业素养 专业匹配 技术 技术深度 技术广度 技术基础 业务 业务理解"
    " 团队 团队合作 团队协作 协作 合作 协调 组织 组织协调 稳定 稳定性 学习 学习成长 逻辑 逻辑思维 思维 分析 逻辑分析 数据分析"
    " 解决问题 问题解决 问题分析 执行 责任 责任心 抗压 领导 管理 团队管理 项目管理 文化匹配 文化契合 价值观 价值观匹配 英语"
    " 外语 计算机 编程 编码 代码 算法 系统设计 架构 综合能力 综合素质 综合印象 岗位匹配 匹配 岗位认知 服务 客户 客户导向 结果导向 工作态度"
    " 态度 主动 积极 积极主动 创新 创造 形象 形象气质 仪表 仪容仪表 仪表仪态 举止 礼仪 求职动机 动机 入职意愿 意愿 职业 应变 适应"
    " 谈判 商务谈判 销售 商务 亲和 自信 情绪管理 潜力 发展潜力 成长潜力 实操 动手 操作 操作规范 安全 项目经验"
    " 经验匹配 诚信 敬业 细致 严谨 时间管理 计划 决策 影响 产品 产品思维 用户 用户思维 运营 审美 设计 文案 写作"
)
_ENDINGS = (
    "能力",
    "技能",
    "水平",
    "意识",
    "素质",
    "素养",
    "精神",
    "程度",
    "表现",
    "思维",
    "度",
    "性",
    "力",
    "感",
)
_ASSESSED_ENGLISH = (
    "communication communicationskills communicationskill teamwork collaboration professionalskills professionalskill"
    " professionalism technical technicalskills technicalskill technicaldepth skills skill stability leadership learning"
    " learningability logic logicalthinking problemsolving attitude workattitude culture culturefit culturalfit english"
    " englishlevel motivation potential execution ownership responsibility creativity"
    " innovation adaptability appearance presentation expression expertise domainknowledge jobknowledge negotiation"
    " selling customerfocus coding algorithms systemdesign"
)
_KNOWN_BUT_NOT_KEPT = (
    "原行号 问题 序号 编号 行号 no # id 性别 年龄 出生日期 出生年月 生日 学历 最高学历 学位 学校 毕业院校 毕业学校 院校 所学专业"
    " 毕业时间 毕业年份 工作年限 工龄 工作经历 教育经历 籍贯 户籍 民族 政治面貌 婚姻状况 婚育状况 身高 体重 微信 微信号 qq qq号 wechat"
    " 现居住地 居住地 现住址 家庭住址 住址 地址 目前公司 当前公司 现公司 目前职位 当前职位 目前薪资 当前薪资 现薪资 身份证 身份证号"
    " 身份证号码 简历 简历链接 简历附件 附件 照片 gender sex age education degree school university major birthday"
    " yearsofexperience currentcompany currentsalary resume cv idnumber"
    " 平均分 平均 均分 总分 合计 总计 总评分 综合得分 加权总分 加权平均分 总成绩 排名 名次 average averagescore avg total totalscore rank"
)
# Names of ours: over the columns of the faulty rows they come back in Chinese, on pages they are translated.
LABELS = {
    "name": mark("姓名"), "phone": mark("手机号"), "email": mark("邮箱"), "post": mark("应聘岗位"), "department": mark("部门"), "kind": mark("岗位类别"),
    "location": mark("工作地点"), "source": mark("渠道"), "applied_on": mark("投递日期"), "pay": mark("期望薪资"), "available_on": mark("可到岗日期"),
    "note": mark("备注"), "round": mark("面试轮次"), "interviewer": mark("面试官"), "held_at": mark("面试时间"), "conclusion": mark("结论"),
}  # fmt: skip

_HINTS = re.compile(r"[(\[【<〔「].*?[)\]】>〕」]")
_TRIVIA = re.compile(r"[\s*※★☆•●_:：/|、,，;；.。\-—–&＆'’\"“”?？!！#\u200b\u200c\u200d\ufeff]")
_UNIT = re.compile(r"(?:必填|选填|(?:满分)?[0-9]+分制?|人民币|单位|元|千元|万元)+$")
_PARTS = re.compile(r"[/|\n、&]|(?<=[\u4e00-\u9fff])\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*(?=[\u4e00-\u9fff])")


def fold(heading: str) -> str:
    """A heading without what does not matter: width, case, spaces, hints in brackets, units, asterisks and colons."""
    text = _HINTS.sub("", unicodedata.normalize("NFKC", heading).replace("\u00ad", ""))
    folded = _TRIVIA.sub("", text).casefold()
    return _UNIT.sub("", folded) or folded or unicodedata.normalize("NFKC", heading).strip()


def _index(table: dict[str, str]) -> dict[str, str]:
    return {fold(word): field for field, words in table.items() for word in words.split()}


_FIELDS = {"people": _index(PEOPLE), "scores": _index(SCORES)}
_DIMENSIONS = {fold(word) for word in f"{_ASSESSED} {_ASSESSED_ENGLISH}".split()}
_NOT_KEPT = {fold(word) for word in _KNOWN_BUT_NOT_KEPT.split()}


def _agreed(heading: str, known: dict[str, str]) -> str | None:
    """What a heading in two languages or with an alternative says: 姓名 Name, 手机/电话 – where all its parts agree."""
    parts = [fold(part) for part in _PARTS.split(unicodedata.normalize("NFKC", heading))]
    fields = {known.get(part) for part in parts if part and not part.isdigit()}
    return next(iter(fields)) if len(fields) == 1 else None


def field_of(kind: str, heading: str) -> str | None:
    """The field that a heading of a tab of people or scores names."""
    known = _FIELDS[kind]
    return known.get(fold(heading)) or _agreed(heading, known)


def not_kept(heading: str) -> bool:
    """Whether the heading is well known and still none of our business: age, school, a computed total."""
    return fold(heading) in _NOT_KEPT


def is_dimension(heading: str) -> bool:
    """Whether the heading names something people are scored on."""
    if _base(fold(heading)) is not None:
        return True
    parts = [fold(part) for part in _PARTS.split(unicodedata.normalize("NFKC", heading))]
    bases = [_base(part) for part in parts if part]
    return bool(bases) and all(base is not None for base in bases)


def _base(folded: str) -> str | None:
    """沟通能力评分 → 沟通; None where it names no dimension."""
    text = re.sub(r"(?:评分|得分|分数|打分|评价分|分值|score|rating|分)$", "", folded)
    for word in (folded, text, *(text.removesuffix(end) for end in _ENDINGS if text.endswith(end))):
        if word in _DIMENSIONS:
            return word
    return None


def dimension_name(heading: str) -> str:
    """How a dimension is called on a scorecard: its heading without hints, asterisks and line breaks."""
    text = re.sub(r"[*※★]|[(（\[【].*?[)）\]】]", "", heading)
    return " ".join(text.split()).rstrip(":：") or heading


def pay_hints(heading: str) -> tuple[str, bool]:
    """What a heading says about bare numbers under it: unit (k, 万 or nothing) and whether they are for a year."""
    text = unicodedata.normalize("NFKC", heading)
    unit = re.search(r"万|千|[(/\s][kK](?![A-Za-z])", text)
    return ("" if unit is None else {"万": "万"}.get(unit[0], "k")), "年薪" in text


def scale_of(heading: str) -> int | None:
    """The top of the scale where a heading states it: 沟通能力(100分), 满分5分, 百分制; None where it does not."""
    text = unicodedata.normalize("NFKC", heading)
    found = re.search(
        r"(?:[0-9]\s*[-~–]\s*)?([0-9]{1,3})\s*分(?:制|满分)?|满分\s*([0-9]{1,3})|/\s*([0-9]{1,3})\b", text
    )
    if found is not None:
        return int(next(group for group in found.groups() if group))
    return 100 if "百分制" in text else None
