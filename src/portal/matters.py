"""The pages that messages are about."""

from ..platform.http.addresses import href
from ..tenants.messaging.messages.models import Message


def matter(message: Message) -> str:
    """The page a message is about; its key names the occasion."""
    _event, reference, _channel = message.key.split(":")
    if message.event == "contract_answered":
        return href("portal.signing.ways_out.status", contract_id=reference.partition(".")[0])
    if message.event.startswith("contract_"):
        return href("portal.signing.next_step", contract_id=reference.partition(".")[0])
    if message.event.startswith("offer_"):
        return href("portal.offers.show", offer_id=reference.partition(".")[0])
    if message.event.startswith("interview_"):
        return href("portal.interviews.show", interview_id=reference.partition(".")[0])
    return (
        href("portal.talent_pool.show") if message.event == "pool_invited" else href("portal.progress.show")
    )
