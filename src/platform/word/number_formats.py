"""Numbers as Word prints them in lists: 一、 甲、 IV. ⑶ …"""

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LONGEST_ROMAN = 5_000
_LONGEST_LETTERS = 780  # thirty times the alphabet


def _chinese(number: int, digits: str, units: tuple[str, ...], short_ten: bool) -> str:
    """Below 100,000; 10 to 19 without their leading one where a text is counted so."""
    if number >= 10_000:
        rest = number % 10_000
        gap = digits[0] if 0 < rest < 1000 else ""
        head = _chinese(number // 10_000, digits, units, short_ten)
        return head + "万" + gap + (_chinese(rest, digits, units, False) if rest else "")
    said, pending = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            said += (digits[0] if pending and said else "") + digits[digit] + units[power]
            pending = False
        else:
            pending = True
    if short_ten and 10 <= number < 20:
        said = said.removeprefix(digits[1])
    return said or digits[0]


def _counting(number: int) -> str:
    """一, 十, 十一, 九十九; from a hundred on digit by digit, as Word does it."""
    if number < 100:
        return _chinese(number, _DIGITS, _UNITS, True)
    return "".join("○一二三四五六七八九"[int(digit)] for digit in str(number))


def _thousands(number: int) -> str:
    return _chinese(number, _DIGITS, _UNITS, True)


def _legal(number: int) -> str:
    return _chinese(number, _LEGAL_DIGITS, _LEGAL_UNITS, False)


def _digital(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number < _LONGEST_ROMAN:
        return str(number)
    said = ""
    for size, letters in _ROMAN:
        said += letters * (number // size)
        number %= size
    return said


def _letters(number: int) -> str:
    """a … z, aa, bb: the letter repeated."""
    if not 0 < number <= _LONGEST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _series(first: int, most: int) -> Callable[[int], str]:
    """Signs that stand one after the other in Unicode; a plain number beyond."""
    return lambda number: chr(first + number - 1) if 0 < number <= most else str(number)


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def _ordinal(number: int) -> str:
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousands,
    "chineseCountingThousand": _thousands,
    "japaneseCounting": _thousands,
    "ideographLegalTraditional": _legal,
    "chineseLegalSimplified": _legal,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _cycle(_STEMS)(number) + _cycle(_BRANCHES)(number),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": _series(0x3280, 10),
    "decimalEnclosedParen": _series(0x2474, 20),
    "decimalEnclosedFullstop": _series(0x2488, 20),
    "001": lambda number: f"{number:03d}",
    "0001": lambda number: f"{number:04d}",
    "00001": lambda number: f"{number:05d}",
    "none": lambda _number: "",
    "bullet": lambda _number: "",
}
# What bullets of the symbol fonts look like; the codes are those of the private area as well.
_BULLETS = {
    0xB7: "•", 0xA7: "▪", 0x6C: "●", 0x6E: "■", 0x75: "◆", 0x76: "❖", 0xD8: "➢", 0xE8: "➔", 0xFC: "✓", 0xFB: "✗",
    0xA8: "◻", 0x6F: "□", 0x71: "❑", 0xFE: "☑", 0xFD: "☒", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x54: "☒", 0xD6: "√",
}  # fmt: skip
_PRIVATE = 0xF000


def padded(first: str) -> str:
    """The format of numbers that begin with `first`, such as 001; "custom" where it is none of these."""
    return first if first in _FORMATS else "custom"


def is_known(number_format: str) -> bool:
    """Whether numbers of this kind are printed here as Word prints them."""
    return number_format in _FORMATS


def printed(number: int, number_format: str) -> str:
    """A number in one of Word's formats (`w:numFmt`); one that we do not know is printed in digits."""
    return _FORMATS.get(number_format, str)(number)


def symbol(code: int) -> str:
    """A sign of Symbol, Wingdings or Wingdings 2 in Unicode; "" where we know none."""
    return _BULLETS.get(code - _PRIVATE if code >= _PRIVATE else code, "")
