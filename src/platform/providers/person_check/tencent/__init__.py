"""腾讯云人脸核身 (慧眼)."""

from ....i18n import lazy as _
from ..port import PersonCheckKind
from .faceid import open_faceid

PERSON_CHECK = PersonCheckKind(
    kind="tencent",
    place=1,
    label=_("腾讯云"),
    face_kept="腾讯云说明，其结果信息只保留 3 天。",  # rules: allow untranslated – part of what is agreed to
    open=open_faceid,
)
