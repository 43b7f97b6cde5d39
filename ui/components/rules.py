"""The rubric for reading: how the score works, every practice with what feeds it, questions and glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from readiness.domain.check import Check
from readiness.domain.rubric import CheckLine, Criterion, Practice, Rubric
from readiness.report import numbers, words
from ui.components.markup import block, link, prose, text

SCORE, QUESTIONS, GLOSSARY = "score", "questions", "glossary"
BANDS = ("beginner", "intermediate", "advanced")


def tabs(rubric: Rubric, current: str) -> str:
    """Return the parts of the rules as links."""
    parts = [(SCORE, "The score")]
    parts += [(criterion.id, words.SHORT_NAME.get(criterion.code, criterion.title)) for criterion in rubric.criteria]
    parts += [(QUESTIONS, "Questions"), (GLOSSARY, "Glossary")]
    links = "".join(link(name, "rules", current=identity == current, part=identity) for identity, name in parts)
    return block(f"<nav class='rd-tabs' aria-label='Parts of the rules'>{links}</nav>")


def found_practices(rubric: Rubric, asked: str) -> tuple[tuple[Criterion, Practice], ...]:
    """Return the practices whose text holds every word asked for, in rubric order."""
    wanted = asked.lower().split()
    return tuple(
        (criterion, practice)
        for criterion, practice in rubric.practices()
        if all(word in _searched(practice) for word in wanted)
    )


def _searched(practice: Practice) -> str:
    checks = " ".join(line.check for line in practice.lines)
    parts = (
        practice.id,
        practice.title,
        practice.statement,
        practice.why,
        practice.counts,
        practice.remediation,
        checks,
    )
    return " ".join(parts).lower()


def practices(found: Iterable[Practice], rubric: Rubric, checks: Mapping[str, Check], *, chosen: str = "") -> str:
    """Return practices as folded entries; the chosen one is open."""
    return block("".join(_practice(practice, rubric, checks, practice.id == chosen) for practice in found))


def criterion(shown: Criterion) -> str:
    """Return what a criterion asks and what its ten points mean."""
    anchors = "".join(
        f"<dt>{level.value.capitalize()}</dt><dd>{text(anchor)}</dd>" for level, anchor in shown.anchors.items()
    )
    investment = "".join(
        f"<dt>{text(name.replace('_', ' ').capitalize())}</dt><dd>{text(said)}</dd>"
        for name, said in (shown.investment or {}).items()
    )
    points = "".join(f"<dt>{point}</dt><dd>{prose(said)}</dd>" for point, said in shown.points.items())
    return block(
        f"<h2>{text(shown.title)}</h2><p class='serif' style='font-size:18px;margin-top:6px'>{text(shown.question)}</p>"
        f"<dl class='rd-dl' style='max-width:80ch'>{anchors}{investment}</dl>"
        "<details class='small' style='margin-top:12px'><summary>What the ten points mean</summary>"
        f"<dl class='rd-dl' style='max-width:80ch'>{points}</dl></details>"
    )


def _practice(practice: Practice, rubric: Rubric, checks: Mapping[str, Check], open_: bool) -> str:
    marks = [practice.level.value, f"weight {practice.weight:g}"]
    marks += ["essential"] if practice.essential else []
    marks += ["anchor"] if practice.anchor else []
    marks += [f"caps at {practice.cap:g}"] if practice.cap is not None else []
    marks += [] if practice.lines else ["no check yet"]
    entries = (
        ("Why it matters", prose(practice.why)),
        ("What counts", prose(practice.counts)),
        ("What would not", prose(practice.does_not_count)),
        ("How to reach it", f"{prose(practice.remediation)} Effort: {words.EFFORT[practice.effort.value]}."),
        ("Fed by", _fed_by(practice.lines, checks)),
        ("Who can sign", text(", ".join(practice.signer_roles))),
        ("Other wordings", "<br>".join(f"<code>{text(w)}</code>: {prose(s)}" for w, s in practice.variants.items())),
        ("Related to", text("; ".join(rubric.related(practice.id)))),
        ("Sources", text("; ".join(_source(source, rubric) for source in practice.sources))),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries if value)
    return (
        f"<details class='rd-rule'{' open' if open_ else ''}><summary><span>{text(practice.title)}</span>"
        f"<span class='tiny'>{text(', '.join(marks))}</span></summary><div class='in'>"
        f"<p class='serif' style='font-size:18px'>{text(practice.statement)}</p><p class='tiny mono i3'>"
        f"{text(practice.id)}</p><dl>{listed}</dl></div></details>"
    )


def _fed_by(lines: Iterable[CheckLine], checks: Mapping[str, Check]) -> str:
    found = [_line(line, checks.get(line.check)) for line in lines]
    return "<br>".join(found) or "No check yet. The practice is unknown until a person signs it, or a check is written."


def _line(line: CheckLine, check: Check | None) -> str:
    title = text(check.title if check is not None else line.check)
    if line.passes is None:
        bound = "holds"
    elif line.passes.declared == "target":
        bound = f"{line.measure or 'each measure'} meets the target you declare for it"
    else:
        bound = f"{line.measure} {line.passes}"
    partial = f", partial at {line.partial}" if line.partial is not None else ""
    data = f" on {line.dataset} data" if line.dataset else ""
    return f"{title} <span class='mono tiny i3'>{text(line.check)}</span>: {text(bound + partial + data)}"


def _source(source: str, rubric: Rubric) -> str:
    number, _, section = source.partition("#")
    name = rubric.sources.get(number, number)
    return f"{name} ({section.replace('-', ' ')})" if section else name


def score(rubric: Rubric, unchecked: int, total: int) -> str:
    """Return the published rule of the score in words and numbers."""
    scale = rubric.scale
    bands = ", ".join(f"{level.value} {low:g} to {high:g}" for level, (low, high) in scale.bands.items())
    efforts = ", ".join(f"{effort.value} = {cost:g}" for effort, cost in scale.effort.items())
    facts = (
        ("Rubric", f"{rubric.title}, {rubric.id} {rubric.version} of {rubric.date}"),
        ("Digest", rubric.digest),
        ("Practices", f"{total} in {len(rubric.criteria)} criteria; {unchecked} of them have no check yet"),
        ("Overall", "the weakest criterion; the mean never decides"),
        ("Bands", bands),
        ("Gate", "opens when every essential practice below it passes, the anchors of the next level pass, and "
                 f"{numbers.percent(scale.gate_coverage)} of the level's weight is credited"),
        ("Credit", "pass 1, partial 0.5, fail and waived 0, unknown anything from 0 to 1"),
        ("Proven", "the low end: everything unknown counts as missing. It is the headline"),
        ("Possible", "the high end: everything unknown counts as present"),
        ("Not enough evidence", f"the level while less than {numbers.percent(scale.completeness_floor)} is known"),
        ("Cost of effort", efforts),
        ("No-go", f"a criterion more than {rubric.no_go_below_target:g} below its target, or a proven cap"),
    )  # fmt: skip
    listed = "".join(f"<dt>{name}</dt><dd>{text(value)}</dd>" for name, value in facts)
    return block(
        f"<h2>How the score works</h2><dl class='rd-dl' style='max-width:80ch'>{listed}</dl>{_targets(rubric)}"
    )


def _targets(rubric: Rubric) -> str:
    codes = [criterion.code for criterion in rubric.criteria]
    heads = "".join(f"<th scope='col'>{text(words.SHORT_NAME.get(code, code))}</th>" for code in codes)
    rows = "".join(
        f"<tr><th scope='row'>{text(tier)}</th>{''.join(f'<td>{targets[code]:g}</td>' for code in codes)}</tr>"
        for tier, targets in rubric.targets.items()
    )
    return (
        "<h3 style='margin-top:24px'>Targets by risk tier</h3><div class='scroll'><table><thead><tr>"
        f"<th scope='col'>Tier</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def questions(rubric: Rubric) -> str:
    """Return the common questions with their answers."""
    titles = {practice.id: practice.title for _, practice in rubric.practices()}
    items = "".join(
        f"<details class='rd-rule'><summary>{text(item.question)}</summary><div class='in'><p>{prose(item.answer)}</p>"
        f"<p class='small i2' style='margin-top:6px'>Practices: {_named(item.practices, titles)}</p></div></details>"
        for item in rubric.questions
    )
    return block(f"<h2 style='margin-bottom:10px'>Questions</h2>{items}")


def _named(practices_: Iterable[str], titles: Mapping[str, str]) -> str:
    return ", ".join(link(titles.get(identity, identity), "rules", q=identity) for identity in practices_)


def glossary(rubric: Rubric) -> str:
    """Return every term with its meaning, in alphabetical order."""
    terms = sorted(rubric.glossary.items(), key=lambda item: item[0].lower())
    listed = "".join(f"<dt><b>{text(term)}</b></dt><dd>{prose(meaning)}</dd>" for term, meaning in terms)
    return block(f"<h2>Glossary</h2><dl class='rd-dl' style='max-width:80ch'>{listed}</dl>")


def marked(html: str, asked: str) -> str:
    """Return HTML of ours with the words asked for marked in its text, never inside a tag."""
    wanted = [re.escape(text(word)) for word in asked.split() if len(word) > 1]
    if not wanted:
        return html
    pattern = re.compile(f"({'|'.join(wanted)})", re.IGNORECASE)
    parts = re.split(r"(<[^>]*>)", html)
    return "".join(part if part.startswith("<") else pattern.sub(r"<mark>\1</mark>", part) for part in parts)
