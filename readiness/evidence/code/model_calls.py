"""Which calls train, load, store or apply a model, told by their resolved names."""

from __future__ import annotations

import re

TRANSFORMER_CLASS = re.compile(
    r"(Scaler|Encoder|Imputer|Vectorizer|Transformer|Binarizer|Discretizer|PCA|TruncatedSVD|Tokenizer|Hasher|Selector"
    r"|SelectKBest|SelectFromModel|PolynomialFeatures|Normalizer|SMOTE|Assembler|StringIndexer|NearestNeighbors)$"
)
TRANSFORMER_MODULES = (
    "sklearn.preprocessing.",
    "sklearn.impute.",
    "sklearn.feature_extraction.",
    "sklearn.decomposition.",
    "sklearn.feature_selection.",
    "sklearn.compose.ColumnTransformer",
    "sklearn.compose.make_column_transformer",
    "category_encoders.",
)
TRAINING_FUNCTIONS = frozenset({"xgboost.train", "lightgbm.train", "catboost.train", "xgboost.cv", "lightgbm.cv"})
FITTING = frozenset({"fit", "partial_fit", "fit_generator", "fit_resample_predict", "train_on_batch", "backward"})
TRAINERS = re.compile(r"(Trainer|YOLO|AutoML|TabularPredictor|Estimator|SFTTrainer)\(\)\.(train|fit)$")
PREDICTING = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "predict_on_batch", "forecast", "recommend"}
)
LOADERS = frozenset(
    {
        "joblib.load",
        "pickle.load",
        "pickle.loads",
        "cloudpickle.load",
        "cloudpickle.loads",
        "dill.load",
        "torch.load",
        "torch.jit.load",
        "skops.io.load",
        "skops.io.loads",
        "onnxruntime.InferenceSession",
        "tensorflow.saved_model.load",
        "tensorflow.lite.Interpreter",
        "spacy.load",
        "safetensors.torch.load_file",
        "pandas.read_pickle",
        "fasttext.load_model",
        "whisper.load_model",
        "sklearn.externals.joblib.load",
    }
)
SAVERS = frozenset(
    {
        "joblib.dump",
        "pickle.dump",
        "cloudpickle.dump",
        "dill.dump",
        "torch.save",
        "torch.jit.save",
        "skops.io.dump",
        "onnx.save",
        "onnx.save_model",
        "tensorflow.saved_model.save",
        "safetensors.torch.save_file",
        "sklearn.externals.joblib.dump",
    }
)
DATA_READERS = re.compile(
    r"^(pandas\.read_\w+|polars\.(read|scan)_\w+|pyarrow\.(parquet|csv|feather)\.read_\w+|dask\.dataframe\.read_\w+"
    r"|duckdb\.(read_\w+|sql|query)|numpy\.(load|loadtxt|genfromtxt)|datasets\.load_dataset"
    r"|sklearn\.datasets\.(fetch|load)_\w+|csv\.(reader|DictReader)"
    r"|.*\.read\.(csv|parquet|json|table|format|load)|.*\.(spark|session)\w*\.(sql|table)|tensorflow\.data\..*"
    r"|tensorflow\.keras\.(utils\.image_dataset_from_directory|datasets\.\w+\.load_data)|torchvision\.datasets\.\w+"
    r"|keras\.datasets\.\w+\.load_data|.*\.get_(historical|online)_features|ibis\.\w*read_\w+)$"
)


def _receiver(name: str) -> str:
    return name.rpartition(".")[0]


def trains_model(name: str) -> bool:
    """Return whether a resolved call name trains a model (fitting a transformer alone does not count)."""
    last = name.rpartition(".")[2]
    if name in TRAINING_FUNCTIONS or TRAINERS.search(name):
        return True
    return last in FITTING and "." in name and not fits_transformer(name)


def fits_transformer(name: str) -> bool:
    """Return whether a resolved call name fits a transformer: ``sklearn.preprocessing.StandardScaler().fit``."""
    last = name.rpartition(".")[2]
    if last not in ("fit", "fit_transform", "partial_fit", "adapt", "fit_resample"):
        return False
    receiver = _receiver(name).replace("[]", "")
    if receiver.startswith(TRANSFORMER_MODULES) or last == "adapt":
        return True
    made = receiver.removesuffix("()").rpartition(".")[2]
    return bool(TRANSFORMER_CLASS.search(made)) or last in ("fit_transform", "fit_resample")


def applies_model(name: str) -> bool:
    """Return whether a resolved call name asks a model for predictions."""
    last = name.rpartition(".")[2]
    if last in PREDICTING and "." in name:
        return True
    if last == "run" and "InferenceSession()" in name:
        return True
    called_result = name.endswith("()") and name.partition(".")[0] in ("torch", "tensorflow", "keras", "transformers")
    return called_result and (loads_model(name[:-2]) or name.startswith("transformers.pipeline"))


def loads_model(name: str) -> bool:
    """Return whether a resolved call name loads a stored model."""
    last = name.rpartition(".")[2]
    return name in LOADERS or (last in ("load_model", "from_pretrained", "load_from_checkpoint") and "." in name)


def stores_model(name: str) -> bool:
    """Return whether a resolved call name stores or registers a model."""
    last = name.rpartition(".")[2]
    if name in SAVERS or last in ("save_model", "log_model", "register_model", "save_pretrained"):
        return True
    return last == "save" and any(word in name for word in ("keras", "tensorflow", "ml.Pipeline", "Model()"))


def reads_data(name: str) -> bool:
    """Return whether a resolved call name reads a table or another data set."""
    return bool(DATA_READERS.match(name))
