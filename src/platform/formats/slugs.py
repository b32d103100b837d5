"""A tenant's own part of its web address, `<slug>.<base domain>`."""

import re
import unicodedata

from ..i18n import gettext as _
from . import FormatError

SHORTEST, LONGEST = 3, 30
_FORM = re.compile(r"[a-z](?:[a-z0-9]|-(?!-)){1,28}[a-z0-9]")
# Names that people would take for ours, that mail and browsers give a meaning, or that we may need ourselves.
RESERVED = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "administrator",
        "api",
        "app",
        "apps",
        "assets",
        "auth",
        "autoconfig",
        "autodiscover",
        "backup",
        "beta",
        "billing",
        "blog",
        "board",
        "careers",
        "cdn",
        "chat",
        "cn",
        "com",
        "console",
        "contact",
        "content",
        "css",
        "dashboard",
        "data",
        "demo",
        "dev",
        "developer",
        "developers",
        "dns",
        "docs",
        "download",
        "email",
        "example",
        "files",
        "forum",
        "ftp",
        "gov",
        "hello",
        "help",
        "home",
        "host",
        "hostmaster",
        "hr",
        "http",
        "https",
        "huiyin",
        "huiyin-ops",
        "images",
        "imap",
        "img",
        "info",
        "internal",
        "invite",
        "jobs",
        "js",
        "legal",
        "live",
        "local",
        "localhost",
        "login",
        "logout",
        "mail",
        "mailer",
        "marketing",
        "media",
        "mobile",
        "monitor",
        "mx",
        "my",
        "net",
        "news",
        "notice",
        "noreply",
        "ns",
        "ns1",
        "ns2",
        "official",
        "oauth",
        "operator",
        "operators",
        "ops",
        "org",
        "pay",
        "payment",
        "policy",
        "pop",
        "pop3",
        "portal",
        "postmaster",
        "preview",
        "privacy",
        "public",
        "register",
        "root",
        "sandbox",
        "search",
        "secure",
        "security",
        "server",
        "service",
        "services",
        "shop",
        "sign",
        "signin",
        "signup",
        "site",
        "sms",
        "smtp",
        "sso",
        "ssl",
        "staff",
        "staging",
        "static",
        "stats",
        "status",
        "store",
        "support",
        "system",
        "tech",
        "team",
        "test",
        "testing",
        "tls",
        "tmp",
        "tool",
        "tools",
        "trust",
        "update",
        "upload",
        "user",
        "users",
        "verify",
        "web",
        "webmail",
        "webmaster",
        "well-known",
        "wiki",
        "ws",
        "www",
        "www1",
        "www2",
        "xml",
    ]
)
_LEGAL_FORM = re.compile(
    r"(股份|集团)?(有限责任公司|有限公司|集团|总公司|分公司|公司|合伙企业|事务所|（.*?）|\(.*?\))+$"
)
_PLACE = re.compile(r"^(中国)?(.{2,3}?省)?(.{2,4}?市)?(.{2,3}?区)?(?=.{2})")
_TRADE = re.compile(r"(信息技术|网络科技|科技|技术|信息|网络|贸易|商贸|实业|零售|服务|咨询|管理)+$")


def parse_slug(text: str) -> str:
    """The web address's own part.

    Raises:
        FormatError: SLUG (form) or RESERVED.
    """
    slug = text.strip().lower()
    if not _FORM.fullmatch(slug):
        raise FormatError("SLUG", _("请用 3 至 30 个小写字母、数字或连字符，以字母开头，不能以连字符结尾。"))
    if slug in RESERVED:
        raise FormatError("RESERVED", _("「{slug}」是保留的名称，请换一个。").format(slug=slug))
    return slug


def propose_slug(company: str) -> str:
    """A web address from a company's name: its letters, or the pinyin of its own name without place, trade and form.

    It always passes `parse_slug`; whether it is free is not known here.
    """
    from pypinyin import lazy_pinyin  # reads its tables at import: only sign-up needs them

    name = unicodedata.normalize("NFKC", company).strip()
    core = _LEGAL_FORM.sub("", _PLACE.sub("", name)) or name
    core = _TRADE.sub("", core) or core
    latin = re.sub(r"[^a-z0-9]+", "-", core.lower()).strip("-")
    syllables = lazy_pinyin(core, errors="ignore")
    spoken = "".join(syllables) if len("".join(syllables)) <= 18 else "".join(part[:1] for part in syllables)
    for candidate in (latin, re.sub(r"[^a-z0-9]", "", spoken.lower())):
        slug = candidate[:LONGEST].strip("-").lstrip("0123456789-")
        if _FORM.fullmatch(slug) and slug not in RESERVED:
            return slug
    filled = f"{re.sub(r'[^a-z0-9]', '', spoken.lower()).lstrip('0123456789')}-hr"
    return filled if _FORM.fullmatch(filled) else "gongsi"
