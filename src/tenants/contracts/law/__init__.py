"""The labour law as rules: 《劳动合同法》, its implementing regulation and what goes with them.

Not legal advice. A rule names its article, says what is wrong and how to mend it.
"""

__all__ = [
    "catalogue",
    "cli",
    "findings",
    "mandatory_items",
    "periods",
    "rules",
    "terms",
    "wording",
]
