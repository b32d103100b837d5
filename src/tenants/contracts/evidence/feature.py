"""The archive, and what proves a contract: what the feature declares."""

from ....platform.features import Event, Feature, JobKind, Limit, RowOf, TriggerGroup
from ....platform.i18n import lazy as _


class EvidenceEvent(Event):
    """What is written to the chain."""

    CONTRACT_ARCHIVED = "contract.archived", _("合同归档锁定")


VERIFICATION_LIMIT = Limit("portal.verify", most=20, seconds=600)


FEATURE = Feature(
    events=EvidenceEvent,
    triggers=(TriggerGroup(_("入职和合同"), (EvidenceEvent.CONTRACT_ARCHIVED,), order=530),),
    jobs=(JobKind("contract.archive", {"contract": RowOf("contracts")}),),
    limits=(VERIFICATION_LIMIT,),
)
