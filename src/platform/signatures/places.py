"""The fields of a contract that are signed or sealed, by their names: what makes them and what checks them agree on these."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

CANDIDATE, COMPANY = "candidate_sign", "company_seal"
SEAM, HAND_SEAM = "seam_", "hand_seam_"
"""How the slots of the 骑缝章 and of the signature over the seam begin; after it comes the number of the page, from 1."""


def seam_slots(
    catalogue: generic.DictionaryObject, family: str = SEAM
) -> Iterator[tuple[int, generic.DictionaryObject]]:
    """The slots of one family with the number of their page, from 0."""
    for reference in catalogue["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if (label := str(field.get("/T", ""))).startswith(family):
            yield int(label.removeprefix(family)) - 1, field
