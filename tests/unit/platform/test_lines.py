"""Names are one line: refused where they are typed, and harmless where an old one ends in a header or a file's name."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from huiyin.platform.formats.cleaning import is_line, one_line
from huiyin.platform.http.download import file_response
from huiyin.platform.http.forms import Form
from hypothesis import example, given
from hypothesis import strategies as st

SRC = Path(__file__).parents[3] / "src"
# Whatever str.splitlines, and with it every mail library, takes for the end of a line; and other controls.
BREAKS = [
    "\n",
    "\r",
    "\r\n",
    "\v",
    "\f",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\x7f",
    "\x9b",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("sign", BREAKS)
def test_a_line_is_refused_with_a_break_and_nothing_typed_is_lost(sign: str) -> None:
    form = Form({"name": f"启明{sign}科技"})
    form.text("name", most=40)
    assert form.errors_of("name") == ["请写在一行里，不要换行或夹带控制字符。"]
    assert form.value("name") == f"启明{sign}科技"
    assert Form({"name": "启明\t科技"}).text("name") == "启明\t科技"


def test_a_text_may_have_lines() -> None:
    form = Form({"note": "第一行\n第二行"})
    assert form.lines("note") == "第一行\n第二行" and form.ok
    form.lines("missing")
    form.lines("note", most=3)
    assert set(form.errors) == {"missing", "note"}


def test_only_what_is_typed_into_many_lines_may_have_them() -> None:
    """Whoever reads a field as lines shows it as a box of lines."""
    pages = "".join(page.read_text("utf-8") for page in SRC.rglob("*.html"))
    boxes = set(re.findall(r'field\(\w+, "(\w+)[^\n]*kind="lines"', pages))
    boxes |= set(re.findall(r'<textarea[^>]* name="(\w+)"', pages))
    for module in SRC.rglob("*.py"):
        for name in re.findall(r'orm\.lines\("(\w+)"', module.read_text("utf-8")):
            assert name in boxes, (module.name, name)


@given(TEXTS)
@example("云栖\r\nBcc: eve@example.com")
@example("\u2028".join(["李", "想"]))
def test_one_line_goes_into_every_header(text: str) -> None:
    line = one_line(text)
    assert is_line(line) and len(line.splitlines()) <= 1 and one_line(line) == line
    mail = EmailMessage()
    mail["Subject"] = line
    assert set(message_from_bytes(mail.as_bytes(policy=policy.SMTP)).keys()) == {"Subject"}


@given(TEXTS)
@example('合同"; filename=evil.html\r\nSet-Cookie: a=b')
@example("\x85\\")
def test_a_files_name_stays_inside_its_header(name: str) -> None:
    header = file_response(b"", name, "text/plain").headers["Content-Disposition"]
    assert re.fullmatch(
        r"""attachment; filename="[^"\\\x00-\x1f\x7f-\uffff]+"; filename\*=UTF-8''[!-~]*""", header
    ), header


@pytest.mark.parametrize("typed", ["", "\u200b", "\u202e\u202c", "\u3164", " \u2060\n\u00a0", "\ufeff\u00ad"])
def test_what_nobody_can_see_is_nothing(typed: str) -> None:
    form = Form({"note": typed})
    form.lines("note")
    assert form.errors_of("note") == ["请填写这一项。"]
    assert Form({"note": typed}).lines("note", required=False) == typed


@pytest.mark.parametrize("typed", ["。", "0", "张\u200b三", "\u202e三", "😀"])
def test_what_can_be_seen_is_something(typed: str) -> None:
    form = Form({"note": typed})
    assert form.lines("note") == typed and form.ok
