"""Runs of a template's text, put side by side."""

from ..tree import Run, Runs, Text


def joined(runs: Runs) -> Runs:
    """The same with words that stand side by side in one run."""
    found: list[Run] = []
    for one in runs:
        if found and isinstance(one, Text) and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + one.text)
        elif not isinstance(one, Text) or one.text:
            found.append(one)
    return tuple(found)
