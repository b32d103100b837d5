"""Word files of different make: what Word, WPS, LibreOffice and Google's editor write, as they write it."""

from collections.abc import Callable

from tests.support.word_files import (
    STYLES,
    abstract,
    cell,
    character,
    control,
    deleted,
    docx,
    drawn_box,
    either,
    field,
    item,
    level,
    num,
    old_box,
    package,
    packed,
    paragraph,
    part,
    relation,
    revision,
    row,
    run,
    simple_field,
    span,
    table,
    text,
)

CHAPTERS = abstract(
    0,
    level(0, "chineseCountingThousand", "第%1条"),
    level(1, "decimal", "%1.%2", "<w:isLgl/>"),
    level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)
PLAIN = abstract(
    1, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
)
BULLETS = abstract(
    2, level(0, "bullet", "\uf0b7"), level(1, "bullet", "\uf0d8"), level(2, "lowerLetter", "%3)")
)
AGAIN = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
LISTS = part("numbering", CHAPTERS + PLAIN + BULLETS + num(1, 0) + num(2, 1) + num(3, 2) + num(4, 1, AGAIN))


def numbered() -> bytes:
    body = (
        paragraph("劳动合同书", style="Title")
        + item("合同期限", 1)
        + item("本合同为固定期限合同。", 1, 1)
        + item("试用期三个月。", 1, 1)
        + item("试用期内提前三日通知。", 1, 2)
        + item("工作内容", 1)
        + item("岗位职责如下：", 1, 1)
    )
    return docx(body, {"numbering": LISTS})


def nested_lists() -> bytes:
    body = "".join(
        item(words, num_id, at)
        for words, num_id, at in (
            ("甲方", 2, 0), ("名称", 2, 1), ("住所", 2, 1), ("乙方", 2, 0), ("姓名", 2, 1), ("要点", 3, 0),
            ("细目", 3, 1), ("更细", 3, 2), ("更细二", 3, 2), ("另起", 4, 0), ("接着", 4, 0), ("第一步", 2, 2),
        )
    )  # fmt: skip
    return docx(body, {"numbering": LISTS})


def merged_cells() -> bytes:
    down, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell("薪酬构成", properties=span(3)), properties="<w:tblHeader/>"),
        row(cell("固定", properties=down), "基本工资", "8,000.00"),
        row(cell(properties=below), "岗位津贴", "1,000.00"),
        row(
            cell("浮动", properties=down),
            cell("绩效", table(row("季度", "年度"), columns=2), paragraph(), properties=span(2)),
        ),
        row(cell(properties=below), cell("合计", properties=span(2))),
        columns=3,
    )
    return docx(body + paragraph("表后"))


def content_controls() -> bytes:
    choice = '<w:dropDownList><w:listItem w:displayText="标准工时制" w:value="1"/><w:listItem w:value="不定时工时制"/></w:dropDownList>'
    box = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
    date = '<w:date w:fullDate="2026-06-01T00:00:00Z"><w:dateFormat w:val="yyyy年M月d日"/></w:date>'
    body = (
        paragraph(
            "乙方：",
            control(run("单击此处输入文字。"), "<w:showingPlcHdr/><w:text/>", "乙方姓名", "worker.name"),
        )
        + paragraph(
            "工时：",
            control(run("标准工时制"), choice, "工时制度"),
            "，起始：",
            control(run("2026年6月1日"), date),
        )
        + paragraph(control(run("☑"), box, "保密"), "同意保密")
        + control(paragraph("整段的说明") + paragraph("第二段"), "", "说明")
        + table(
            control(row("附件", control(cell("清单"), "<w:text/>")), "<w15:repeatingSection/>", "附件"),
            columns=2,
        )
    )
    return docx(body)


def revised() -> bytes:
    away = "<w:rPr>" + revision("del", "") + "</w:rPr>"
    body = (
        paragraph("甲方应当于每月", deleted("十"), revision("ins", run("十五")), "日支付工资。")
        + paragraph("本段与", properties=away)
        + paragraph("下一段合并。")
        + paragraph(revision("moveFrom", run("被移走的一句。")), "留下。")
        + paragraph("前面。", revision("moveTo", run("被移来的一句。")))
        + table(
            row("留行"),
            row("删行", properties=revision("del", "")),
            row("新行", properties=revision("ins", "")),
            columns=1,
        )
        + paragraph(run("加粗", f"<w:b/>{revision('rPrChange', '<w:rPr/>')}"))
        + paragraph(revision("ins", run("先加") + deleted("后删") + run("的。")))
    )
    comments = part(
        "comments",
        '<w:comment w:id="0" w:author="李法务" w:date="2026-05-21T08:00:00Z">'
        + paragraph("请核对日期")
        + "</w:comment>",
    )
    noted = paragraph(
        '<w:commentRangeStart w:id="0"/>',
        "有批注的一段",
        '<w:commentRangeEnd w:id="0"/>',
        run(inside='<w:commentReference w:id="0"/>'),
    )
    return docx(body + noted, {"comments": comments})


def text_boxes() -> bytes:
    box = paragraph("甲方：", "华音科技有限公司")
    both = run(inside=either(drawn_box(box), old_box(box)))
    differ = run(inside=either(drawn_box(paragraph("新")), old_box(paragraph("旧的不同"))))
    old = run(inside=old_box(paragraph("只有旧式"), table(row("框里的表"), columns=1)))
    art = run(inside='<w:pict><v:shape><v:textpath string="样本"/></v:shape></w:pict>')
    return docx(paragraph("左", both, "右") + paragraph(differ) + paragraph(old) + paragraph(art))


def merge_fields() -> bytes:
    inner = character("begin") + run(inside=text(" MERGEFIELD 性别 ", "instrText")) + character("end")
    condition = (
        character("begin") + run(inside=text(" IF ", "instrText")) + inner
        + run(inside=text(' = "女" "女士" "先生" ', "instrText")) + character("separate") + run("女士") + character("end")
    )  # fmt: skip
    data = '<w:ffData><w:name w:val="职务"/><w:textInput><w:type w:val="regular"/></w:textInput></w:ffData>'
    box = '<w:ffData><w:name w:val="已读"/><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    lists = '<w:ffData><w:name w:val="班次"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="白班"/><w:listEntry w:val="夜班"/></w:ddList></w:ffData>'
    body = (
        paragraph(
            "乙方：",
            field(' MERGEFIELD "员工 姓名" \\* MERGEFORMAT ', run("«员工 姓名»")),
            "，住",
            simple_field(" MERGEFIELD 住址 ", run("«住址»")),
        )
        + paragraph("尊敬的", condition)
        + paragraph(
            "职务：",
            field(" FORMTEXT ", run("\u2002\u2002\u2002"), data),
            field(" FORMCHECKBOX ", "", box),
            field(" FORMDROPDOWN ", "", lists),
        )
        + paragraph(
            character("begin"), run(inside=text(" TOC \\o ", "instrText")), character("separate"), "第一条\t1"
        )
        + paragraph("第二条\t2", character("end"), "目录后")
    )
    return docx(body)


def notes() -> bytes:
    call = run(inside='<w:footnoteReference w:id="2"/>')
    end = run(inside='<w:endnoteReference w:id="2"/>')
    ruled = (
        '<w:footnote w:type="separator" w:id="0">' + paragraph(run(inside="<w:separator/>")) + "</w:footnote>"
    )
    foot = part(
        "footnotes",
        ruled
        + '<w:footnote w:id="2">'
        + paragraph(run(inside="<w:footnoteRef/>"), "以税前计。")
        + "</w:footnote>",
    )
    ends = part("endnotes", '<w:endnote w:id="2">' + paragraph("尾注一句。") + "</w:endnote>")
    head = part("hdr", paragraph("华音 · 劳动合同", run(inside="<w:tab/>"), field(" PAGE ", run("1"))))
    foots = part("ftr", paragraph("第", simple_field(" PAGE ", run("1")), "页"))
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader1"/><w:footerReference w:type="first" r:id="rIdfooter1"/></w:sectPr>'
    body = (
        paragraph("月工资 8,000 元", call, "。", end)
        + paragraph("第一节完", properties=section)
        + paragraph("第二节")
        + section
    )
    return docx(body, {"footnotes": foot, "endnotes": ends, "header1": head, "footer1": foots})


def from_wps() -> bytes:
    """WPS: attributes and extensions of its own, empty runs, words cut anywhere, blanks drawn with underlined spaces."""
    ours = "<w:extLst><wpsCustomData:item>x</wpsCustomData:item></w:extLst>".replace(">x<", "><")
    line = '<w:rFonts w:hint="eastAsia"/><w:u w:val="single"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    body = (
        paragraph(run("劳"), run("动合", "<w:b/>"), "<w:r><w:rPr/></w:r>", run("同"), style="1")
        + paragraph(
            "甲方（盖章）：",
            run("   ", line),
            run("\u3000\u3000", line),
            "  法定代表人：",
            run(inside="<w:tab/>", look=line),
        )
        + paragraph("乙方：__", "____", "，证件号码【", run("\u3000", line), "】，电话【】")
        + paragraph("□ 固定期限　☑ 无固定期限", properties="<w:framePr/>")
        + f'<w:p w14:paraId="1A2B3C4D"><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>{run("完")}{ours}</w:p>'
        + "<w:sectPr><wpsCustomData:sectCustomDataExts/></w:sectPr>"
    )
    return docx(body, attributes='mc:Ignorable="w14 w15 wp14 wpsCustomData"')


def from_google() -> bytes:
    """Google's editor: everything said in the run, `xml:space` everywhere, suggestions as revisions, right-to-left said."""
    look = '<w:rtl w:val="0"/>'
    body = paragraph(run("Employment ", look), run("合同", f'{look}<w:b w:val="1"/>'), style="1") + paragraph(
        run("Salary: ", look), run("______", look), run(inside="<w:br/>"), run("Second line\u200b", look)
    )
    parts = package(body)
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace('"word/document.xml"', '"/word/document.xml"')
    parts["docProps/app.xml"] = "<Properties/>"
    return packed(parts)


def from_libreoffice() -> bytes:
    """LibreOffice: indented XML, one run for each style, fields whose result is another field's, soft hyphens."""
    body = f"""
      <w:p>
        <w:pPr><w:pStyle w:val="2"/></w:pPr>
        <w:r><w:t>第二条</w:t></w:r><w:r><w:tab/></w:r>
        <w:r>
          <w:t>
            工作地点
          </w:t>
        </w:r>
        <w:r><w:t xml:space="preserve"> 北京 </w:t><w:softHyphen/><w:noBreakHyphen/><w:cr/></w:r>
        <w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="OpenSymbol" w:char="E123"/></w:r>
      </w:p>
      {paragraph("日期：", field(" DATE ", run("2026年") + run("6月1日")))}
      {paragraph(run(inside="<w:ruby><w:rt>" + run("hàn") + "</w:rt><w:rubyBase>" + run("汉") + "</w:rubyBase></w:ruby>"))}
      {paragraph("式：", "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>")}
    """
    return docx(body)


def strict() -> bytes:
    """Strict Open XML: the same under other names."""
    parts = package(
        item("合同期限", 1) + item("三年", 1, 1) + table(row(cell("跨两列", properties=span(2))), row("左", "右"), columns=2)
        + paragraph(revision("ins", run("插入的"))) + paragraph("第三", style="3"),
        {"numbering": LISTS},
    )  # fmt: skip
    names = (
        (
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
        ),
        ("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
    )
    for name, content in parts.items():
        for usual, renamed in names:
            content = str(content).replace(usual, renamed)
        parts[name] = content
    return packed(parts)


def utf_16() -> bytes:
    """Written by a program of somebody's own: another encoding, another name and place for the main text."""
    parts = package(paragraph("合同", "二〇二六"))
    main = (
        str(parts.pop("word/document.xml")).replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    )
    links = parts.pop("word/_rels/document.xml.rels")
    moved = {
        name: str(content).replace("word/document.xml", "Word/main2.xml") for name, content in parts.items()
    }
    return packed({**moved, "word/main2.xml": main, "word/_rels/main2.xml.rels": links})


def with_a_chart() -> bytes:
    """What is not read: a chart's words, an embedded sheet, what a merged cell hides."""
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>薪资分布</a:t></c:chart>'
    object_ = '<w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12" r:id="rIdx"/></w:object>'
    hidden = table(
        row(cell("上", properties='<w:vMerge w:val="restart"/>')),
        row(cell("被遮住", properties="<w:vMerge/>")),
        columns=1,
    )
    parts = package(
        paragraph("前", run(inside=object_)) + hidden, links=relation("rIdc", "chart", "charts/chart1.xml")
    )
    return packed({**parts, "word/charts/chart1.xml": chart})


def twenty_pages() -> bytes:
    """A contract of some twenty pages: 24 clauses, tables, breaks, a header."""
    clauses = "".join(
        item(f"第{one}部分的名称", 1)
        + "".join(item(f"{one}.{two} " + "双方应当遵守国家规定，" * 14, 1, 1) for two in range(9))
        + table(*(row(f"项目{at}", "____________", "【】") for at in range(5)), columns=3)
        + paragraph(run(inside='<w:br w:type="page"/>'), "续页")
        for one in range(24)
    )
    head = part("hdr", paragraph("劳动合同书（示范文本）"))
    return docx(
        paragraph("劳动合同书", style="Title") + clauses + '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader1"/></w:sectPr>',
        {"numbering": LISTS, "header1": head, "styles": STYLES},
    )  # fmt: skip


MAKES: dict[str, Callable[[], bytes]] = {
    "numbered": numbered,
    "nested_lists": nested_lists,
    "merged_cells": merged_cells,
    "content_controls": content_controls,
    "revised": revised,
    "text_boxes": text_boxes,
    "merge_fields": merge_fields,
    "notes": notes,
    "wps": from_wps,
    "google": from_google,
    "libreoffice": from_libreoffice,
    "strict": strict,
    "utf_16": utf_16,
    "chart": with_a_chart,
    "twenty_pages": twenty_pages,
}
