"""Everything that can happen in a readiness review and after it.

A meeting is the list of its events. Nothing is ever changed in it: a correction is one more event.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.meeting import Decision, Office


@dataclass(frozen=True)
class Opened:
    """The meeting begins, on one frozen assessment.

    Attributes
    ----------
    snapshot
        Id of the assessment; every signature names it.
    model, data, root_digest, commit
        What was assessed, for the triggers of a new review.
    zone
        IANA name of the time zone in which days begin and end here.
    previous
        Id of the review before, empty for the first one.
    key
        SHA-256 of the scribe's key.
    """

    title: str
    project: str
    snapshot: str
    snapshot_at: str
    root_digest: str
    commit: str
    model: str
    data: str
    rubric: str
    rubric_version: str
    tier: str
    zone: str
    previous: str
    key: str


@dataclass(frozen=True)
class Joined:
    """Somebody is named: as present, or only so that an action can be theirs.

    Attributes
    ----------
    person
        Short id that all other events use; the name stands here alone.
    wrote_model
        Whether this person is among the developers of the model.
    """

    person: str
    name: str
    function: str
    role: str
    office: Office
    present: bool
    wrote_model: bool


@dataclass(frozen=True)
class Excused:
    """A function that must be present is not, for this reason."""

    function: str
    reason: str


@dataclass(frozen=True)
class ScribeChanged:
    """Another person writes from now on; ``key`` is the SHA-256 of the new key."""

    person: str
    key: str


@dataclass(frozen=True)
class Presented:
    """An agenda item is on the screen; its clock runs until the next one."""

    item: str


@dataclass(frozen=True)
class Parked:
    """An agenda item is put off."""

    item: str
    reason: str


@dataclass(frozen=True)
class Attested:
    """A person signs a practice's statement, for the model and data of the snapshot.

    Attributes
    ----------
    verified
        Whether a login stood behind the name; a typed one is stated, not verified.
    """

    practice: str
    statement_digest: str
    person: str
    expires: str
    evidence: str
    evidence_digest: str
    caveats: str
    verified: bool = False


@dataclass(frozen=True)
class Disputed:
    """A person disputes a verdict; the machine's result stays."""

    practice: str
    person: str
    reason: str


@dataclass(frozen=True)
class SetAside:
    """A practice is declared not applicable."""

    practice: str
    person: str
    reason: str


@dataclass(frozen=True)
class Waived:
    """A gap is accepted until a day; it never raises a score."""

    practice: str
    reason: str
    control: str
    approvers: tuple[str, ...]
    expires: str
    retest: str


@dataclass(frozen=True)
class ActionAdded:
    """Somebody takes something on.

    Attributes
    ----------
    practice
        The gap it closes, empty for anything else.
    closes_when
        Evidence that will close it.
    condition
        Whether a conditional go depends on it.
    """

    action: str
    practice: str
    title: str
    owner: str
    due: str
    closes_when: str
    condition: bool


@dataclass(frozen=True)
class ActionDone:
    """An action is closed with its evidence."""

    action: str
    person: str
    evidence: str


@dataclass(frozen=True)
class RiskAdded:
    """A risk: cause, impact, likelihood and severity (low, medium, high), response, what remains, and an owner."""

    risk: str
    practice: str
    cause: str
    impact: str
    likelihood: str
    severity: str
    response: str
    residual: str
    owner: str


@dataclass(frozen=True)
class Noted:
    """A remark for the minutes; ``dissent`` marks a view that differs from the decision."""

    practice: str
    person: str
    text: str
    dissent: bool


@dataclass(frozen=True)
class Rerun:
    """One check was run again; the snapshot's result stays beside it."""

    check: str
    practice: str
    before: str
    after: str
    reason: str
    tool_version: str


@dataclass(frozen=True)
class Decided:
    """The chair's decision, beside what the rule recommended.

    Attributes
    ----------
    departure
        Why it differs from the recommendation, empty when it does not.
    valid_until
        ISO day of the next review at the latest.
    """

    decision: Decision
    recommended: Decision
    reasons: tuple[str, ...]
    departure: str
    scope: str
    valid_until: str


@dataclass(frozen=True)
class Signed:
    """A person signs the decision (number of its event) on the snapshot; ``verified`` as in `Attested`."""

    person: str
    snapshot: str
    decision: int
    verified: bool = False


@dataclass(frozen=True)
class Withdrawn:
    """An earlier event (its number) no longer holds."""

    event: int
    reason: str


@dataclass(frozen=True)
class Flagged:
    """Something happened after the review: drift or an incident."""

    flag: str
    text: str


@dataclass(frozen=True)
class Closed:
    """The meeting ends; only follow-up is written from now on."""


Body = (
    Opened | Joined | Excused | ScribeChanged | Presented | Parked | Attested | Disputed | SetAside | Waived
    | ActionAdded | ActionDone | RiskAdded | Noted | Rerun | Decided | Signed | Withdrawn | Flagged | Closed
)  # fmt: skip
