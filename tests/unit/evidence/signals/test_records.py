"""What is recorded of learning."""

import pytest

FIT = "from sklearn.svm import SVC\n\nmodel = SVC().fit([[1]], [1])\n"
MLFLOW = (
    "import mlflow\n"
    + FIT
    + "with mlflow.start_run():\n    mlflow.log_param('c', 1)\n    mlflow.log_metric('f1', 0.9)\n"
)
WANDB = "import wandb\n" + FIT + "run = wandb.init(config={'c': 1})\nrun.log({'f1': 0.9})\n"
DVC = {"dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n    params: [c]\n    metrics:\n      - metrics.json\n"}
AZURE = "from azureml.core import Run\n" + FIT + "run = Run.get_context()\nrun.log('f1', 0.9)\n"
DVC_FILE = "outs:\n- md5: {}\n  path: {}\n"
JOBLIB = "import joblib\n" + FIT

CASES = [
    ("experiment-tracking", True, {"train.py": MLFLOW}),
    ("experiment-tracking", True, {"train.py": WANDB}),
    ("experiment-tracking", True, DVC),
    ("experiment-tracking", True, {"train.py": AZURE}),
    ("experiment-tracking", False, {"requirements.txt": "mlflow\n", "train.py": FIT}),
    ("experiment-tracking", False, {"train.py": "import mlflow\n" + FIT + "# mlflow.log_metric('f1', 0.9)\n"}),
    ("experiment-tracking", False, {"train.py": "from torch.utils.tensorboard import SummaryWriter\n" + FIT + "SummaryWriter().add_scalar('loss', 0.1)\n"}),
    ("model-registry", True, {"train.py": MLFLOW + "    mlflow.sklearn.log_model(model, 'm', registered_model_name='churn')\n"}),
    ("model-registry", True, {"register.py": "from azureml.core.model import Model\nModel.register(model_path='m.pkl', model_name='churn', workspace=None)\n"}),
    ("model-registry", True, {"train.R": "library(vetiver)\nvetiver_pin_write(board, model)\n"}),
    ("model-registry", False, {"train.py": MLFLOW + "    mlflow.sklearn.log_model(model, 'm')\n", "README.md": "# Churn\nModels live in the MLflow model registry.\n"}),
    ("model-registry", False, {"train.py": JOBLIB + "joblib.dump(model, 'models/v2/model.pkl')\n"}),
    ("data-versioning", True, {"data/raw.csv.dvc": DVC_FILE.format("a" * 32, "raw.csv")}),
    ("data-versioning", True, {"train.py": "from azureml.core import Dataset\nDataset.Tabular.from_delimited_files('a').register(None, 'd', create_new_version=True)\n"}),
    ("data-versioning", True, {"train.py": "import wandb\nwandb.init().log_artifact(wandb.Artifact('raw', type='dataset'))\n"}),
    ("data-versioning", False, {".dvc/config": "[core]\n    remote = s3\n", "train.py": FIT}),
    ("data-versioning", False, {"data/raw.csv": "a,b\n1,2\n", "train.py": FIT}),
    ("data-versioning", False, {"models/model.pkl.dvc": DVC_FILE.format("b" * 32, "models/model.pkl")}),
    ("model-artifact-versioned", True, {"train.py": MLFLOW + "    mlflow.sklearn.log_model(model, 'm')\n"}),
    ("model-artifact-versioned", True, {"train.py": JOBLIB + "version = 3\njoblib.dump(model, f'models/model_{version}.pkl')\n"}),
    ("model-artifact-versioned", True, {"models/model.pkl.dvc": DVC_FILE.format("b" * 32, "models/model.pkl")}),
    ("model-artifact-versioned", False, {"train.py": JOBLIB + "joblib.dump(model, 'models/model.pkl')\n"}),
    ("model-artifact-versioned", False, {"train.py": JOBLIB + "name = 'svc'\njoblib.dump(model, f'models/{name}.pkl')\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_records(agrees, signal, expected, files):
    agrees(signal, expected, files)
