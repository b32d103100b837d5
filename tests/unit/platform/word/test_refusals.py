"""Word files that are none, that explode, or that reach outside: refused in words, before anything is made of them."""

import time
from collections.abc import Iterator

import pytest
from huiyin.platform.files import FilePool, Limits, ReadingTooCostlyError
from huiyin.platform.i18n import current_locale
from huiyin.platform.word import WordDocument, WordRefusedError, reader
from huiyin.platform.word.reader import read_word
from huiyin.platform.word.upload import read_uploaded

from tests.support.word_bombs import HOSTILE, renderings, with_template
from tests.support.word_files import docx, paragraph
from tests.support.word_makes import MAKES


@pytest.fixture(scope="module")
def pool() -> Iterator[FilePool]:
    FilePool.preload(reader.__name__)
    made = FilePool(1)
    yield made
    made.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_words(name: str) -> None:
    with pytest.raises(WordRefusedError) as refused:
        read_word(HOSTILE[name].make())
    assert refused.value.reason is HOSTILE[name].reason
    assert refused.value.field == "document"
    assert str(refused.value).endswith("。") and "{" not in str(refused.value)


def test_every_reason_is_said_in_english_too() -> None:
    chinese = {name: WordRefusedError(one.reason, "x") for name, one in HOSTILE.items()}
    token = current_locale.set("en")
    try:
        for refused in chinese.values():
            assert str(refused).isascii(), str(refused)
    finally:
        current_locale.reset(token)


@pytest.mark.parametrize(
    "target",
    [
        "Normal.dotm",
        "file:///C:\\Users\\a\\AppData\\Roaming\\kingsoft\\office6\\templates\\wps\\zh_CN\\Normal.dotm",
    ],
)
def test_the_authors_own_normal_template_is_no_reason(target: str) -> None:
    """WPS writes it into many a document; nobody follows it."""
    assert isinstance(read_word(with_template(target)), WordDocument)


def test_renderings_in_renderings_cost_no_more_than_their_length() -> None:
    began = time.process_time()
    found = read_word(docx(renderings(90)))
    assert isinstance(found, WordDocument)
    assert not found.unread
    assert time.process_time() - began < 5


async def test_read_in_a_process_of_its_own(pool: FilePool) -> None:
    found = await read_uploaded(pool.of("a"), MAKES["twenty_pages"]())
    assert isinstance(found, WordDocument)
    assert found == read_word(MAKES["twenty_pages"]())


@pytest.mark.parametrize("name", ["laughs", "password", "deep", "unpacked", "too_large", "macros"])
async def test_refusals_come_out_of_the_process(pool: FilePool, name: str) -> None:
    with pytest.raises(WordRefusedError) as refused:
        await read_uploaded(pool.of("a"), HOSTILE[name].make())
    assert refused.value.reason is HOSTILE[name].reason


async def test_a_document_that_wants_too_much_memory_ends_in_words(pool: FilePool) -> None:
    with pytest.raises(ReadingTooCostlyError):
        await pool.of("a").run(Limits(60, 100_000_000), read_word, docx(paragraph("字") * 120_000))
