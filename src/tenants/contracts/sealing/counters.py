"""Contracts that wait for a keeper."""

from sqlalchemy import select

from ....platform.features import Counter
from ..labour_contracts.models import Contract

TO_SEAL = Counter("sealing", lambda _user: select(Contract.id).where(Contract.state == "pending_company"))
