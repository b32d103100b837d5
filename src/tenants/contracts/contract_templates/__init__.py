"""Contract templates: trees of blocks, written by several, approved by another, filled with values."""

__all__ = [
    "built_in",
    "changes",
    "conditions",
    "difference",
    "fields",
    "importing",
    "markdown",
    "merging",
    "printing",
    "scope",
    "structure",
    "tree",
    "word_export",
    "word_import",
    "wording",
]
