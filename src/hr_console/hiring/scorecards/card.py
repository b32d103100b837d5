"""A scorecard as it is filled in, signed in or by a personal link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from litestar import Response
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.context import TenantRequest
from ....platform.http.forms import Form
from ....platform.http.pages import environment
from ....platform.i18n import gettext as _
from ....platform.i18n.formats import format_time
from ....tenants.access.users.models import User
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.interviews.models import CONCLUSIONS, InterviewAssignment
from ....tenants.hiring.scorecard_forms.bias import Flag, flags
from ....tenants.hiring.scorecard_forms.dimensions import HIGHEST, LOWEST, SEPARATOR, Dimension
from ....tenants.hiring.scorecard_forms.models import FormVersion
from ....tenants.hiring.scorecards.drafts import draft_of, keep_draft, version_in_hand
from ....tenants.hiring.scorecards.service import Card

LONGEST_NOTE, LONGEST_REASON = 2000, 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One interviewer's card of one candidate, as far as it is filled in."""

    assignment: InterviewAssignment
    application: Application
    user: User
    version: FormVersion
    asked: tuple[Dimension, ...]
    form: Form
    own_words: tuple[str, ...]
    saved_at: datetime | None = None

    def context(self) -> dict[str, Any]:
        """What the card's templates need."""
        return {
            "assignment": self.assignment,
            "application": self.application,
            "form": self.form,
            "asked": self.asked,
            "version": self.version,
            "conclusions": CONCLUSIONS,
            "gaps": self.gaps(),
            "flagged": self.flagged(),
            "words_seen": SEPARATOR.join(flag.word for flag in self.flagged()),
            "saved_at": self.saved_at,
        }

    def gaps(self) -> list[str]:
        """What is still to be filled in, by its place on the page."""
        places = [
            f"ask-{number}"
            for number, dimension in enumerate(self.asked, start=1)
            if not _typed_score(self.form, dimension.name)
        ]
        return places if self.form.value("conclusion") in CONCLUSIONS else [*places, "ask-conclusion"]

    def flagged(self) -> tuple[Flag, ...]:
        """The words of the notes that warn."""
        reasons = (self.form.value(f"veto-reason:{dimension.name}") for dimension in self.asked)
        return flags((self.form.value("note"), *reasons), self.own_words)

    def typed(self) -> dict[str, str]:
        """What was typed into fields that the card has; anything else is not kept."""
        known = {"note", "conclusion", "words_reason", "words_seen"}
        for dimension in self.asked:
            known |= {dimension.name, *(f"{kind}:{dimension.name}" for kind in _PARTS)}
        return {name: value for name, value in self.form.values().items() if name in known}

    def read(self) -> Card:
        """The card, with what is wrong noted in the form."""
        form, flagged = self.form, self.flagged()
        scores = {dimension.name: _score(form, dimension.name) for dimension in self.asked}
        vetoes = {
            dimension.name: form.lines(f"veto-reason:{dimension.name}", most=LONGEST_REASON)
            for dimension in self.asked
            if dimension.veto and form.value(f"veto:{dimension.name}")
        }
        note = form.lines("note", required=False, most=LONGEST_NOTE)
        self._explain_lows(scores, note)
        return Card(
            round=self.assignment.round,
            interviewer=self.user.name,
            scores=scores,
            note=note,
            conclusion=form.choice("conclusion", CONCLUSIONS),
            held_at=self.assignment.held_at,
            user_id=self.user.id,
            form_version=self.version,
            vetoes=vetoes,
            words=flagged,
            words_reason=self._reason(flagged) if flagged else "",
        )

    def _explain_lows(self, scores: Mapping[str, Decimal | None], note: str) -> None:
        low = [
            dimension
            for dimension in self.asked
            if dimension.minimum is not None
            and (score := scores[dimension.name]) is not None
            and score < dimension.minimum
        ]
        if low and not note:
            names = SEPARATOR.join(dimension.name for dimension in low)
            self.form.add_error("note", _("{names}低于最低要求，请写明您看到的事实。").format(names=names))

    def _reason(self, flagged: Iterable[Flag]) -> str:
        """Why the words stay; it holds for those that were shown when it was written."""
        reason = self.form.lines("words_reason", required=False, most=LONGEST_REASON)
        seen = set(self.form.value("words_seen").split(SEPARATOR))
        if not reason or not {flag.word for flag in flagged} <= seen:
            self.form.add_error("words_reason", _("请改写评语，或写明这些内容为什么与岗位相关。"))
        return reason


_PARTS = ("exact", "veto", "veto-reason")


async def open_sheet(
    session: AsyncSession,
    assignment: InterviewAssignment,
    application: Application,
    user: User,
    form: Form | None = None,
) -> Sheet:
    """The card as it was typed so far, or as `form` has it now."""
    shown = form.value("form_version") if form is not None else ""
    version = await version_in_hand(session, assignment, application.vacancy, shown=shown)
    draft = await draft_of(session, assignment.id)
    own = tuple((await tenant_settings(session)).note_words)
    typed = form if form is not None else Form(draft.fields if draft is not None else {})
    saved_at = draft.saved_at if draft is not None else None
    return Sheet(assignment, application, user, version, version.asked(), typed, own, saved_at)


async def save_draft(visit: TenantRequest, sheet: Sheet, *, back: str) -> Response[Any]:
    """Keep what was typed. A script sends what changed and is told when it was kept and which words warn; without
    scripts the whole form comes, and its page again."""
    by_script = sheet.form.value("changed") == "1"
    draft = await keep_draft(
        visit.session, sheet.assignment, sheet.version, sheet.typed(), whole=not by_script
    )
    if not by_script:
        return visit.redirect(back, flash=_("草稿已保存，换一台设备也能继续。"))
    kept = await open_sheet(visit.session, sheet.assignment, sheet.application, sheet.user)
    words = environment().get_template("hr/hiring/scorecards/_words.html").render(kept.context())
    said = _("已自动保存 {time}").format(time=format_time(draft.saved_at))
    return Response({"saved": said, "seen": kept.context()["words_seen"], "words": words})


def _typed_score(form: Form, name: str) -> str:
    return form.value(f"exact:{name}") or form.value(name)


def _score(form: Form, name: str) -> Decimal | None:
    """One dimension's score: the exact one where it was typed (7.5), else the number tapped."""
    exact = f"exact:{name}"
    if form.value(exact):
        return form.decimal(exact, LOWEST, HIGHEST)
    if not form.value(name):
        form.add_error(name, _("请打分。"))
    return form.decimal(name, LOWEST, HIGHEST)
