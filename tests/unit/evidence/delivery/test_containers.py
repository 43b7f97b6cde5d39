"""Images with their build context, and what reaches the final stage."""

from readiness.evidence.delivery.containers import read_containers

DOCKERFILE = """\
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
FROM python:3.11-slim
COPY --from=build /src/models /app/models
COPY app app
"""


def test_a_file_is_followed_through_an_earlier_stage(project_of):
    containers = read_containers(project_of({"Dockerfile": DOCKERFILE, "models/m.joblib": "x", "app/a.py": ""}))
    (image,) = containers.images
    assert containers.copied(image, "models/m.joblib").line == 5
    assert containers.copied(image, "app/a.py").line == 6
    assert containers.copied(image, "data/train.csv") is None


def test_the_ignore_file_keeps_a_file_out(project_of):
    files = {"Dockerfile": "FROM a:1\nCOPY . /app\n", ".dockerignore": "models/\n!models/keep.onnx\n*.csv\n"}
    containers = read_containers(project_of(files))
    (image,) = containers.images
    assert image.ignore_file == ".dockerignore"
    assert containers.copied(image, "models/m.joblib") is None
    assert containers.copied(image, "models/keep.onnx").line == 2
    assert containers.copied(image, "train.csv") is None
    # unlike git's, a pattern without a slash holds at the root of the context only
    assert containers.copied(image, "x/train.csv").line == 2
    assert containers.copied(image, "app/main.py").line == 2


def test_the_build_context_comes_from_compose_or_from_the_sources(project_of):
    containers = read_containers(
        project_of(
            {
                "serving/Dockerfile": "FROM a:1\nCOPY app.py .\n",
                "serving/app.py": "",
                "docker/api.Dockerfile": "FROM a:1\nCOPY src/x.py .\n",
                "src/x.py": "",
                "train/Dockerfile": "FROM a:1\nCOPY . .\n",
                "compose.yml": "services:\n  t:\n    build:\n      context: .\n      dockerfile: train/Dockerfile\n",
                "vendor/lib/Dockerfile": "FROM a:1\n",
                "Dockerfile.md": "FROM a:1\n",
            }
        )
    )
    assert {image.path: image.context for image in containers.images} == {
        "serving/Dockerfile": "serving",
        "docker/api.Dockerfile": "",
        "train/Dockerfile": "",
    }
    assert containers.compose[0].services[0].line == 2


def test_nothing_to_build(project_of):
    assert "no Dockerfile" in read_containers(project_of({"Dockerfile": "\n# empty\n", "a.py": ""})).reason
