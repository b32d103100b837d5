"""Words in notes that may be discrimination, and when interviewers are reminded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from huiyin.tenants.hiring.interviews.card_reminders import in_daytime
from huiyin.tenants.hiring.scorecard_forms.bias import flags


@pytest.mark.parametrize(
    ("note", "word", "ground"),
    [
        ("女性，可能不适应出差", "女性", "sex"),
        ("已婚未育，短期要生孩子", "已婚", "family"),
        ("已 婚", "已婚", "family"),
        ("３５岁以上，学习慢", "35岁", "age"),
        ("河南人，踏实", "河南人", "region"),
        ("外地户口", "外地户口", "region"),
        ("维吾尔族，语言没问题", "维吾尔", "people"),
        ("信佛，周末不加班", "信佛", "religion"),
        ("体检说乙-肝携带者", "乙肝", "health"),
        ("有残疾证", "残疾", "disability"),
        ("身高不够", "身高", "looks"),
        ("She is married and pregnant", "pregnant", "family"),
        ("没有狼 性", "狼性", "own"),
    ],
)
def test_a_discriminating_note_is_caught(note: str, word: str, ground: str) -> None:
    found = {flag.word: flag for flag in flags([note], ["狼性"])}
    assert word in found and found[word].ground.code == ground
    assert str(found[word].ground.law)


@pytest.mark.parametrize(
    "note",
    [
        "面向对象和总结核心都讲得清楚，知道教学方法，架构太老但能改",
        "北京人力资源公司三年，上海人民医院项目负责人",
        "下礼拜可以到岗，一口吃下整个模块；表达漂亮，health check 写得好",
        "单元测试、父子进程、生产环境经验丰富；email marketing 做过",
    ],
)
def test_a_note_about_the_work_is_left_alone(note: str) -> None:
    assert flags([note], ["狼性"]) == ()


def test_a_word_is_named_once_and_reads_back() -> None:
    (flag,) = flags(["已婚。", "已婚"])
    assert type(flag).from_json(flag.to_json()) == flag


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu"])
def test_every_reminder_comes_by_day_and_never_early(zone: str) -> None:
    there = ZoneInfo(zone)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _step in range(2 * 366):  # over a whole year, month ends, leap and daylight changes too
        moment += timedelta(hours=12, minutes=7)
        at = in_daytime(moment, there)
        assert 9 <= at.astimezone(there).hour < 21
        assert moment <= at <= moment + timedelta(hours=13)
        assert in_daytime(at, there) == at
