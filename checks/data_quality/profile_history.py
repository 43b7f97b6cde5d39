"""Profile history: dated profiles of earlier runs lie beside the data."""

from checks.data_quality._profile_facts import ProfileRuns
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Profile history", effort=Effort.SMALL, measures=(Measure("dated_profiles", Unit.COUNT),))
def profile_history(profiles: ProfileRuns) -> CheckResult:
    """Return how many data profiles of different days are on record with the digest of their data (count, 0 or more).

    What it measures
    ----------------
    JSON files that name two columns or more with numbers, the day they were made and the digest of the data they are
    about; several of one day in one folder count once.

    Why it matters
    --------------
    A series shows when a column began to move. One profile shows nothing of the kind.

    How to fix
    ----------
    Let each run write a new file named by its date, with the SHA-256 of the data in it, and keep the old ones.

    Limits
    ------
    Profiles kept in a bucket or on a tracking server are not seen; reports as HTML or binary files are not read.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019.
    """
    counted = [profile for profile in profiles.history if profile.hashed]
    evidence = [
        Evidence(Location(profile.path), f"Profile of {profile.day.isoformat()} with {profile.columns} columns.")
        for profile in counted[:5]
    ]
    findings = [
        Finding(
            Severity.LOW,
            f"{profile.path} does not say which data it describes.",
            Location(profile.path),
            fix=f"Write the SHA-256 of the data into {profile.path}.",
        )
        for profile in profiles.history
        if not profile.hashed
    ][:5]
    value = Measurement("dated_profiles", float(len(counted)), Unit.COUNT, n=len(profiles.history))
    reason = f"{len(counted)} profiles of different days are on record with the digest of their data"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
