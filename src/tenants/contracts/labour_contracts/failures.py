"""Work on a contract that failed for good: a person sees it, and has it tried again."""

from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.i18n import gettext, lazy
from ....platform.queue import enqueue
from ...audit.service import record
from .feature import ContractEvent
from .models import Contract

# The state in which a contract waits for a job, and that job.
JOBS = MappingProxyType(
    {
        "draft": "contract.render",
        "signing": "contract.sign",
        "sealing": "contract.seal",
        "completed": "contract.archive",
        "completed_on_paper": "contract.archive",
    }
)
_REASONS = MappingProxyType(
    {
        "draft": lazy("合同排版多次尝试都没有成功，可能是文件存储暂时不可用，或合同内容无法排版。"),
        "signing": lazy(
            "员工的数字签名多次尝试都没有成功，可能是时间戳服务或文件存储暂时不可用，或者文件与员工读过的不符（那样不会签）。"
        ),
        "sealing": lazy(
            "公司的数字签名多次尝试都没有成功，可能是时间戳服务或文件存储暂时不可用，或者文件与盖章时的哈希不符（那样不会盖）。"
        ),
        "completed": lazy("双方已签署，但归档多次尝试都没有成功，可能是时间戳服务或文件存储暂时不可用。"),
        "completed_on_paper": lazy(
            "双方已签署，但归档多次尝试都没有成功，可能是时间戳服务或文件存储暂时不可用。"
        ),
    }
)


def failure_of(contract: Contract) -> str:
    """Why the work on the contract was given up, in the reader's words; empty when it was not."""
    if contract.failed_at is None or contract.state not in _REASONS:
        return ""
    return gettext(_REASONS[contract.state].source)


async def record_given_up(session: AsyncSession, contract: Contract, job: str) -> None:
    """Every try of `job` is used up; nothing changes when the contract does not wait for it any more."""
    if JOBS.get(contract.state) != job or contract.failed_at is not None:
        return
    contract.failed_at = clock.now()
    record(
        session,
        ContractEvent.STUCK,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"job": job},
    )


async def retry(session: AsyncSession, contract: Contract, *, actor: str) -> None:
    """Have the given-up work done again. Asking twice asks once; `contract` must be locked."""
    if contract.failed_at is None or contract.state not in JOBS:
        return
    job = JOBS[contract.state]
    contract.failed_at = None
    await enqueue(session, job, {"contract": str(contract.id)}, dedupe=str(contract.id))
    record(
        session,
        ContractEvent.RETRIED,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"job": job},
    )


async def retry_all(session: AsyncSession, *, actor: str) -> int:
    """Have all given-up work done again, as after an outage; how many contracts."""
    statement = (
        select(Contract)
        .where(Contract.failed_at.is_not(None))
        .order_by(Contract.id)
        .with_for_update(key_share=True)
    )
    stuck = (await session.scalars(statement)).all()
    for contract in stuck:
        await retry(session, contract, actor=actor)
    return len(stuck)
