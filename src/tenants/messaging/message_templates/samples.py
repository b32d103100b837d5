"""Values to look at words with: of somebody real, or made up and awkward."""

from .variables import variables_of


def made_up(event: str, channel: str, *, longest: bool = False) -> dict[str, str]:
    """Usual values, or the longest there are."""
    known = variables_of(event, channel).values()
    return {one.key: one.longest if longest else one.usual for one in known}
