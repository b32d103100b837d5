"""Labour contracts as companies have them in Word: with blanks, tables, annexes, a place to sign."""

from tests.support.word_files import (
    cell,
    control,
    docx,
    paragraph,
    part,
    revision,
    row,
    run,
    span,
    table,
)

_BELOW = '<w:u w:val="single"/>'
_PAGE = run(inside='<w:br w:type="page"/>')


def blank(spaces: int = 6) -> str:
    """Spaces with a line below."""
    return run(" " * spaces, _BELOW)


def day() -> str:
    """A date to be filled in."""
    return f"{blank()}{run('年')}{blank(3)}{run('月')}{blank(3)}{run('日')}"


_PARTIES = (
    paragraph(run("劳 动 合 同 书", "<w:b/>")),
    paragraph("合同编号：", blank()),
    paragraph("甲方（用人单位）：", blank()),
    paragraph("统一社会信用代码：", blank()),
    paragraph("法定代表人（主要负责人）：", blank(), "  住所：", blank()),
    paragraph("联系电话：", blank()),
    paragraph("乙方（劳动者）：", blank()),
    paragraph("证件类型：", blank(), "居民身份证号码：______________  联系电话：", blank()),
    paragraph("现住址：", blank()),
    paragraph(
        "甲乙双方根据《中华人民共和国劳动合同法》第十条的规定，在平等自愿、协商一致的基础上订立本合同。"
    ),
)
_CLAUSES = (
    paragraph(run("第一条  合同期限", "<w:b/>")),
    paragraph(
        "1.1 本合同为固定期限劳动合同，自",
        day(),
        "起至",
        day(),
        "止。其中试用期自     年   月   日起至     年   月   日止。",
    ),
    paragraph("1.2 双方可以协商续订。"),
    paragraph(run("第二条　工作内容和工作地点", "<w:b/>")),
    paragraph("1、乙方从事", blank(), "岗位工作，主要职责：", blank(), "，工作地点为", blank(), "。"),
    paragraph("2、乙方应当遵守下列规定："),
    paragraph("（一）服从管理；"),
    paragraph("（二）保守秘密；"),
    paragraph("（三）爱护财物。"),
    paragraph("3、甲方可以依法调整岗位。"),
    paragraph(
        "第三条 工作时间和休息休假：乙方实行", blank(), "工时制，具体安排：", blank(), "，每周至少休息一日。"
    ),
    paragraph("第四条 劳动报酬"),
    paragraph(
        "4.1 乙方月基本工资为人民币", blank(), "元（大写：", blank(), "），试用期工资为", blank(), "元。"
    ),
    paragraph("4.2 甲方于每月", blank(3), "日前以货币形式支付工资，按第三条计算。"),
    table(
        row("项目", "金额", "说明"),
        row("岗位津贴", "______", "每月"),
        row(cell("合计", properties=span(2)), "见约定"),
        columns=3,
    ),
    paragraph("第五条 社会保险"),
    paragraph("甲方依法为乙方缴纳社会保险，参保地：", blank(), "。"),
    paragraph("第六条 劳动保护和职业危害防护"),
    paragraph(
        "危害种类：",
        blank(),
        "；可能的后果：",
        blank(),
        "；防护措施：",
        blank(),
        "；相应待遇：",
        blank(),
        "。",
    ),
    paragraph("第七条 女职工特殊保护"),
    paragraph("甲方遵守法律、法规关于女职工特殊保护的规定。"),
    paragraph("第八条 安全和工伤保险"),
    paragraph("甲方依法为乙方办理工伤保险，保障安全生产条件。"),
    paragraph("第九条 其他"),
    paragraph("法律、法规规定应当纳入劳动合同的其他事项，按其规定执行。"),
)
_SIGNING = (
    paragraph("（以下无正文）"),
    paragraph("甲方（盖章）：          乙方（签名）："),
    paragraph("法定代表人或委托代理人（签字）："),
    paragraph("签订日期：   年  月  日      签订日期：   年  月  日"),
)
_ANNEXES = (
    paragraph(_PAGE),
    paragraph("附件一：《岗位说明书》"),
    paragraph("岗位名称：______"),
    paragraph("• 职责一"),
    paragraph("• 职责二"),
    paragraph(_PAGE, "附件2 保密协议"),
    paragraph("一、保密范围"),
    paragraph("全部资料。"),
    paragraph("甲方（盖章）："),
    paragraph("乙方（签字）："),
)
HEAD = part("hdr", paragraph("华音科技有限公司 · 内部文件"))
_SECTION = '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader1"/></w:sectPr>'


def realistic(more: str = "") -> bytes:
    """A contract with a header, all nine items, annexes; `more` stands before the place to sign."""
    body = "".join((*_PARTIES, *_CLAUSES, more, *_SIGNING, *_ANNEXES, _SECTION))
    return docx(body, {"header1": HEAD})


def edited() -> bytes:
    """The same with a revision and a comment that nobody has decided on."""
    noted = paragraph(
        "本合同一式", revision("ins", run("三")), "份。", run(inside='<w:commentReference w:id="0"/>')
    )
    comments = part(
        "comments",
        '<w:comment w:id="0" w:author="李法务" w:date="2026-05-21T08:00:00Z">'
        + paragraph("几份？")
        + "</w:comment>",
    )
    body = "".join((*_PARTIES, *_CLAUSES, noted, *_SIGNING, _SECTION))
    return docx(body, {"header1": HEAD, "comments": comments})


def sentences_below_titles() -> bytes:
    """As the model contracts of the authorities are: 一、二、 above, and 第N条 that go on below them, sentences without titles."""
    return docx(
        paragraph("劳动合同书", style="Title")
        + paragraph("甲方：____")
        + paragraph("乙方：____")
        + paragraph("一、劳动合同期限")
        + paragraph("第一条 本合同自____年__月__日起至____年__月__日止。")
        + paragraph("二、工作内容和工作地点")
        + paragraph("第二条 乙方同意根据甲方工作需要，担任____岗位工作。")
        + paragraph("第三条 乙方工作地点为____。")
        + paragraph("三、劳动报酬")
        + paragraph("第四条 甲方每月____日前以货币形式支付乙方工资，月工资为____元。")
        + paragraph("第五条 按照本合同第四条执行，《劳动法》第四条除外。")
    )


def controls() -> bytes:
    """Fields of every kind that Word has."""
    choice = '<w:dropDownList><w:listItem w:displayText="标准工时制" w:value="1"/><w:listItem w:value="不定时工时制"/></w:dropDownList>'
    hint = "<w:showingPlcHdr/>"
    return docx(
        paragraph("劳动合同书", style="Title")
        + paragraph("工时：", control(run("请选择"), hint + choice, "工时制度"))
        + paragraph("入职日：", control(run("点此选日期"), hint + "<w:date/>"))
        + paragraph("备注：", control(run("已经写好的"), "<w:text/>"))
    )
