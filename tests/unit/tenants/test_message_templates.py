"""Words of one's own: places to fill in, what carriers refuse, how long a text message gets."""

from decimal import Decimal

import pytest
from huiyin.tenants.messaging.message_templates.built_in import built_in_messages
from huiyin.tenants.messaging.message_templates.content import (
    ChosenTemplate,
    UnwrittenError,
    email_of,
    fill_email,
    text_abroad,
    text_of,
)
from huiyin.tenants.messaging.message_templates.lint import LONG_PART, PART, check, sizes, tagged
from huiyin.tenants.messaging.message_templates.queries import built_in
from huiyin.tenants.messaging.message_templates.registration import filed_text
from huiyin.tenants.messaging.message_templates.samples import made_up
from huiyin.tenants.messaging.message_templates.text import complaint, fill, normal, places
from huiyin.tenants.messaging.message_templates.variables import variables_of
from hypothesis import given
from hypothesis import strategies as st

BUILT_IN_MESSAGES = built_in_messages()

SIGN = "云栖星河科技"
GOOD = "{姓名}您好，您申请的{职位}有新的进展，查看：{链接}"
EMAIL = {"subject": "{公司}：{职位}", "greeting": "{姓名}，您好：", "body": "请看。", "action": "查看"}
EVENTS = [event for event in BUILT_IN_MESSAGES if event != "code"]


def blocked(text: str, event: str = "result_pass", sign: str = SIGN) -> list[str]:
    return [str(one.words) for one in check(event, "sms", {"text": text}, sign_name=sign) if one.blocks]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_the_products_own_words_pass_their_own_check_and_say_the_same(event: str, channel: str) -> None:
    words = dict(built_in(event, channel))
    assert [one for one in check(event, channel, words, sign_name=SIGN) if one.blocks] == []
    values = made_up(event, channel) | {"link": "1-abc"}
    if channel == "sms":
        filed = filed_text(event, words["text"], "https://x.cn")
        assert filed == BUILT_IN_MESSAGES[event].sms.text.replace("{origin}", "https://x.cn")
        chosen = text_of(event, values, "1-abc", ChosenTemplate({"text": words["text"]}, "SMS_1"))
        assert (chosen.template, chosen.filed) == ("SMS_1", True)
        assert chosen.params == text_of(event, values, "1-abc", None).params
    else:
        assert fill_email(event, words, values) == email_of(event, values, None)


def test_what_fills_a_text_message_is_one_line() -> None:
    values = {"name": "李\n想", "company": "启明\u2028科技", "post": "工程师\r\n【云栖】", "step": "等电话"}
    for words in (None, ChosenTemplate({"text": GOOD}, "SMS_1")):
        params = text_of("result_pass", values, "1-abc", words).params
        assert params["name"] == "李 想" and params["post"] == "工程师 【云栖】"
        assert all(len(value.splitlines()) == 1 for value in params.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("进展", "面试进展"), "面试"),
        (GOOD.replace("进展", "招聘进展"), "招聘"),
        (GOOD + "可办贷款", "贷款"),
        (GOOD.replace("有新的进展", "已通过"), "通过"),
        (GOOD + "月薪两万", "月薪"),
        (GOOD + "https://evil.example/a", "网址"),
        (GOOD + "详见 hr-site.com", "网址"),
        ("【回音】" + GOOD, "【】"),
        (GOOD + "★", "符号"),
        (GOOD + "🎉", "符号"),
        (GOOD.replace("您好，您申请的", ""), "连在一起"),
        (GOOD + "{姓名}", "只能用一次"),
        (GOOD.replace("{链接}", ""), "{链接}"),
        ("{姓名}：{职位}，{链接}", "几乎全是变量"),
        (GOOD + "{手机号}", "没有「手机号」"),
        (GOOD + "{", "花括号"),
        (GOOD + "{姓名.__class__}", "没有"),
        (GOOD + "{姓名!r}", "没有"),
        (GOOD + "长" * 500, "最多"),
        ("", "请填写"),
    ],
)
def test_what_carriers_refuse_is_refused(text: str, said: str) -> None:
    assert any(said in words for words in blocked(text)), blocked(text)


def test_what_is_good_is_not_refused() -> None:
    assert blocked(GOOD) == []
    assert blocked(GOOD + "请带身份证，如有疑问请致电010-12345678") == []
    assert [
        str(one.words) for one in check("result_pass", "sms", {"text": GOOD + "13812345678"}, sign_name=SIGN)
    ] == ["手机号码容易被拦截，建议写座机。"]


@pytest.mark.parametrize(
    "sign", ["", "云", "温馨提示", "HUIYIN", "12345", "云栖 星河", "测试公司", "长" * 19, "云栖★"]
)
def test_a_sender_tag_that_is_none_is_refused(sign: str) -> None:
    assert any("签名" in words for words in blocked(GOOD, sign=sign))


def test_what_an_event_needs_must_be_there() -> None:
    assert any("{时间}" in words for words in blocked(GOOD, "interview_invite"))
    assert any("{日期}" in words for words in blocked(GOOD, "promise_moved"))
    email = EMAIL | {"subject": "", "action": "{姓名}"}
    fields = {one.field for one in check("interview_invite", "email", email) if one.blocks}
    assert fields == {"subject", "action", "body"}  # the body lacks the time


@pytest.mark.parametrize(("length", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_parts_are_counted_as_carriers_do(length: int, parts: int) -> None:
    text = "字" * (length - len(tagged(SIGN, "")))
    usual, longest = sizes("result_pass", text, sign_name=SIGN, origin="", price=Decimal("0.045"))
    assert usual == longest
    assert (usual.characters, usual.parts, usual.price) == (length, parts, parts * Decimal("0.045"))
    assert (PART, LONG_PART) == (70, 67)


def test_the_longest_values_are_counted_too() -> None:
    usual, longest = sizes(
        "result_pass", GOOD, sign_name=SIGN, origin="https://huiyin.example", price=Decimal(1)
    )
    assert longest.characters > usual.characters and longest.price >= usual.price


def test_braces_of_a_chinese_keyboard_are_braces() -> None:
    assert places(normal("\uff5b姓名\uff5d您好，{ 职位 }")) == ["姓名", "职位"]


def test_a_paragraph_of_empty_places_is_left_out() -> None:
    words = EMAIL | {"body": "时间：{时间}\n地点：{地点}\n线上：{线上会议}，{说明}\n\n再见。"}
    values = {"time": "12月3日", "place": "", "online": "https://m.example", "note": ""}
    assert fill_email("interview_invite", words, values).paragraphs == (
        "时间：12月3日",
        "线上：https://m.example，",
        "再见。",
    )


def test_a_message_without_words_says_so() -> None:
    with pytest.raises(UnwrittenError):
        email_of("own-abc", {}, None)
    with pytest.raises(UnwrittenError):
        text_of("own-abc", {}, "1-a", ChosenTemplate({}))
    assert text_abroad("result_pass", {}) is None


SECRET = {"name": "李娜", "post": "后端", "company": "云栖", "salary": "SECRET-PAY", "id_number": "SECRET-ID"}
TYPED = st.text(
    alphabet=st.sampled_from([*"{}$%.!:[]_()<>&'\"\\\n 姓名职位公司链接薪资salaryname｛｝0"]), max_size=60
)


@given(TYPED | st.text(max_size=60), st.sampled_from([*EVENTS, "own-abc"]))
def test_whatever_is_typed_never_raises_and_never_shows_another_field(typed: str, event: str) -> None:
    text = normal(typed)
    for channel, words in (
        ("sms", {"text": text}),
        ("email", {"subject": text, "greeting": text, "body": text, "action": text}),
    ):
        check(event, channel, words, sign_name=typed)
        known = variables_of(event, channel)
        if complaint(text, known) is None:  # only such words are ever put in use
            shown = fill(text, lambda name: SECRET.get(known[name].key, ""))  # noqa: B023
            assert "SECRET" not in shown or "SECRET" in text
    sizes(event, text, sign_name=typed, origin="https://x.cn", price=Decimal(1))
    email = fill_email(event, {"subject": text, "greeting": text, "body": text, "action": text}, SECRET)
    assert "SECRET" not in str(email)
    chosen = text_of(
        event,
        SECRET,
        "1-a",
        ChosenTemplate({"text": text}, "SMS_1") if text else ChosenTemplate({"text": "x"}, "SMS_1"),
    )
    assert "SECRET" not in str(chosen)


@given(st.text(max_size=40))
def test_a_value_is_never_filled_again(value: str) -> None:
    shown = fill("{姓名}/{职位}", lambda name: value if name == "姓名" else "后端")
    assert shown == f"{value}/后端"
