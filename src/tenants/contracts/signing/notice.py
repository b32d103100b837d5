"""What a candidate is told before the contract: how it is signed, what to look out for, where to read and download it
afterwards, and that it costs nothing (《电子劳动合同订立指引》 Art. 6).

Its SHA-256 stands beside the consent, in the row and in the chain, so it is never translated. Another wording is another
version; what was shown before stays known by its hash.
"""

from dataclasses import dataclass

from ....platform.crypto.keyed import sha256_hex

NOTICE_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is said under it, line by line."""

    title: str
    lines: tuple[str, ...]


NOTICE = (
    Section(
        "怎么签",
        (
            "一、核对阅读：核对个人信息，看完合同每一页（也可以看大字文字版），勾选同意。",
            "二、身份验证：填写姓名和证件号码，再输入发到您登记手机的验证码。",
            "三、手写签名：在屏幕上手写姓名，看过签名在合同上的样子，再确认。",
            "每一步都可以先离开，之后从这里接着签。公司盖章后合同成立，我们会发短信告诉您。",
        ),
    ),
    Section(
        "请注意",
        (
            "电子劳动合同与纸质劳动合同具有同等法律效力。请本人签署，不要把验证码告诉任何人，包括公司的人。",
            "内容与约定不一致、个人信息有误或者有疑问，请先联系公司，不要签署。",
            "确认签署后不能自行撤回。",
        ),
    ),
    Section(
        "在哪里看和下载",
        (
            "用登记的手机号登录本页，随时可以查看和下载合同，离职以后也可以。",
            "需要纸质文本，公司至少免费提供一份，并加盖与电子合同一致的证明。",
        ),
    ),
    Section("费用", ("签署、查看、下载和核验都不向您收取任何费用。",)),
)


def notice_hash() -> str:
    """SHA-256 of the whole notice: its version, then heading and lines, each on a line of its own."""
    lines = [NOTICE_VERSION, *(line for part in NOTICE for line in (part.title, *part.lines))]
    return sha256_hex("\n".join(lines).encode())
