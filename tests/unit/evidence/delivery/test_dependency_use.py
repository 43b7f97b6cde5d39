"""Use of declared dependencies by import, command and companionship."""

from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.dependency_use import read_dependency_use
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.delivery.requirement_files import read_requirements


def use(project_of, files):
    project = project_of(files)
    sources = python_sources(project, Absent("none"))
    return read_dependency_use(
        project, read_requirements(project), sources, read_containers(project), read_pipelines(project)
    )


def test_imports_commands_and_companions(project_of):
    found = use(
        project_of,
        {
            "requirements.txt": "scikit-learn\npandas\npyarrow\nuvicorn\npython-json-logger\nplotly\npytest\n",
            "train.py": "import sklearn.svm\nimport pandas as pd\nfrom pythonjsonlogger import jsonlogger\n",
            "Dockerfile": 'FROM python:3.11\nCMD ["/opt/venv/bin/uvicorn", "app:app"]\n',
        },
    )
    assert [requirement.name for requirement in found.unused] == ["plotly"]
    # pytest is a tool and is not looked at
    assert len(found.looked_at) == 6
    assert found.frozen == ""


def test_a_frozen_list_is_named(project_of):
    listed = "".join(f"package{i}==1.0\n" for i in range(41))
    assert use(project_of, {"requirements.txt": listed, "a.py": "import os\n"}).frozen == "requirements.txt"


def test_only_tools(project_of):
    assert isinstance(use(project_of, {"requirements.txt": "pytest\nruff\n", "a.py": "import os\n"}), Absent)
