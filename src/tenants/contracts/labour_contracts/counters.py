"""Contracts that wait for the company's seal."""

from sqlalchemy import select

from ....platform.features import Counter
from .models import Contract

TO_SEAL = Counter("contracts", lambda _user: select(Contract.id).where(Contract.state == "pending_company"))
