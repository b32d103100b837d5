"""The stages as columns: which there are, and which one an application stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from ..candidates.models import Application
from ..stages.errors import StageNotFoundError
from ..stages.models import Stage
from ..stages.types import ENDS, STAGES


@dataclass(frozen=True)
class PipelineStages:
    """All stages in their order. An application that names no stage of its type stands in the type's first."""

    stages: Sequence[Stage]

    @cached_property
    def firsts(self) -> Mapping[str, Stage]:
        """The first stage of each type."""
        found: dict[str, Stage] = {}
        for stage in self.stages:
            found.setdefault(stage.type, stage)
        return found

    @cached_property
    def open(self) -> Sequence[Stage]:
        """The stages on the road, without its ends."""
        return [stage for stage in self.stages if stage.type not in ENDS]

    @cached_property
    def ends(self) -> Sequence[Stage]:
        """The stages at the road's ends."""
        return [stage for stage in self.stages if stage.type in ENDS]

    def stage(self, stage_id: UUID | str) -> Stage:
        """One stage.

        Raises:
            StageNotFoundError: not in this tenant.
        """
        for stage in self.stages:
            if str(stage.id) == str(stage_id):
                return stage
        raise StageNotFoundError

    def place(self, type_: str, stage_id: UUID | None) -> Stage:
        """Where somebody of this type stands, who may name one of its stages."""
        for stage in self.stages:
            if stage.id == stage_id and stage.type == type_:
                return stage
        return self.firsts[type_]

    def place_of(self, application: Application) -> Stage:
        """Where an application stands."""
        return self.place(application.stage, application.stage_id)

    def holds(self) -> ColumnElement[bool]:
        """The condition, in a statement on both, that an application stands in a stage."""
        named = [(stage.id, stage.type) for stage in self.stages if stage is not self.firsts[stage.type]]
        unnamed: ColumnElement[bool] = true()
        if named:
            others = tuple_(Application.stage_id, Application.stage).not_in(named)
            unnamed = or_(Application.stage_id.is_(None), others)
        first = and_(Stage.id.in_([stage.id for stage in self.firsts.values()]), unnamed)
        return and_(
            Application.stage == Stage.type, or_(first, Application.stage_id == Stage.id) if named else first
        )


async def layout(session: AsyncSession) -> PipelineStages:
    """The tenant's stages: the types in the order of the road, those of one type in the tenant's."""
    stages = await session.scalars(select(Stage))
    return PipelineStages(
        sorted(stages, key=lambda stage: (STAGES.index(stage.type), stage.position, stage.id))
    )
