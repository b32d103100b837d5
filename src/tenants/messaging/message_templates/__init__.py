"""The tenant's own words for messages: versions of them, what may stand in them, and their filing with carriers."""

__all__ = ["built_in", "common"]
