"""A Word file becomes a draft: its structure, its blanks, what is proposed, and no character lost unsaid."""

import io
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

import pytest
from huiyin.platform.word import View, WordDocument
from huiyin.platform.word import Why as NotRead
from huiyin.platform.word.counting import count
from huiyin.platform.word.reader import _NOT_PRINTED, _XML
from huiyin.tenants import loading  # noqa: F401 – every table: a row is made here
from huiyin.tenants.contracts.contract_templates.errors import (
    ContractTemplateNotFoundError,
    DraftClosedError,
    ItemTwiceError,
    WordTooLongError,
)
from huiyin.tenants.contracts.contract_templates.fields import KNOWN, dictionary_of
from huiyin.tenants.contracts.contract_templates.importing import confirm_import
from huiyin.tenants.contracts.contract_templates.models import ContractTemplateDraft
from huiyin.tenants.contracts.contract_templates.printing import everywhere, lines
from huiyin.tenants.contracts.contract_templates.structure import check_template
from huiyin.tenants.contracts.contract_templates.tree import (
    MOST_FIELDS,
    MOST_TEXT,
    Annex,
    Clause,
    Condition,
    Field,
    Heading,
    OwnField,
    Sign,
    Table,
    Test,
    Text,
    Tree,
    When,
    check_shape,
    encode,
    everything,
    used_fields,
)
from huiyin.tenants.contracts.contract_templates.word_import import (
    Imported,
    Why,
    characters_of,
    convert,
    converting,
    sections_of,
    signs,
    words_in,
)
from huiyin.tenants.contracts.contract_templates.word_import.ledger import Ledger, held
from hypothesis import given

from tests.support.word_contracts import controls, realistic, sentences_below_titles
from tests.support.word_files import cell, docx, paragraph, row, run, table
from tests.support.word_makes import MAKES
from tests.unit.platform.word.reading import read
from tests.unit.platform.word.test_counting import BODIES, SOME, Body

_VIEWS = [
    (make, view) for make in MAKES for view in (list(View) if make in ("revised", "strict") else [None])
]
_FILES = {"realistic": realistic, "sentences": sentences_below_titles, "controls": controls}


def raw(data: bytes) -> Counter[str]:
    """Every character of the parts of a file that are printed, counted from its XML, white space aside."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _XML.search(name) and not _NOT_PRINTED.search(name)]
        texts = [piece.text for name in names for piece in count(archive.read(name), name)]
    return Counter(signs("".join(texts)))


def watched(document: WordDocument, monkeypatch: pytest.MonkeyPatch) -> tuple[Imported, Ledger]:
    """The import, and what it has noted on its way."""
    kept: list[Ledger] = []

    def opened() -> Ledger:
        kept.append(Ledger())
        return kept[-1]

    with monkeypatch.context() as patched:
        patched.setattr(converting, "Ledger", opened)
        return convert(document), kept[0]


def together(texts: Iterable[str]) -> Counter[str]:
    return Counter(signs("".join(texts)))


def require_whole(data: bytes, document: WordDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file's characters are those of the template, less what was made, and what is said to be left, taken off, removed or
    not read."""
    imported, ledger = watched(document, monkeypatch)
    taken = (text for texts in ledger.taken.values() for text in texts)
    unread = (one.text for one in document.unread if one.why is NotRead.LEFT_OUT)
    held_in_symbols = {
        "\uf0fe": "☑"
    }  # a sign of a symbol font is in the template as the sign that it looks like
    there = Counter[str]()
    for sign, times in raw(data).items():
        there[held_in_symbols.get(sign, sign)] += times
    said = (
        together(words_in(imported.tree))
        + together(one.text for one in imported.left if one.of_file)
        + together(taken)
        + together(one.text for one in document.removed)
        + together(unread)
    )
    said.subtract(together(ledger.made))
    assert {sign: n for sign, n in said.items() if n} == {sign: n for sign, n in there.items() if n}
    assert Why.NOT_PLACED not in {one.why for one in imported.left}
    assert imported.characters == characters_of(document) == there.total()


@pytest.mark.parametrize(("make", "view"), _VIEWS)
def test_no_character_of_any_make_is_lost_unsaid(
    make: str, view: View | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = MAKES[make]()
    require_whole(data, read(data, view), monkeypatch)


@pytest.mark.parametrize("file", _FILES)
def test_no_character_of_a_contract_is_lost_unsaid(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _FILES[file]()
    require_whole(data, read(data), monkeypatch)


@SOME
@given(BODIES)
def test_no_character_of_any_document_is_lost_unsaid(body: Body) -> None:
    data = docx(body.xml)
    document = read(data, View.ACCEPTED)
    with pytest.MonkeyPatch.context() as patched:
        require_whole(data, document, patched)
    check_shape(convert(document).tree)


def test_what_a_fault_of_ours_loses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(realistic())

    def without_tables(*_given: object) -> Iterable[object]:
        return iter(())

    with monkeypatch.context() as patched:
        patched.setattr(
            "huiyin.tenants.contracts.contract_templates.word_import.builder.table_blocks", without_tables
        )
        imported = convert(document)
    missing = [one.text for one in imported.left if one.why is Why.NOT_PLACED]
    assert missing == ["项目", "金额", "说明", "岗位津贴", "______", "每月", "合计", "见约定"]

    with monkeypatch.context() as patched:
        patched.setattr(converting, "parted", lambda blocks: blocks[:-1])
        imported = convert(document)
    lost = signs("".join(one.text for one in imported.left if one.why is Why.NOT_PLACED))
    assert Counter(lost) == Counter("保密协议一、保密范围全部资料。")


def printed(tree: Tree) -> list[str]:
    """The lines of a template, blanks by what they are called."""
    dictionary = dictionary_of(tree)
    return [
        line.number
        + "".join(
            run.text if isinstance(run, Text) else f"〔{dictionary.label(run.name)}〕"
            for words in line.cells
            for run in words
        )
        for line in lines(tree, everywhere)
    ]


def test_the_structure_of_a_contract() -> None:
    imported = convert(read(realistic()))
    tree = imported.tree
    assert tree.title == "劳动合同书"
    headings = [block.text for block in tree.blocks if isinstance(block, Heading)]
    assert headings == [
        "合同期限", "工作内容和工作地点", "工作时间和休息休假", "劳动报酬", "社会保险", "劳动保护和职业危害防护",
        "女职工特殊保护", "安全和工伤保险", "其他",
    ]  # fmt: skip
    said = printed(tree)
    assert said[1] == "甲方（用人单位）：〔甲方用人单位〕"
    assert "第一条 合同期限" in said
    assert (
        "1.1 本合同为固定期限劳动合同，自〔自〕起至〔起至〕止。其中试用期自〔其中试用期自〕起至〔起至〕止。"
        in said
    )
    at = said.index("2.2 乙方应当遵守下列规定：")
    assert said[at + 1 : at + 5] == [
        "（一）服从管理；",
        "（二）保守秘密；",
        "（三）爱护财物。",
        "2.3 甲方可以依法调整岗位。",
    ]
    (found,) = [block for block in tree.blocks if isinstance(block, Table)]
    assert found.head == ("项目", "金额", "说明")
    assert found.rows[1] == ((Text("合计"),), (), (Text("见约定"),))
    assert sum(isinstance(block, Sign) for block in everything(tree.blocks)) == 1
    annexes = [block for block in tree.blocks if isinstance(block, Annex)]
    assert [one.title for one in annexes] == ["岗位说明书", "保密协议"]
    kinds = {
        why: [one.text for one in imported.left if one.why is why]
        for why in {one.why for one in imported.left}
    }
    assert kinds.keys() == {Why.HEADER, Why.SIGNATURE}
    assert kinds[Why.HEADER] == ["华音科技有限公司 · 内部文件"]
    assert [str(one.where) for one in imported.left if one.why is Why.HEADER] == ["页眉第 1 段"]
    assert len(kinds[Why.SIGNATURE]) == 6


def test_blanks_and_the_fields_they_may_be() -> None:
    imported = convert(read(realistic()))
    assert {one.field.kind for one in imported.blanks} == {"text", "date"}
    proposed = [one.proposal for one in imported.blanks]
    assert proposed == [
        "contract.no", "employer.name", "employer.uscc", "employer.legal_rep", "employer.address", "employer.contact_phone",
        "worker.name", "worker.id_type", "worker.id_number", "worker.mobile", "worker.address",
        "contract.start", "contract.end", "probation.start", "probation.end",
        "job.title", "job.duties", "job.location", "work.system", "work.hours", "pay.base", "pay.base_cn", "probation.wage", "pay.pay_day", "",
        "social.place", "hazard.kinds", "hazard.consequence", "hazard.measures", "hazard.treatment", "job.title",
    ]  # fmt: skip
    assert {*proposed} - {""} <= KNOWN
    first = imported.blanks[1]
    assert (first.before, first.after, first.field.label) == ("甲方（用人单位）：", "", "甲方用人单位")
    assert {one.field.name for one in imported.blanks} == used_fields(imported.tree)


@pytest.mark.parametrize(
    "words",
    [
        ("丙方：", ""), ("开户行：", ""), ("户籍地址：", ""), ("紧急联系人：", "，电话"), ("违约金为", "元"), ("本合同一式", "份"),
        ("自", "起算"), ("每月", "日前提交报告"), ("服务期自", "起至"), ("担保人姓名：", ""), ("试用期为", "个月"), ("第", "种方式"),
    ],
)  # fmt: skip
def test_where_nothing_is_sure_nothing_is_proposed(words: tuple[str, str]) -> None:
    before, after = words
    imported = convert(
        read(docx(paragraph("劳动合同书", style="Title") + paragraph(f"{before}____{after}。")))
    )
    assert imported.blanks[0].proposal == ""


def test_the_nine_items_and_where_they_may_be() -> None:
    imported = convert(read(realistic()))
    called = {one.key: f"{one.number} {one.shown}" for one in sections_of(imported.tree)}
    first = {item: called[keys[0]] for item, keys in imported.items.items() if keys}
    assert first == {
        "LC17-1": " 甲方（用人单位）：____ 统一社会信用代码：_…",
        "LC17-2": " 乙方（劳动者）：____ 证件类型：____居民…",
        "LC17-3": "第一条 合同期限", "LC17-4": "第二条 工作内容和工作地点", "LC17-5": "第三条 工作时间和休息休假",
        "LC17-6": "第四条 劳动报酬", "LC17-7": "第五条 社会保险", "LC17-8": "第六条 劳动保护和职业危害防护",
        "LC17-9": "第七条 女职工特殊保护",
    }  # fmt: skip
    assert len(set(first.values())) == len(first)


def test_sentences_below_titles_are_numbered_below_them_and_that_is_said() -> None:
    imported = convert(read(sentences_below_titles()))
    assert printed(imported.tree)[2:5] == [
        "第一条 劳动合同期限",
        "1.1 本合同自〔本合同自〕起至〔起至〕止。",
        "第二条 工作内容和工作地点",
    ]
    moved = [one.text for one in imported.left if one.why is Why.RENUMBERED]
    assert moved == ["第一条 → 1.1", "第二条 → 2.1", "第三条 → 2.2", "第四条 → 3.1", "第五条 → 3.2"]
    assert [(one.text, one.before) for one in imported.left if one.why is Why.REFERENCE] == [
        ("第四条", "按照本合同")
    ]


def test_numbers_that_are_not_ours_are_said() -> None:
    body = "".join(
        map(paragraph, ("合同", "第一条 期限", "1.1 三年。", "1.3 续订。", "第三条 地点", "北京。"))
    )
    imported = convert(read(docx(body)))
    assert printed(imported.tree)[:5] == ["第一条 期限", "1.1 三年。", "1.2 续订。", "第二条 地点", "北京。"]
    assert [one.text for one in imported.left] == ["1.3 → 1.2", "第三条 → 第二条"]


def test_a_paragraph_that_names_an_article_is_no_heading() -> None:
    body = "".join(
        map(
            paragraph,
            (
                "合同",
                "第一条 期限",
                "三年。",
                "第二条 解除",
                "有劳动合同法",
                "第三十九条规定的情形之一的，解除。",
            ),
        )
    )
    tree = convert(read(docx(body))).tree
    assert [block.text for block in tree.blocks if isinstance(block, Heading)] == ["期限", "解除"]


def test_content_controls() -> None:
    imported = convert(read(controls()))
    assert [(one.field.label, one.field.kind, one.field.choices) for one in imported.blanks] == [
        ("工时制度", "choice", ("标准工时制", "不定时工时制")),
        ("入职日", "date", ()),
    ]
    assert printed(imported.tree)[2] == "备注：已经写好的"


def test_merge_fields_of_one_name_are_one_field() -> None:
    again = MAKES["merge_fields"]()
    assert len(convert(read(again)).tree.fields) == 4
    both = docx(
        paragraph(*('<w:fldSimple w:instr=" MERGEFIELD 姓名 ">' + run("«姓名»") + "</w:fldSimple>", "和") * 2)
        + paragraph("甲：____")
        + paragraph("甲：____")
    )
    tree = convert(read(both)).tree
    assert [one.label for one in tree.fields] == ["姓名", "甲", "甲"]


def test_blanks_that_are_too_many_stay_signs() -> None:
    names = [f"第{at}项：____。" for at in range(MOST_FIELDS + 5)]
    imported = convert(
        read(docx(paragraph("合同") + "".join(map(paragraph, names)) + paragraph("岗位：____")))
    )
    assert len(imported.tree.fields) == MOST_FIELDS
    assert len([one for one in imported.left if one.why is Why.BLANKS]) == 6
    assert imported.blanks[-1].proposal == "job.title"  # what the product knows goes first
    assert "第44项：____。" in printed(imported.tree)


def test_a_paragraph_that_is_too_long_is_parted_behind_a_sentence() -> None:
    sentence = "双方应当遵守国家规定。"
    imported = convert(read(docx(paragraph("合同") + paragraph(sentence * 1_000))))
    parts = [block for block in imported.tree.blocks if isinstance(block, Clause)]
    texts = ["".join(run.text for run in one.runs if isinstance(run, Text)) for one in parts]
    assert "".join(texts) == sentence * 1_000
    assert all(len(text) <= MOST_TEXT and text.endswith("。") for text in texts)


@pytest.mark.parametrize(
    "body", [paragraph("一段。") * 600, paragraph("字" * 60_000), paragraph(" " * 100_001)]
)
def test_what_a_template_has_no_room_for_is_refused(body: str) -> None:
    with pytest.raises(WordTooLongError) as refused:
        convert(read(docx(body)))
    assert refused.value.field == "document"
    assert "放不下" in str(refused.value)


def test_tables_that_a_template_cannot_have_are_rows_of_words() -> None:
    wide = table(row(*map(str, range(9))), row(*"一二三四五六七八", "____"), columns=9)
    imported = convert(read(docx(paragraph("合同") + wide)))
    assert printed(imported.tree)[:2] == [
        "0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8",
        "一 | 二 | 三 | 四 | 五 | 六 | 七 | 八 | 〔八〕",
    ]
    assert imported.left == ()


def test_a_form_has_no_heading_row_and_its_blanks_are_called_by_what_is_beside_them() -> None:
    form = table(
        row("乙方姓名", "____", "部门", "____"), row("身份证号码", cell("____"), "", "____"), columns=4
    )
    imported = convert(read(docx(paragraph("合同") + form)))
    (found,) = [block for block in imported.tree.blocks if isinstance(block, Table)]
    assert found.head == ("", "", "", "")
    assert isinstance(found.rows[0][1][0], Field)
    assert [(one.field.label, one.proposal) for one in imported.blanks] == [
        ("乙方姓名", "worker.name"), ("部门", "job.department"), ("身份证号码", "worker.id_number"), ("空 4", ""),
    ]  # fmt: skip


def draft_of(tree: Tree) -> ContractTemplateDraft:
    """A draft as an import makes it."""
    return ContractTemplateDraft(
        body=encode(tree), state="editing", revision=1, writers=["a"], imported={"confirmed": False}
    )


def test_a_confirmed_import_lacks_nothing_that_the_law_wants_of_it() -> None:
    imported = convert(read(realistic()))
    draft = draft_of(imported.tree)
    items = {item: keys[0] for item, keys in imported.items.items()}
    confirm_import(draft, items, {one.field.name: one.proposal for one in imported.blanks}, actor="b")
    errors = [str(one.finding.message) for one in check_template(draft.tree) if one.finding.level == "error"]
    assert errors == [
        "缺少条款：女职工特殊保护。",
        "缺少条款：安全与工伤保险。",
    ]  # no items of Art. 17: marked in the editor
    assert [one.label for one in draft.tree.fields] == ["岗位津贴"]
    assert (draft.revision, draft.writers, draft.imported) == (2, ["a", "b"], {"confirmed": True})
    confirm_import(draft, {}, {}, actor="c")
    assert (draft.revision, draft.writers) == (2, ["a", "b"])


def test_a_products_field_takes_the_place_of_an_own_one_everywhere() -> None:
    own = OwnField("own.aaaaaaaa", "岗位", "text", required=True)
    filled, other = Test("filled", own.name), OwnField("own.bbbbbbbb", "没有用到", "text")
    inside = Clause("b", (When(filled, (Field(own.name),)), Text('"own.aaaaaaaa"')))
    cells = Table("c", ("甲",), (((Field(own.name),),),), (1,))
    draft = draft_of(Tree("合同", (Condition("a", filled, (inside, cells)),), (own, other)))
    confirm_import(draft, {"LC17-4": "b"}, {own.name: "job.title", "own.unknown0": "job.title"}, actor="a")
    assert used_fields(draft.tree) == {"job.title"}
    assert draft.tree.fields == ()
    (condition,) = draft.tree.blocks
    assert isinstance(condition, Condition) and isinstance(condition.blocks[0], Clause)
    assert condition.blocks[0].item == "LC17-4"
    assert condition.blocks[0].runs[1] == Text('"own.aaaaaaaa"')  # words are words


def test_what_cannot_be_confirmed() -> None:
    draft = draft_of(convert(read(realistic())).tree)
    with pytest.raises(ItemTwiceError) as twice:
        confirm_import(draft, {"LC17-1": "b2", "LC17-2": "b2"}, {}, actor="a")
    assert twice.value.field == "LC17-2"
    draft.state = "submitted"
    with pytest.raises(DraftClosedError):
        confirm_import(draft, {}, {}, actor="a")
    draft.imported = None
    with pytest.raises(ContractTemplateNotFoundError):
        confirm_import(draft, {}, {}, actor="a")


def test_before_the_first_heading_a_marked_paragraph_speaks_for_those_below_it() -> None:
    parties = tuple(
        Clause(name, (Text("当事人的一项基本信息："), Field(field)), numbered=False, item=item)
        for name, field, item in (
            ("a", "employer.name", "LC17-1"), ("b", "employer.address", ""), ("c", "employer.legal_rep", ""),
            ("d", "worker.name", "LC17-2"),
        )
    )  # fmt: skip
    tree = Tree("合同", (*parties, Heading("e", "期限"), Clause("f", (Field("worker.address"),)), Sign("g")))
    said = {str(one.finding.message) for one in check_template(tree) if one.block in ("a", "d")}
    assert said == {
        f"必备条款“劳动者的姓名、住址和身份证件号码”缺少填空：{one}。"
        for one in ("住址", "证件类型", "证件号码")
    }


@pytest.mark.parametrize(
    "body",
    [
        paragraph("____" + "a" * 3) * 9_000,
        paragraph("　" * 90_000 + "年"),
        paragraph("____ " * 15_000),
        paragraph("附件一") * 9_000,
        paragraph("甲方（盖章）乙方（签字）") * 6_000,
        paragraph("年  月  " * 9_000),
    ],
    ids=["many_blanks", "spaces", "one_paragraph", "annexes", "signatures", "dates"],
)
def test_what_is_large_costs_seconds_at_most(body: str) -> None:
    document = read(docx(body))
    began = time.process_time()
    with suppress(WordTooLongError):
        convert(document)
    assert time.process_time() - began < 10
    assert held(document)
