"""Identity documents.

Resident numbers: GB 11643-1999, check character ISO 7064 MOD 11-2. Residence permits of Hong Kong, Macau and Taiwan
share the form; foreign permanent resident cards (2023) begin with 9.
"""

import re
from datetime import date

from .. import clock
from ..i18n import gettext as _
from ..i18n import mark
from . import FormatError

RESIDENT, HMT_PERMIT, PERMANENT, PASSPORT = (
    mark("居民身份证"),
    mark("港澳台居民居住证"),
    mark("外国人永久居留身份证"),
    mark("护照"),
)
ID_TYPES = (RESIDENT, HMT_PERMIT, PERMANENT, PASSPORT)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
}  # fmt: skip
_PERMITS = ("810000", "820000", "830000")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_PRC_PASSPORT = re.compile(
    r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|(?:SE|DE|PE)[0-9]{7}|[SDP][0-9]{7,8}"
)
_FOREIGN_PASSPORT = re.compile(r"[A-Z0-9]{5,9}")
# Chinese passports with a digit too few or too many, I or O for a digit; and 往来内地通行证, which is no passport.
_NEARLY_PRC = re.compile(r"E[A-Z]?[0-9]+[A-Z]?|G[0-9]+|16[0-9]{7}|H[0-9]{8}")


def parse_identity(kind: str, text: str) -> str:
    """The canonical number of a document of `kind` (one of ID_TYPES).

    Raises:
        FormatError: FORMAT, KIND, REGION, BIRTH, CHECK or OLD15.
    """
    number = text.strip().upper()
    if kind == RESIDENT:
        return parse_resident(number)
    if kind == HMT_PERMIT:
        return parse_hmt_permit(number)
    if kind == PERMANENT:
        return parse_permanent(number)
    if kind == PASSPORT:
        return parse_passport(number)
    raise FormatError("KIND", _("请选择证件类型。"))


def parse_resident(number: str) -> str:
    """公民身份号码, 18 characters; a final x is stored as X."""
    number = number.upper()
    if re.fullmatch(r"[0-9]{15}", number):
        raise FormatError("OLD15", _("15 位旧身份证号已停用，请填写 18 位号码。"))
    _require_eighteen(number)
    if number[0] == "9" or number[:6] in _PERMITS:
        raise FormatError("KIND", _("这不是居民身份证号码，请核对证件类型。"))
    if number[0] == "0":
        raise FormatError("FORMAT", _("身份证号码应为 18 位数字，末位可以是 X。"))
    if int(number[:2]) not in _PROVINCES:
        raise FormatError("REGION", _("身份证号码前两位不是有效的地区代码。"))
    _require_birth(number[6:14])
    _require_check(number)
    return number


def parse_hmt_permit(number: str) -> str:
    """港澳台居民居住证, 18 characters."""
    number = number.upper()
    _require_eighteen(number)
    if number[:6] not in _PERMITS:
        raise FormatError("KIND", _("这不是港澳台居民居住证号码，请核对证件类型。"))
    _require_birth(number[6:14])
    _require_check(number)
    return number


def parse_permanent(number: str) -> str:
    """外国人永久居留身份证: 18 characters (2023) or 15 (2017)."""
    number = number.upper()
    if _OLD_PERMANENT.fullmatch(number):
        return number
    _require_eighteen(number)
    if number[0] != "9":
        raise FormatError("KIND", _("这不是外国人永久居留身份证号码，请核对证件类型。"))
    _require_birth(number[6:14])
    _require_check(number)
    return number


def parse_passport(number: str) -> str:
    """A passport number, Chinese or foreign; of foreign ones only the length is known (ICAO 9303).

    Raises:
        FormatError: FORMAT.
    """
    if _PRC_PASSPORT.fullmatch(number):
        return number
    if _NEARLY_PRC.fullmatch(number):
        raise FormatError("FORMAT", _("这不像护照号码，请逐位核对；通行证请选择相应的证件类型。"))
    if _FOREIGN_PASSPORT.fullmatch(number):
        return number
    raise FormatError("FORMAT", _("护照号码应为 5 至 9 位字母和数字。"))


def birth_date(kind: str, number: str) -> date | None:
    """The birth date inside a number, where it carries one."""
    if kind == PASSPORT or len(number) != 18:
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_male(kind: str, number: str) -> bool | None:
    """The sex inside a number, where it carries one: the 17th digit is odd for men."""
    if kind not in (RESIDENT, HMT_PERMIT) or len(number) != 18:
        return None
    return int(number[16]) % 2 == 1


def _require_eighteen(number: str) -> None:
    if not _EIGHTEEN.fullmatch(number):
        raise FormatError("FORMAT", _("身份证号码应为 18 位数字，末位可以是 X。"))


def _require_birth(digits: str) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise FormatError("BIRTH", _("号码中的出生日期不存在，请核对。")) from None
    if born.year < 1900 or born > clock.today_in_china():
        raise FormatError("BIRTH", _("号码中的出生日期不合理，请核对。"))


def _require_check(number: str) -> None:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    if _CHECKS[total % 11] != number[17]:
        raise FormatError("CHECK", _("号码校验位不对，请逐位核对。"))
