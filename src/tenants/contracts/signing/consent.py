"""The text a candidate agrees to before signing. Its SHA-256 goes into the chain, so it is never translated.

Another wording is another version: the old one stays known by its hash, beside whoever agreed to it.
"""

CONSENT_VERSION = "1"
CONSENT = (
    "我已阅读并理解合同全文，知悉签署流程、操作方法、注意事项和查看下载途径，"
    "同意以电子形式订立本劳动合同，并使用可靠的电子签名。签署不向我收取任何费用。"
)
