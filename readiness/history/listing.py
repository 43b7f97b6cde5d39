"""Lists over the kept assessments: filtered, counted, page by page, each beside the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from readiness.domain.ledger import AssessmentSummary
from readiness.history import database
from readiness.history.assessments import summarised
from readiness.history.store import Store, column_text
from readiness.history.tables import ASSESSMENTS


@dataclass(frozen=True)
class Wanted:
    """Which assessments a list shows; what is empty does not narrow it.

    Attributes
    ----------
    begins
        First digits of a commit or of an assessment's id.
    """

    project: str = ""
    trust: str = ""
    begins: str = ""


def page(store: Store, wanted: Wanted, most: int, skip: int = 0) -> tuple[AssessmentSummary, ...]:
    """Return at most so many of the wanted assessments, newest first."""
    query = _narrowed(select(ASSESSMENTS), wanted)
    query = query.order_by(ASSESSMENTS.c.created_at.desc(), ASSESSMENTS.c.number.desc())
    with database.reading(store.engine) as connection:
        return tuple(summarised(connection, query.limit(most).offset(skip)))


def count(store: Store, wanted: Wanted) -> int:
    """Return how many assessments are wanted."""
    with database.reading(store.engine) as connection:
        return int(connection.scalar(_narrowed(select(func.count()).select_from(ASSESSMENTS), wanted)) or 0)


def ones_before(store: Store, shown: Iterable[AssessmentSummary]) -> dict[int, AssessmentSummary]:
    """Return, by the number of an assessment, the one before it of the same project; the first has none."""
    wanted = [summary.number for summary in shown]
    projects = {summary.project for summary in shown}
    order = (ASSESSMENTS.c.created_at, ASSESSMENTS.c.number)
    earlier = func.lag(ASSESSMENTS.c.number).over(partition_by=ASSESSMENTS.c.project, order_by=order).label("earlier")
    ranked = select(ASSESSMENTS.c.number, earlier).where(ASSESSMENTS.c.project.in_(projects)).subquery()
    with database.reading(store.engine) as connection:
        pairs = connection.execute(select(ranked).where(ranked.c.number.in_(wanted), ranked.c.earlier.is_not(None)))
        found: dict[int, int] = {row.earlier: row.number for row in pairs}
        rows = summarised(connection, select(ASSESSMENTS).where(ASSESSMENTS.c.number.in_(found)))
        return {found[summary.number]: summary for summary in rows}


def by_id(store: Store, identity: str) -> AssessmentSummary | None:
    """Return the newest kept assessment of this id, or None."""
    query = select(ASSESSMENTS).where(ASSESSMENTS.c.id == identity).order_by(ASSESSMENTS.c.number.desc()).limit(1)
    with database.reading(store.engine) as connection:
        return next(iter(summarised(connection, query)), None)


def known_ids(store: Store, identities: Iterable[str]) -> frozenset[str]:
    """Return which of these assessments are kept."""
    query = select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.id.in_(list(identities)))
    with database.reading(store.engine) as connection:
        return frozenset(connection.scalars(query))


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.project:
        query = query.where(ASSESSMENTS.c.project == column_text(wanted.project))
    if wanted.trust:
        query = query.where(ASSESSMENTS.c.trust == wanted.trust)
    if wanted.begins:
        begins = column_text(wanted.begins.strip().lower())
        either = ASSESSMENTS.c.commit.startswith(begins, autoescape=True)
        query = query.where(either | ASSESSMENTS.c.id.startswith(begins, autoescape=True))
    return query
