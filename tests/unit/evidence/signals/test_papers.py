"""Documents."""

import pytest

CARD = (
    "# Churn model\n\n## Intended use\n\nRanks customers for the retention team; not for prices or credit.\n\n"
    "## Performance\n\nROC AUC 0.81 on 4,000 held-out customers of 2024.\n\n## Limitations\n\nThe model was not "
    "checked on business customers, who are 3 % of the data.\n"
)
EMPTY = (
    "# Model card\n\n## Intended use\n\nTODO\n\n## Performance\n\n[More information needed]\n\n## Limitations\n\nTBD\n"
)
SHEET = (
    "# Data\n\nSource: downloaded from the UCI repository in 2024.\n\n## Columns\n\n- age: age of the customer in years\n"
    "- plan: name of the tariff that was booked\n- calls: calls to support in the last month\n- churned: left within 30 days\n"
)
TABLE = (
    "# Data dictionary\n\nCollected by the billing system.\n\n| Column | Description |\n|---|---|\n| age | age in whole years |\n"
    "| plan | name of the tariff |\n| calls | calls to support per month |\n| churned | left within 30 days |\n"
)
RUN = "# Churn\n\n## Usage\n\n```bash\npip install -r requirements.txt\npython train.py\n```\n"

CASES = [
    ("model-card", True, {"docs/about.md": CARD}),
    ("model-card", True, {"MODEL_CARD.md": CARD.replace("Intended use", "Overview")}),
    ("model-card", False, {"MODEL_CARD.md": EMPTY}),
    ("model-card", False, {"README.md": "# Churn\n\n## Overview\n\nPredicts churn of customers from their calls.\n\n## Results\n\nAccuracy 0.9 on the test set.\n"}),
    ("data-sheet", True, {"data/README.md": SHEET}),
    ("data-sheet", True, {"docs/dictionary.md": TABLE}),
    ("data-sheet", False, {"docs/fields.md": SHEET.replace("Source: downloaded from the UCI repository in 2024.\n", "")}),
    ("data-sheet", False, {"data/info.txt": "Source: https://archive.ics.uci.edu/x\nColumns:\n1. age\n2. plan\n3. calls\n4. churned\n"}),
    ("data-sheet", False, {"README.md": "# Churn\n\n## Features\n\n- FastAPI: a fast interface for predictions\n- Docker: images of every part\n- MLflow: records of the runs\n- Data from Kaggle: https://kaggle.com/x\n"}),
    ("readme-run-instructions", True, {"README.md": RUN}),
    ("readme-run-instructions", True, {"README.rst": "Churn\n=====\n\nRun ``docker compose up`` to start the service::\n\n    docker compose up\n"}),
    ("readme-run-instructions", True, {"README.md": "# Churn\n\n[Service guide](service/README.md)\n", "service/README.md": RUN}),
    ("readme-run-instructions", False, {"README.md": "# Churn\n\nPredicts churn. See https://pytorch.org/get-started/ for PyTorch.\n"}),
    ("readme-run-instructions", False, {"notes.md": RUN, "README.md": "# Churn\n\nA project about churn.\n"}),
    ("license", True, {"LICENSE": "Apache License Version 2.0, January 2004 and more\n", "a.py": ""}),
    ("license", True, {"COPYING.txt": "GNU General Public License version 3 and its text\n", "a.py": ""}),
    ("license", False, {"README.md": "# Churn\n\nLicense: MIT\n"}),
    ("license", False, {"LICENSE": "", "a.py": "x = 1\n"}),
    ("rollback-plan", True, {"docs/ops.md": "# Operations\n\n## Rollback\n\nPoint the alias at the version before:\n\n```bash\npython promote.py --version 3\n```\n"}),
    ("rollback-plan", True, {"scripts/back.sh": "kubectl rollout undo deployment/api\n"}),
    ("rollback-plan", False, {"docs/plan.md": "# Plan\n\n- rollback strategy (future)\n- canary\n"}),
    ("rollback-plan", False, {"db.py": "def rollback_transaction(session):\n    session.rollback()\n\n\nif __name__ == '__main__':\n    rollback_transaction(None)\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_papers(agrees, signal, expected, files):
    agrees(signal, expected, files)
