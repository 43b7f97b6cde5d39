"""Constant columns: model inputs that hold one value throughout."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.declared.manifest import Manifest


@check(
    title="Constant columns",
    effort=Effort.SMALL,
    measures=(Measure("constant_column_share", Unit.SHARE), Measure("most_frequent_share", Unit.SHARE)),
)
def constant_columns(tables: Tables, profiles: Profiles, manifest: Manifest) -> CheckResult:
    """Return the share of model inputs that never change (0 to 1), and each input's share of its commonest value.

    What it measures
    ----------------
    Model inputs with at most one different value among the filled cells, per table; and for columns with few values
    how much of the column the commonest one takes, which names the nearly constant ones.

    Why it matters
    --------------
    A constant input teaches nothing, and often marks a broken join or a filter that went too far. In training but not
    in production it turns into a surprise.

    How to fix
    ----------
    Drop the column from the inputs, or repair the step that lost its values.

    Limits
    ------
    A column may be constant in a small test table and vary elsewhere. The commonest value is known for columns of up
    to 1,000 different values and for text.

    Source
    ------
    Kuhn and Johnson, Applied Predictive Modeling, 2013, section 3.5 (zero and near-zero variance predictors).
    """
    measurements, findings = [], []
    for dataset, profile in profiles.profiles.items():
        table = tables.tables[dataset]
        inputs = [profile.columns[name] for name in model_inputs(table, manifest.data)]
        constant = [column for column in inputs if _is_constant(column)]
        if inputs:
            share = len(constant) / len(inputs)
            measurements.append(Measurement("constant_column_share", share, Unit.SHARE, n=len(inputs), dataset=dataset))
        measurements += [
            Measurement(
                "most_frequent_share",
                min(1.0, column.top[0][1] / column.filled),
                Unit.SHARE,
                n=column.filled,
                dataset=dataset,
                column=column.name,
            )
            for column in inputs
            if column.top and column.filled
        ]
        findings += [
            Finding(
                Severity.MEDIUM,
                f"{column.name} holds {'one value' if column.filled else 'nothing'} in all {profile.rows:,} rows of "
                f"the {dataset} table.",
                table.location,
                column.name,
                f"Drop {column.name} from the model inputs, or repair the step that writes {table.location.path}.",
            )
            for column in constant
        ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)


def _is_constant(column: ColumnProfile) -> bool:
    if column.minimum is not None and column.infinite == 0:
        return column.minimum == column.maximum
    return column.distinct <= 1 and column.kind != "other"
