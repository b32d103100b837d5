"""The operators' page: what the feature declares."""

from ....platform.features import Feature, Limit

ENTRY_LIMIT = Limit("ops.enter", most=30, seconds=600)


FEATURE = Feature(
    limits=(ENTRY_LIMIT,),
    secret_paths=("/ops/enter/",),
)
