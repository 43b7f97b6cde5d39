"""The rubric folder loaded and validated: every mistake is refused with its file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from readiness.domain.check import Check, Effort, Strength
from readiness.domain.rubric import (
    CheckLine,
    Criterion,
    Crosswalk,
    CrosswalkItem,
    EvidenceKind,
    Level,
    Practice,
    Question,
    Rubric,
    Scale,
    Threshold,
)
from readiness.evidence.declared.conditions import applies, profile
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml
from readiness.rubrics import files

DEFAULT = Path(__file__).parents[2] / "rubrics"
_THRESHOLD = re.compile(r"^(>=|<=|==|>|<)\s*(?:(-?[0-9.]+(?:e-?[0-9]+)?)|(limits\.[a-z]+))$")
_PATH = re.compile(r"^(?P<message>.*?) - at `\$(?P<path>[^`]*)`$", re.DOTALL)
T = TypeVar("T")


class RubricInvalid(Exception):
    """A rubric file cannot be used: the file, the line and the way out in one sentence."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line


def glossary(folder: Path = DEFAULT) -> Mapping[str, str]:
    """Return the terms of a rubric folder with their meanings, without reading its practices.

    Raises
    ------
    RubricInvalid
        ``rubric.yaml`` cannot be used.
    """
    return _Documents(folder).read("rubric.yaml", files.RubricFile).glossary


def load(checks: Mapping[str, Check], folder: Path = DEFAULT) -> Rubric:
    """Return the validated rubric of a folder.

    Parameters
    ----------
    checks
        The checks that lines may name, by id.

    Raises
    ------
    RubricInvalid
        An unknown key, check, unit or practice, a threshold outside its unit's range, a missing file.
    """
    documents = _Documents(folder)
    head = documents.read("rubric.yaml", files.RubricFile)
    criteria = tuple(_criterion(documents, f"{name}.yaml", head, checks) for name in head.criteria)
    _no_twins(documents, head, criteria)
    known = {practice.id for criterion in criteria for practice in criterion.practices}
    crosswalks = tuple(_crosswalk(documents, path, known) for path in sorted((folder / "crosswalks").glob("*.yaml")))
    questions = documents.read("help.yaml", list[files.QuestionFile]) if (folder / "help.yaml").exists() else []
    return Rubric(
        id=head.id,
        version=head.version,
        date=head.date,
        title=head.title,
        digest=documents.digest(),
        scale=_scale(head),
        targets={str(tier): targets for tier, targets in head.targets.items()},
        no_go_below_target=head.decision.no_go_below_target,
        waiver_days=head.decision.waiver_days,
        sources=head.sources,
        glossary=head.glossary,
        criteria=criteria,
        crosswalks=crosswalks,
        quorum={str(tier): tuple(functions) for tier, functions in head.decision.quorum.items()},
        review_months={str(tier): months for tier, months in head.decision.review_months.items()},
        questions=tuple(Question(q.question, q.answer, q.criterion or "", tuple(q.practices)) for q in questions),
    )


class _Documents:
    """The files of one rubric folder, each read once, with the lines of their keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: dict[str, Written] = {}
        self._hash = hashlib.sha256()

    def read(self, name: str, kind: type[T]) -> T:
        path = self.folder / name
        try:
            text = path.read_text(encoding="utf-8")
            written = read_yaml(text)
        except OSError as error:
            raise RubricInvalid(path, None, f"cannot be read: {error.strerror}") from None
        except YamlUnreadable as error:
            raise RubricInvalid(path, error.line, error.message) from None
        if written is None:
            raise RubricInvalid(path, None, "is empty")
        self._hash.update(f"{name}\0{text}\0".encode())
        self.written[name] = written
        try:
            return msgspec.convert(written.plain(), kind)
        except msgspec.ValidationError as error:
            match = _PATH.match(str(error))
            message, place = (match["message"], match["path"]) if match else (str(error), "")
            raise RubricInvalid(path, line_of(written, place), message) from None

    def digest(self) -> str:
        """Return the SHA-256 of every file read, in reading order."""
        return self._hash.hexdigest()

    def refuse(self, name: str, place: str, message: str) -> RubricInvalid:
        return RubricInvalid(self.folder / name, line_of(self.written[name], place), message)


def line_of(written: Written, place: str) -> int:
    """Return the line of a path such as ``.practices[3].weight``; that of its nearest parent when it is missing."""
    here = written
    for key, index in re.findall(r"\.([\w-]+)|\[(\d+|\.\.\.)\]", place):
        if isinstance(here.value, dict) and key in here.value:
            here = here.value[key]
        elif isinstance(here.value, list) and index.isdigit() and int(index) < len(here.value):
            here = here.value[int(index)]
        else:
            break
    return here.line


def _scale(head: files.RubricFile) -> Scale:
    return Scale(
        bands={Level(name): band for name, band in head.bands.items()},
        gate_coverage=head.gate_coverage,
        completeness_floor=head.completeness_floor,
        none_below=head.scale.none_below,
        machine_ceiling=head.machine_basis_ceiling,
        not_applicable_weight_limit=head.not_applicable_weight_limit,
        effort={Effort(name): cost for name, cost in head.effort.items()},
    )


def _criterion(documents: _Documents, name: str, head: files.RubricFile, checks: Mapping[str, Check]) -> Criterion:
    read = documents.read(name, files.CriterionFile)
    for tier, targets in head.targets.items():
        if read.code not in targets:
            raise documents.refuse("rubric.yaml", f".targets.{tier}", f"no target for {read.code}")

    def refuse(place: str, message: str) -> RubricInvalid:
        return documents.refuse(name, place, message)

    return Criterion(
        id=read.id,
        code=read.code,
        title=read.title,
        question=read.question,
        anchors={Level(level): text for level, text in read.anchors.items()},
        investment=read.investment,
        points={int(point): text for point, text in read.points.items()},
        practices=tuple(
            _practice(entry, f".practices[{index}]", head, checks, refuse) for index, entry in enumerate(read.practices)
        ),
    )


def _practice(
    entry: files.PracticeFile,
    place: str,
    head: files.RubricFile,
    checks: Mapping[str, Check],
    refuse: Callable[[str, str], RubricInvalid],
) -> Practice:
    if entry.cap is not None and entry.level == "advanced":
        raise refuse(f"{place}.cap", "an advanced practice carries no cap: it would close the intermediate band")
    evidence = entry.evidence
    lines = tuple(
        _check_line(line, f"{place}.checks[{index}]", checks, refuse) for index, line in enumerate(entry.checks)
    )
    return Practice(
        id=entry.id,
        title=entry.title,
        statement=entry.statement,
        why=entry.why,
        level=Level(entry.level),
        domain=entry.domain,
        weight=entry.weight,
        essential=entry.essential,
        anchor=entry.anchor,
        cap=entry.cap,
        applies_when=entry.applies_when,
        variants=entry.variants,
        kind=EvidenceKind(evidence.kind),
        min_strength=Strength(evidence.min_strength) if evidence.min_strength else None,
        counts=evidence.counts,
        does_not_count=evidence.does_not_count,
        signer_roles=tuple(evidence.signer_roles),
        attestation_days=head.attestation_days[evidence.attestation_period],
        signed_justification=evidence.signed_justification,
        remediation=entry.remediation,
        effort=Effort(entry.effort),
        sources=tuple(entry.sources),
        lines=lines,
    )


def _check_line(
    line: files.LineFile, place: str, checks: Mapping[str, Check], refuse: Callable[[str, str], RubricInvalid]
) -> CheckLine:
    check = checks.get(line.check)
    if check is None:
        raise refuse(f"{place}.check", f"there is no check {line.check!r}; see `readiness list checks`")
    passes = partial = None
    if line.passes is True:
        if not check.states_fact:
            raise refuse(f"{place}.pass", f"{line.check} states no fact; name a measure and a threshold")
    elif line.passes == "target":
        passes = Threshold("", declared="target")
    else:
        if line.measure is None or check.unit(line.measure) is None:
            known = ", ".join(measure.name for measure in check.measures) or "none"
            raise refuse(f"{place}.measure", f"{line.check} measures {known}")
        passes = _threshold(str(line.passes), check, line.measure, f"{place}.pass", refuse)
        if line.partial is not None:
            partial = _threshold(line.partial, check, line.measure, f"{place}.partial", refuse)
    halves, optional = line.at_worst == "partial", line.undeclared == "not_applicable"
    for name, condition in (("when", line.when), ("unless", line.unless)):
        try:
            applies(condition, profile(Manifest()))
        except ValueError as error:
            raise refuse(f"{place}.{name}", str(error)) from None
    return CheckLine(line.check, line.measure, passes, partial, line.dataset, halves, optional, line.when, line.unless)


def _threshold(
    text: str, check: Check, measure: str, place: str, refuse: Callable[[str, str], RubricInvalid]
) -> Threshold:
    match = _THRESHOLD.match(text)
    if match is None:
        raise refuse(place, f"{text!r} is no threshold; write for example '>= 0.9' or '<= limits.missing'")
    if match[3]:
        limit = match[3].removeprefix("limits.")
        if limit not in DataManifest().limits:
            raise refuse(place, f"there is no limit {limit!r}; the manifest knows {', '.join(DataManifest().limits)}")
        return Threshold(match[1], declared=match[3])
    unit, number = check.unit(measure), float(match[2])
    if unit is not None and not unit.low <= number <= unit.high:
        raise refuse(place, f"{number:g} lies outside {unit.label}, which runs from {unit.low:g} to {unit.high:g}")
    return Threshold(match[1], number)


def _crosswalk(documents: _Documents, path: Path, known: set[str]) -> Crosswalk:
    name = f"crosswalks/{path.name}"
    read = documents.read(name, files.CrosswalkFile)
    for index, item in enumerate(read.items):
        for practice in item.practices:
            if practice not in known:
                raise documents.refuse(name, f".items[{index}]", f"there is no practice {practice!r}")
    items = tuple(CrosswalkItem(item.id, item.title, item.section, tuple(item.practices)) for item in read.items)
    return Crosswalk(read.id, read.title, read.source, read.year, read.checked_on, read.note, items, read.indicator)


def _no_twins(documents: _Documents, head: files.RubricFile, criteria: tuple[Criterion, ...]) -> None:
    seen: set[str] = set()
    for name, criterion in zip(head.criteria, criteria, strict=True):
        for index, practice in enumerate(criterion.practices):
            if practice.id in seen:
                raise documents.refuse(f"{name}.yaml", f".practices[{index}].id", f"{practice.id} stands here twice")
            seen.add(practice.id)
