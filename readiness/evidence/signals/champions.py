"""A new model against the current one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import loads_model
from readiness.evidence.signals.decisions import Comparison, Decision
from readiness.evidence.signals.delivery import canary_or_traffic_split
from readiness.evidence.signals.gates import INCUMBENT, compares_with_itself, is_metric
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_CHALLENGER = re.compile(
    r"(?i)(^|_)(new|candidate|challenger|trained|retrained|latest|this|test|val|current|staging)(_|$)|"
    r"(^|_)(acc|mse|rmse|f1|score|auc|accuracy)"
)


_NEW = re.compile(r"(?i)(^|_)(candidate|challenger|new|retrained|newly)(_|$)")


def champion_challenger_or_ab(seen: Seen) -> Signal:
    """A new model is compared with the current one, offline or with live traffic.

    Not: a comparison of algorithms within one training run.
    """

    def compared() -> Iterator[Evidence]:
        for decision in seen.decisions:
            for one in decision.comparisons:
                if _against_current(seen, decision, one):
                    yield place(
                        decision.path, decision.line, "the new model's metric is compared with the current one's"
                    )
        split = canary_or_traffic_split(seen)
        if split.present:
            yield from split.evidence

    return shown_by(compared(), "no new model is compared with the current one")


def _against_current(seen: Seen, decision: Decision, one: Comparison) -> bool:
    if not is_metric(one.names) or compares_with_itself(one) or one.numbers or not one.left or not one.right:
        return False
    for current, other in ((one.left, one.right), (one.right, one.left)):
        named = [name for name in current if INCUMBENT.search(name)]
        if not named or any(INCUMBENT.search(name) and not _CHALLENGER.search(name) for name in other):
            continue
        best = all(re.search(r"(?i)best|base_?line|last|previous|prev|current", name) for name in named)
        if decision.in_loop and best:
            continue
        newly = any(_NEW.search(name) for name in other)
        if not best or newly or _loads_current(seen, decision):
            return True
    return False


def _loads_current(seen: Seen, decision: Decision) -> bool:
    """Return whether the module of a decision fetches a stored model or its recorded metrics."""
    for module in seen.live.modules():
        if module.path == decision.path:
            for call in module.calls:
                if loads_model(call.name) or re.search(
                    r"(?i)get_(latest_versions|model_version\w*|best_model\w*|production\w*|"
                    r"current\w*|champion\w*)|search_(runs|model_versions)|"
                    r"load_(best|production|prod|current|champion)\w*|get_model$|download_model|load_model|get_run$",
                    call.name,
                ):
                    return True
    return False
