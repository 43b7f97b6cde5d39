"""Protection of people and of the project: personal data, credentials, scanning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.programs import scans
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

_PRIVACY_TOOLS = (
    r"^presidio_(analyzer|anonymizer)\..*\.(analyze|anonymize)$|^opacus\.|^diffprivlib\.|"
    r"^tensorflow_privacy\.|^scrubadub\.|^anonympy\.|^cape_privacy\.|^pycanon\.|"
    r"^anonymizedf\.|^sdv\.|^datafog\.|^commonregex\.|^pii\w*\.|"
    r"^cryptography\.fernet\.Fernet\(\)\.encrypt$|^google\.cloud\.dlp|^phe\.|^crypten\.|^anjana\.|"
    r"\.detect_pii_entities$"
)
_PRIVATE_FUNCTION = re.compile(
    r"(?i)(pseudo|de_?|)anonymi[sz]e|pseudonymi[sz]e|(mask|redact|remove|drop|scrub|hash|strip|"
    r"encrypt|tokeni[sz]e|obfuscate|filter)_?(\w*_)?(pii|personal\w*|sensitive_(data|columns|info)|"
    r"phi|emails?|"
    r"phone\w*|names|ssn|identifiers|user_?ids?|customer_?ids?|patient_?ids?)$"
)
_DIRECT = re.compile(
    r"(?i)^(ssn|social_security\w*|e?mail(_address)?|phone(_?(number|no))?|mobile(_number)?|first_?name|"
    r"last_?name|full_?name|surname|passport\w*|date_of_birth|dob|street|home_address|iban|"
    r"credit_card(_number)?|national_id|ip_?address|customer_name|patient_name|"
    r"applicant_name|license_plate)$"
)
_REASON = re.compile(r"(?i)privacy|personal|\bpii\b|gdpr|anonym|identif|sensitive|confidential|hipaa|protect")
_ACCESS = re.compile(
    r"(?i)lakeformation_permissions|LakeFormation::|data_catalog_policy_tag|bigquery_datapolicy|"
    r"column_level|row_access_policy|macie|dlp_(inspect|deidentify)|purview"
)


def privacy_handling(seen: Seen) -> Signal:
    """Something is done to protect personal data: pseudonyms, removal, encryption, access rules on the data.

    Not: an id column dropped for modelling; the default private bucket, credentials or role of a deployment.
    """

    def handled() -> Iterator[Evidence]:
        for used in seen.live.calls(_PRIVACY_TOOLS):
            yield used.at(f"{used.name[-50:]} protects personal data")
        for module in seen.live.modules(notebooks=True):
            for definition in module.functions():
                if _PRIVATE_FUNCTION.search(definition.last) and (module.path, definition.name) in seen.live.nodes:
                    yield place(module.path, definition.line, f"{definition.last} protects personal data")
        for used in seen.live.calls(r"\.drop$|^hashlib\.\w+$|\.drop_columns$"):
            yield from _columns_removed(seen, used.module.path, used.call.line, used.last)
        for resource in seen.resources:
            if _ACCESS.search(resource.type):
                yield place(resource.path, resource.line, f"{resource.type} rules who reads the data")

    return shown_by(handled(), "nothing protects personal data")


def _columns_removed(seen: Seen, path: str, line: int, kind: str) -> Iterator[Evidence]:
    """Yield a removal or a hash of direct identifiers that is said to be for privacy, or names several of them."""
    module = seen.sources.by_path[path]
    rows = seen.files.text(path).split("\n") if not module.notebook else []
    near = " ".join(rows[max(0, line - 6) : line + 6])
    direct = {name for name in re.findall(r"[\"']([\w ]+)[\"']", near) if _DIRECT.match(name.replace(" ", "_"))}
    if direct and (_REASON.search(near) or len(direct) > 1):
        word = "hashed" if kind != "drop" and kind != "drop_columns" else "removed"
        yield place(path, line, f"{', '.join(sorted(direct)[:3])} {word}")


def secret_leak(seen: Seen) -> Signal:
    """A real credential is committed (bad when true).

    Not: demo defaults such as admin/admin; documented example keys; local dummy keys.
    """
    if seen.secrets is None:
        return absent("no credential was looked for")
    real = [secret for secret in seen.secrets.found if not _local_dummy(seen, secret.kind, secret.path, secret.line)]
    found = (place(secret.path, secret.line, f"{secret.kind}: {secret.masked}") for secret in real)
    return shown_by(found, f"no credential that looks real in {seen.secrets.files} files")


def _local_dummy(seen: Seen, kind: str, path: str, line: int) -> bool:
    """Return whether an assigned value is words in lower case (``mlflow_pass``): a default of a local service."""
    rows = seen.files.text(path).split("\n")
    if not kind.startswith("value of") or line > len(rows):
        return False
    value = re.split(r"[:=]\s*", rows[line - 1].strip(), maxsplit=1)[-1].strip("\"' ,")
    return bool(re.fullmatch(r"[a-z]+(?:[_.-]?[a-z]+)*\d{0,4}[!@#]?", value))


_ACTIONS = re.compile(
    r"(?i)github/codeql-action/(init|analyze)|trivy-action|anchore/|snyk/|gitleaks|trufflehog|"
    r"pip-audit|bandit|safety-action|pyupio/safety|dependency-review-action|ossf/scorecard|semgrep|"
    r"returntocorp|"
    r"checkov|tfsec|kics|grype|docker/scout|dependency-check|aquasec|osv-scanner|whitesource|veracode|"
    r"hadolint8|zaproxy|CredScan|AdvancedSecurity|MicrosoftSecurityDevOps|devskim|terrascan|sobelow"
)
_HOOKS = re.compile(
    r"^\s*-?\s*(id|repo):\s*[\"']?(bandit|python-safety-dependencies-check|safety|pip-audit|"
    r"detect-secrets|gitleaks|trufflehog|semgrep|checkov|tfsec|terraform_tfsec|terraform_trivy|trivy|"
    r"detect-private-key|detect-aws-credentials|osv-scanner|ggshield|"
    r"https://github\.com/(PyCQA/bandit|Yelp/detect-secrets|gitleaks/gitleaks|"
    r"Lucas-C/pre-commit-hooks-(bandit|safety)))\b",
    re.M,
)
_FILES = (
    ".bandit",
    ".snyk",
    ".gitleaks.toml",
    ".trivyignore",
    "trivy.yaml",
    ".semgrep.yml",
    ".secrets.baseline",
    ".trufflehog.yml",
    "bandit.yaml",
    ".checkov.yaml",
    ".safety-policy.yml",
    "renovate.json",
    ".renovaterc",
    ".renovaterc.json",
    "renovate.json5",
    "osv-scanner.toml",
    ".whitesource",
)


def security_scanning(seen: Seen) -> Signal:
    """Dependabot, CodeQL, bandit, trivy, pip-audit or alike is configured."""

    def scanners() -> Iterator[Evidence]:
        for path in seen.files.named("dependabot.yml", "dependabot.yaml"):
            if re.search(r"package-ecosystem", seen.files.text(path)):
                yield place(path, 1, "Dependabot watches the dependencies")
        for path in seen.files.named(*_FILES):
            if seen.files.text(path).strip():
                yield place(path, 1, "configures a scanner")
        for path in seen.files.named(".pre-commit-config.yaml", ".pre-commit-config.yml"):
            for line, _, found in seen.files.lines(path, _HOOKS):
                if found.group(2) not in ("detect-private-key",):
                    yield place(path, line, f"hook {found.group(2)}")
        for workflow in seen.workflows:
            for _, step in workflow.active_steps():
                if step.uses and _ACTIONS.search(step.uses):
                    yield place(workflow.path, step.line, f"{step.uses} scans")
                for command in step.commands:
                    if scans(command):
                        yield place(workflow.path, command.line, f"runs '{command.text[:60]}'")
        for written in seen.commands:
            if written.kind in ("make", "script") and scans(written.command):
                yield written.at(f"runs '{written.text[:60]}'")
        yield from _declared_scans(seen)

    return shown_by(scanners(), "no scanner of dependencies, images, code or secrets is configured")


def _declared_scans(seen: Seen) -> Iterator[Evidence]:
    for resource in seen.resources:
        if re.search(
            r"scan_on_push\s*=\s*true|ScanOnPush:\s*[\"']?true|inspector2|Inspector|securityhub",
            resource.body + resource.type,
        ):
            yield place(resource.path, resource.line, "the registry scans images")
    for path in seen.files.named(".gitlab-ci.yml"):
        for line, _, _ in seen.files.lines(
            path, re.compile(r"template:\s*[\"']?\S*(SAST|Dependency-Scanning|Container-Scanning|Secret-Detection)")
        ):
            yield place(path, line, "a security template of the platform")
    for path in seen.files.named("pyproject.toml", "tox.ini", "setup.cfg"):
        for line, _, found in seen.files.lines(
            path, re.compile(r"^\[tool\.(bandit|pip-audit|safety)\]|^\[bandit\]|^\s+(bandit|pip-audit|safety check)\b")
        ):
            yield place(path, line, f"configures {found.group(0).strip()}")
