"""A review put together: the meeting's events, the frozen snapshot and the rubric become what its rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from readiness.domain.assessment import Assessment
from readiness.domain.meeting import Recommendation
from readiness.domain.rubric import Rubric
from readiness.domain.scorecard import Status
from readiness.engine.gaps import open_gaps
from readiness.engine.restate import Said, what_if, with_said
from readiness.meeting import coverage
from readiness.meeting.admission import Room
from readiness.meeting.recommendation import Situation, recommended
from readiness.meeting.state import Meeting


def room(
    meeting: Meeting, snapshot: Assessment, rubric: Rubric, now: datetime, earlier: Iterable[Meeting] = ()
) -> Room:
    """Return a meeting as it stands at a moment: scores with what was signed, open gaps, recommendation.

    Parameters
    ----------
    earlier
        Other reviews of the project: what was signed or waived there and still counts, counts here.
    """
    today = meeting.day(now)
    before = signed_in(earlier)
    said = Said(
        before.attestations + meeting.attestations, before.waivers + meeting.waivers, meeting.set_aside,
        meeting.disputed,
    )  # fmt: skip
    present = situation(meeting, with_said(_with_developer(meeting, snapshot), rubric, said, today), rubric, today)
    return Room(meeting, rubric, present, recommended(present), today)


def signed_in(meetings: Iterable[Meeting]) -> Said:
    """Return what was signed and waived in some reviews."""
    held = list(meetings)
    attestations = tuple(signed for meeting in held for signed in meeting.attestations)
    return Said(attestations, tuple(waiver for meeting in held for waiver in meeting.waivers))


def situation(meeting: Meeting, assessment: Assessment, rubric: Rubric, today: date) -> Situation:
    """Return what the decision rule looks at for an assessment with everything signed in it."""
    waived = coverage.waived(assessment, rubric.waiver_days, today)
    taken_on = coverage.taken_on(meeting, today)
    return Situation(
        assessment=assessment,
        waived=waived,
        gaps=open_gaps(assessment, rubric, waived | taken_on),
        expired=coverage.expired(assessment, today),
        taken_on=taken_on,
        no_go_below=rubric.no_go_below_target,
    )


def supposed(present: Room, statuses: Mapping[str, Status]) -> tuple[Assessment, Recommendation]:
    """Return scores and recommendation as they would be if these practices had these statuses; nothing is kept.

    Raises
    ------
    KeyError
        A practice that the snapshot does not have.
    """
    then = what_if(present.situation.assessment, present.rubric, statuses)
    return then, recommended(situation(present.meeting, then, present.rubric, present.today))


def _with_developer(meeting: Meeting, snapshot: Assessment) -> Assessment:
    """Return the snapshot with the only developer the meeting names, where the Git history names none."""
    if snapshot.sole_developer or not meeting.sole_developer:
        return snapshot
    return replace(snapshot, sole_developer=meeting.name(meeting.sole_developer))
