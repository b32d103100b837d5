"""The kinds of seals that companies here have, what they may be put under, and how a keeper uses them."""

from types import MappingProxyType

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

# What is printed is Chinese, whatever the reader's language.
CAPTIONS = MappingProxyType(
    {
        "official": "",
        "contract": "合同专用章",  # rules: allow untranslated – as above
        "hr": "人事专用章",  # rules: allow untranslated – as above
        "representative": "",
    }
)
"""What stands under the star; nothing on a 公章, and the square seal of a person has none."""
KINDS: MappingProxyType[str, LazyText] = MappingProxyType(
    {
        "official": _("公章"),
        "contract": _("合同专用章"),
        "hr": _("人事专用章"),
        "representative": _("法定代表人名章"),
    }
)
LABOUR_CONTRACT = "labour_contract"
DOCUMENTS: MappingProxyType[str, LazyText] = MappingProxyType({LABOUR_CONTRACT: _("劳动合同")})
RULES: MappingProxyType[str, LazyText] = MappingProxyType(
    {
        "proof": _("用印人逐份确认，再次验证身份"),
        "code": _("用印人确认，每次用验证码"),
        "automatic": _("员工签署后自动盖章"),
    }
)
