"""Protection of people and of the project."""

import pytest

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"

CASES = [
    ("privacy-handling", True, {"clean.py": "from presidio_anonymizer import AnonymizerEngine\nAnonymizerEngine().anonymize(text='a', analyzer_results=[])\n"}),
    ("privacy-handling", True, {"clean.py": "import hashlib\n\n\ndef pseudonymise(value):\n    return hashlib.sha256(value.encode()).hexdigest()\n\n\nif __name__ == '__main__':\n    pseudonymise('a')\n"}),
    ("privacy-handling", True, {"clean.py": "import pandas as pd\n\ntable = pd.read_csv('a.csv')\n# personal data is not kept\ntable = table.drop(columns=['email', 'phone'])\ntable.to_csv('b.csv')\n"}),
    ("privacy-handling", False, {"train.py": "import pandas as pd\n\ntable = pd.read_csv('a.csv')\ntable = table.drop(columns=['PassengerId', 'Name'])\ntable.to_csv('b.csv')\n"}),
    ("privacy-handling", False, {"main.tf": 'resource "aws_s3_bucket_public_access_block" "b" {\n  block_public_acls = true\n}\n'}),
    ("secret-leak", True, {"deploy.py": f"TOKEN = '{TOKEN}'\n"}),
    ("secret-leak", True, {"key.pem": "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7Zq0Xv9mT1rPq3sWfK8nLbY2cUoJ5hDgR6eVtN4xAaB7iCzQ\n" * 3 + "-----END RSA PRIVATE KEY-----\n"}),
    ("secret-leak", False, {"docker-compose.yml": "services:\n  g:\n    image: grafana/grafana\n    environment:\n      - GF_SECURITY_ADMIN_PASSWORD=admin\n"}),
    ("secret-leak", False, {".env": "POSTGRES_PASSWORD=mlflow_pass\n", "a.py": "x = 1\n"}),
    ("secret-leak", False, {"README.md": "# Use\n\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"}),
    ("security-scanning", True, {".github/dependabot.yml": "version: 2\nupdates:\n  - package-ecosystem: pip\n    directory: /\n"}),
    ("security-scanning", True, {".github/workflows/s.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: aquasecurity/trivy-action@v0.3\n"}),
    ("security-scanning", True, {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: bandit\n"}),
    ("security-scanning", False, {".github/workflows/s.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: pip install bandit\n"}),
    ("security-scanning", False, {"README.md": "# Security\n\nRun bandit and trivy before a release.\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_protection(agrees, signal, expected, files):
    agrees(signal, expected, files, with_secrets=signal == "secret-leak")
