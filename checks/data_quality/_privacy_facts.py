"""Columns that single people out when combined, and how small the groups are that they form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.data.tables import Table, Tables, model_inputs
from readiness.evidence.data.tables_store import quoted
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.documents.documents import Documents, Section
from readiness.evidence.model.model_inputs import model_inputs as loaded_inputs
from readiness.evidence.model.model_session import ModelSession

# What is known of a person from elsewhere: age, place, origin, family, work (Sweeney 2000; ISO/IEC 20889:2018, 3.28).
QUASI = re.compile(
    r"^(?:(?:applicant|customer|patient|person|employee|client|user|student|holder)_)?"
    r"(?:sex|gender|age|age_?(?:group|band|years|at_\w+)|race|ethnic\w*|nationality|citizenship|religion|"
    r"(?:marital|civil|family)(?:_?status)?|date_of_birth|birth_?(?:date|year|day|month)|dob|year_of_birth|"
    r"zip(?:_?code)?|post(?:al)?_?code|plz|city|town|municipality|county|district|"
    r"native_country|country_of_(?:birth|origin)|birth_?(?:place|country)|place_of_birth|mother_tongue|"
    r"occupation|profession|job(?:_title)?|employer|education(?:_level)?|disabilit(?:y|ies))$"
)
_DP = re.compile(r"differential(?:ly)?[ -]priva", re.IGNORECASE)
_NOT = re.compile(
    r"\b(no|not|without|never|neither|instead of|rather than|future|plan(?:ned)?|could|may)\b", re.IGNORECASE
)
_DP_CODE = re.compile(
    r"^(opacus\.\S*(make_private(_with_epsilon)?|PrivacyEngine)|diffprivlib\.\S+|tensorflow_privacy\.\S+|"
    r"(opendp|snsynth|smartnoise\w*|pydp|tumult\w*)\.\S+)$"
)
EPSILON = ("epsilon", "target_epsilon", "noise_multiplier", "max_epsilon", "eps")


@dataclass(frozen=True)
class QuasiGroups:
    """The groups of equal quasi-identifiers in one table.

    Attributes
    ----------
    columns
        The quasi-identifiers, in table order.
    smallest, unique
        Rows of the smallest group (k of k-anonymity); rows that are alone in theirs.
    groups, rows
        Different groups; rows of the table.
    """

    dataset: str
    path: str
    columns: tuple[str, ...]
    smallest: int
    unique: int
    groups: int
    rows: int


@dataclass(frozen=True)
class QuasiIdentifiers(Fact):
    """Groups by table, and the personal columns of train that the model does not read and nobody declared.

    ``unneeded`` is None where the columns the model reads are not known.
    """

    tables: tuple[QuasiGroups, ...]
    unneeded: tuple[str, ...] | None
    path: str


@provides("data")
def quasi_identifiers(tables: Tables, manifest: Manifest, session: ModelSession | Absent) -> QuasiIdentifiers | Absent:
    """Return the groups that quasi-identifiers form in every table; not applicable where no column is one."""
    found = [groups for table in tables.tables.values() if (groups := _groups(tables, table, manifest)) is not None]
    if not found:
        looked = sum(len(table.columns) for table in tables.tables.values())
        return Absent(f"none of {looked} columns is named like a quasi-identifier", Absence.NOT_APPLICABLE)
    table = tables.tables.get("train") or next(iter(tables.tables.values()))
    own = next((groups.columns for groups in found if groups.dataset == table.dataset), found[0].columns)
    return QuasiIdentifiers(tuple(found), _unneeded(own, table, manifest, session), table.location.path)


def _groups(tables: Tables, table: Table, manifest: Manifest) -> QuasiGroups | None:
    data = manifest.data
    declared = {*data.sensitive} - {data.target, data.prediction, data.score}
    names = tuple(
        name for name in table.names if name in declared or (QUASI.match(_words(name)) and name != data.target)
    )
    if not names:
        return None
    inner = f"SELECT count(*) AS k FROM {quoted(table.dataset)} GROUP BY {', '.join(map(quoted, names))}"
    smallest, unique, groups = tables.store.rows(
        f"SELECT min(k), count(*) FILTER (WHERE k = 1), count(*) FROM ({inner})"
    )[0]
    return QuasiGroups(table.dataset, table.location.path, names, int(smallest), int(unique), int(groups), table.rows)


def _words(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip("_")


def _unneeded(
    personal: tuple[str, ...], table: Table, manifest: Manifest, session: ModelSession | Absent
) -> tuple[str, ...] | None:
    data = manifest.data
    if not isinstance(session, Absent):
        read = loaded_inputs(session, manifest, table)
        if isinstance(read, Absent):
            return None
        inputs = set(read.columns)
    elif manifest.declares("data.ignore"):
        inputs = set(model_inputs(table, data))
    else:
        return None
    kept = {*inputs, *data.sensitive, data.id, data.group, data.time, data.target}
    return tuple(name for name in personal if name not in kept)


@dataclass(frozen=True)
class PrivacyClaims(Fact):
    """Where differential privacy is claimed, and where the training path applies it with its parameter.

    ``code`` gives the place of the call; ``parameter`` its epsilon or noise as written, None where it has none.
    """

    claims: tuple[Location, ...]
    code: Location | None
    parameter: str | None


@provides("code")
def privacy_claims(documents: Documents | Absent, training: TrainingPath | Absent) -> PrivacyClaims | Absent:
    """Return claims of differential privacy and the code behind them; not applicable where nobody claims it."""
    texts = documents.documents if isinstance(documents, Documents) else ()
    claims = tuple(place for document in texts for place in _claims(document.path, document.sections))
    calls = training.calls if isinstance(training, TrainingPath) else ()
    used = [call for call in calls if _DP_CODE.match(call.name)]
    if not claims and not used:
        return Absent(f"none of {len(texts)} documents claims differential privacy", Absence.NOT_APPLICABLE)
    for call in used:
        given = next((f"{name}={call.call.keywords[name]}" for name in EPSILON if name in call.call.keywords), None)
        if given is not None:
            return PrivacyClaims(claims, Location(call.module.path, call.call.line), given)
    first = Location(used[0].module.path, used[0].call.line) if used else None
    return PrivacyClaims(claims, first, None)


def _claims(path: str, sections: Sequence[Section]) -> Iterator[Location]:
    for section in sections:
        for offset, line in enumerate(section.body.splitlines()):
            if _DP.search(line) and not _NOT.search(line):
                yield Location(path, section.body_line + offset)
