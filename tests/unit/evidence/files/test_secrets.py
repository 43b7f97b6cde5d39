"""Credentials that look real, and those that are examples or local defaults."""

import pytest

from readiness.evidence.files.secrets import masked, read_secrets, secrets_in

# put together at run time so that this file itself holds no token
AWS = "AKIA" + "Q3EGRIV7WZ5JHNTC"
GITHUB = "ghp_" + "9fKq2LxV7bNz4RtYw8JcHsPm3DgAeU6oXi1T"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7x8k2Vb9QwZr1TnYpLmH4uJ6sXcDfGe\n"
RANDOM = "q8Zr2Lw9Xv" + "T4nB7kYp3M"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("config.py", f'key = "{AWS}"', "AWS Access Key"),
        ("a.yml", f"token: {GITHUB}", "GitHub token"),
        ("id_rsa", KEY, "Private Key"),
        ("train.py", f'API_KEY = "{RANDOM}"', "value of API_KEY"),
        (".env", "DB_PASSWORD=Tr0ub4dor&3", "value of DB_PASSWORD"),
        ("a.py", f"url = 'postgresql://svc:{RANDOM}@db.corp.net:5432/x'", "Basic Auth Credentials"),
    ],
)
def test_real_looking(path, text, kind):
    found, _ = secrets_in(text, path)
    assert kind in [secret.kind for secret in found]
    assert {secret.line for secret in found} == {1}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'key = "AKIAIOSFODNN7EXAMPLE"'),
        ("docker-compose.yml", "GF_SECURITY_ADMIN_PASSWORD: admin"),
        ("a.py", "url = 'postgresql://postgres:postgres@localhost:5432/x'"),
        ("a.py", f"url = 'postgresql://svc:{RANDOM}@db:5432/x'"),
        ("a.py", 'password = os.environ["DB_PASSWORD"]'),
        (".env.example", f"API_KEY={RANDOM}"),
        (".env", "API_KEY=changeme123"),
        ("tests/test_a.py", f'API_KEY = "{RANDOM}"'),
        ("a.py", "token = tokenizer.encode(text)"),
        ("a.py", "if '-----BEGIN RSA PRIVATE" + " KEY-----' in text:\n    pass"),
        ("a.yml", "token: ${{ secrets.GITHUB_TOKEN }}"),
        ("k8s.yaml", "kind: Secret\ndata:\n  password: cGFzc3dvcmQxMjM0NTY="),
        ("a.py", f"sha = '{'0a1b2c3d' * 8}'"),
    ],
)
def test_examples_and_local_defaults_are_not_called_real(path, text):
    assert secrets_in(text, path)[0] == ()


def test_the_value_is_masked():
    (secret,) = secrets_in(f"x\nkey = '{AWS}'", "a.py")[0]
    assert secret.masked == "AKIA…"
    assert secret.line == 2
    assert masked("12345678") == "12…"
    assert masked("abc") == "…"


def test_an_ignored_environment_file_is_not_committed(project_of):
    scan = read_secrets(project_of({".gitignore": ".env\n", ".env": f"API_KEY={RANDOM}\n", "a.py": "x = 1\n"}))
    assert scan.found == ()
    assert scan.files == 2


def test_a_committed_environment_file_is_read(project_of):
    scan = read_secrets(project_of({".env": f"API_KEY={RANDOM}\n"}))
    assert [(secret.path, secret.line) for secret in scan.found] == [(".env", 1)]
