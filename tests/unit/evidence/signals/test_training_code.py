"""How the model is trained and stored."""

import pytest

SERVE = "from fastapi import FastAPI\n{}\napp = FastAPI()\nmodel = {}\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return {}\n"
PICKLE = {"app.py": SERVE.format("import joblib", "joblib.load('m.pkl')", "float(model.predict([[x]])[0])")}
ONNX = {
    "app.py": SERVE.format("import onnxruntime", "onnxruntime.InferenceSession('m.onnx')", "model.run(None, {'x': x})")
}
FIT = "from sklearn.svm import SVC\nfrom sklearn.model_selection import train_test_split\n"
CONFIG = "import yaml\nfrom sklearn.svm import SVC\n\nwith open('params.yaml') as file:\n    params = yaml.safe_load(file)\nSVC(**params).fit([[1]], [1])\n"
SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    model_path: str = 'm.pkl'\n\n\nsettings = Settings()\n"

CASES = [
    ("safe-model-format", True, ONNX),
    ("safe-model-format", True, {"train.py": "import xgboost as xgb\nbooster = xgb.train({}, None)\nbooster.save_model('m.json')\n"}),
    ("safe-model-format", True, {"train.py": "import mlflow\nimport catboost\nmodel = catboost.CatBoostClassifier().fit([[1]], [1])\nmlflow.catboost.log_model(model, 'm')\n",
                                 "app.py": SERVE.format("import mlflow", "mlflow.pyfunc.load_model('runs:/1/m')", "model.predict([[x]])")}),
    ("safe-model-format", False, PICKLE),
    ("safe-model-format", False, {**PICKLE, "export.py": "import onnx\nonnx.save(None, 'm.onnx')\n"}),
    ("safe-model-format", False, {"sample.py": "import torch\nfrom transformers import GPT2Model\nbase = GPT2Model.from_pretrained('gpt2')\nbase.load_state_dict(torch.load('m.pt'))\n"}),
    ("random-seed-fixed", True, {"train.py": FIT + "train_test_split([1], [1], random_state=0)\n"}),
    ("random-seed-fixed", True, {"train.py": "import torch\ntorch.manual_seed(1)\nloss = torch.nn.MSELoss()\nloss(1, 2).backward()\n"}),
    ("random-seed-fixed", True, {"train.R": "set.seed(42)\nfit <- lm(y ~ x, d)\n"}),
    ("random-seed-fixed", False, {"train.py": FIT + "train_test_split([1], [1], test_size=0.2)\nSVC().fit([[1]], [1])\n"}),
    ("random-seed-fixed", False, {"load.py": "import random\nrandom.seed(1)\nprint(random.random())\n", "train.py": FIT + "SVC().fit([[1]], [1])\n"}),
    ("config-separated", True, {"params.yaml": "C: 1\n", "train.py": CONFIG}),
    ("config-separated", True, {"config.py": SETTINGS, "train.py": "from config import settings\nfrom sklearn.svm import SVC\nSVC().fit([[1]], [settings.model_path])\n"}),
    ("config-separated", True, {".env": "C=1\n", "train.py": "from dotenv import load_dotenv\nfrom sklearn.svm import SVC\nload_dotenv()\nSVC().fit([[1]], [1])\n"}),
    ("config-separated", False, {"params.yaml": "C: 1\n", "train.py": FIT + "SVC(C=1).fit([[1]], [1])\n"}),
    ("config-separated", False, {"train.py": "import os\n" + FIT + "SVC(C=float(os.getenv('C', '1'))).fit([[1]], [1])\n"}),
    ("config-separated", False, {"docker-compose.yml": "services:\n  api:\n    build: .\n", "train.py": FIT + "SVC().fit([[1]], [1])\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_training_code(agrees, signal, expected, files):
    agrees(signal, expected, files)
