"""Going along the chain piece by piece, from what the tables say, whatever that is."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.chain import GENESIS, ChainProblem, TimeCheck, verify_links
from ...platform.db import ByArguments, HotQuery

_AT_ONCE = 2_000
_SHOWN = 20
_LOWEST = -(2**63)
# Head and events in one statement, which sees both at one moment: what others add meanwhile comes with the next piece,
# and then with its head. Times and data as text: what somebody has put there must be named, not stumbled over.
_PIECE = HotQuery(
    """
select head.seq as head_seq, head.hash as head_hash, event.*
from audit_head head
left join lateral (
  select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') as at, kind, actor,
    application_id::text as application, contract_id::text as contract, data::text as data, prev, hash
  from audit_events where seq >= $1 order by seq limit $2
) event on true
where head.id = 1 order by event.seq
""",
    reads=("audit_head", "audit_events"),
    walls=ByArguments("the chain holds as a whole; of its events only numbers, times and kinds are shown"),
)


async def read_chain(session: AsyncSession, begin: int) -> Sequence[Any]:
    """The next piece of the chain, from the event with this number on, each row with the head of the same moment."""
    return await _PIECE.rows(session, begin, _AT_ONCE)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How long the chain is and where, if anywhere, it is broken.

    `doubts`: times that cannot be. `contradicted`: events that an anchor knows otherwise, by their numbers, with the hash
    that is found there; empty, where there is none. `newest`: the last events as they stand, the newest first.
    """

    events: int
    head: str
    problem: ChainProblem | None
    doubts: tuple[ChainProblem, ...] = ()
    contradicted: Mapping[int, str] = field(default_factory=dict)
    newest: tuple[dict[str, Any], ...] = ()

    @property
    def valid(self) -> bool:
        """Whether every link holds. It says nothing of anchors."""
        return self.problem is None


class ChainWalk:
    """One way along the chain of the tenant `tenant`, at the moment `now`; see `verify_chain`."""

    def __init__(self, tenant: str, anchored: Mapping[int, frozenset[str]], now: datetime) -> None:
        self._tenant, self._anchored = tenant, anchored
        self._times = TimeCheck(now)
        self._problem: ChainProblem | None = None
        self._head: tuple[int, bytes] = (0, GENESIS)
        self._last: dict[str, Any] = {"seq": 0, "hash": GENESIS.hex()}
        self._count = 0
        self._newest: deque[dict[str, Any]] = deque(maxlen=_SHOWN)
        self._contradicted: dict[int, str] = {}
        self._compare(0, GENESIS.hex())
        self.over = False

    @property
    def next(self) -> int:
        """The number from which the next piece is to be read: of the first, whatever stands at the very beginning."""
        return self._last["seq"] + 1 if self._count else _LOWEST

    def take(self, rows: Sequence[Any]) -> None:
        """The next piece; a short one is the last."""
        if not rows:
            self._end(ChainProblem(0, "缺少链的末端"))
            self._miss()
            return
        self._head = (rows[0]["head_seq"], rows[0]["head_hash"])
        links = []
        for row in rows:
            if row["seq"] is None:  # no event: the row is the head's
                break
            try:
                links.append(self._link(row))
            except (ValueError, RecursionError):
                self._follow(links)
                self._end(self._problem or ChainProblem(row["seq"], "内容无法读取"))
                return
        self._follow(links)
        if self._problem is not None:
            self._end(self._problem)
        elif len(links) < _AT_ONCE:
            self._end(self._wrong_end())
            self._miss()

    def report(self) -> ChainReport:
        """What was found."""
        return ChainReport(
            self._count,
            self._head[1].hex(),
            self._problem,
            tuple(self._times.doubts),
            self._contradicted,
            tuple(reversed(self._newest)),
        )

    def _link(self, row: Any) -> dict[str, Any]:
        return {
            "v": 1,
            "seq": row["seq"],
            "tenant": self._tenant,
            "kind": row["kind"],
            "at": row["at"],
            "actor": row["actor"],
            "application": row["application"],
            "contract": row["contract"],
            "data": json.loads(row["data"]),
            "prev": row["prev"].hex(),
            "hash": row["hash"].hex(),
        }

    def _follow(self, links: list[dict[str, Any]]) -> None:
        if not links:
            return
        first = links[0]
        if first["seq"] >= 1 and (first["prev"], first["seq"]) != (self._last["hash"], self._last["seq"] + 1):
            self._problem = ChainProblem(first["seq"], "与前一个事件接不上")
            return
        self._problem = verify_links(links)
        for link in links:
            self._times.take(link)
            self._compare(link["seq"], link["hash"])
        self._newest.extend(links)
        self._last = links[-1]
        self._count += len(links)

    def _compare(self, seq: int, found: str) -> None:
        if self._anchored.get(seq, frozenset()) - {found}:
            self._contradicted[seq] = found

    def _wrong_end(self) -> ChainProblem | None:
        seq, found = self._head
        if not self._count:
            return ChainProblem(0, "链是空的")  # a tenant's first event is that it was made
        if (seq, found.hex()) == (self._last["seq"], self._last["hash"]):
            return None
        if seq < self._last["seq"]:
            return ChainProblem(seq + 1, "在链的末端之后")
        return ChainProblem(seq, "缺少链的末端")

    def _end(self, problem: ChainProblem | None) -> None:
        self._problem, self.over = problem, True

    def _miss(self) -> None:
        """At the end: what anchors know and is not there."""
        self._contradicted |= {seq: "" for seq in self._anchored if seq > self._last["seq"]}
