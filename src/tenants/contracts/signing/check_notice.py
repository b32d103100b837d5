"""What a candidate agrees to before somebody else is asked who they are. Its SHA-256 goes into the chain, so it is never
translated; another wording is another version.

A face is sensitive: separate consent, told what for, how, for how long and what may come of it, and that there are other
ways of the same effect (个人信息保护法 Art. 29–30, 人脸识别技术应用安全管理办法 of 2025-06-01).
"""

from ....platform.crypto.keyed import sha256_hex
from ....platform.providers.person_check.port import PersonCheckKind

VERSION = "1"
_THREE_ELEMENTS = "我同意把我的姓名、证件号码和手机号交给{provider}，由其向运营商核对三者是否一致；对方只返回是否一致。仅用于签署这份合同。"
_FACE = (
    "我单独同意为签署这份合同做一次人脸核验。目的：确认签署的是我本人。方式：{provider}用手机摄像头拍摄，与权威机构的照片比对。"
    "公司和本平台不接收、不保存照片、视频和人脸特征，只保存服务商、请求号、结果和时间；{kept}"
    "人脸信息属于敏感个人信息，泄露可能影响人身和财产安全。我可以不同意，改用手机号核对或由公司当面核对，效力相同，不影响签署。"
)


def notice_of(kind: str, provider: PersonCheckKind) -> str:
    """The words for a check of this kind by the provider."""
    words = _FACE if kind == "face" else _THREE_ELEMENTS
    return words.format(provider=provider.label.source, kept=provider.face_kept)


def notice_hash_of(kind: str, provider: PersonCheckKind) -> str:
    """SHA-256 of version and words."""
    return sha256_hex(f"{VERSION}\n{notice_of(kind, provider)}".encode())
