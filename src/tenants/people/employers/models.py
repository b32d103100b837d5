"""The employers (用人单位) of a tenant and the people they employ."""

from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped


class LegalEntity(HasId, TenantBase):
    """One employer: what 《劳动合同法》 Art. 17(1)(1) wants in the contract."""

    __tablename__ = "legal_entities"
    __scope__ = Unscoped("the employers of the tenant, named on every contract")

    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    legal_representative: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
