"""The names that a pickled file may use without a person's consent: library classes and a few rebuilding functions.

The rule looks at names only, so that our side can mark a listing without importing anything; the unpickler in the
worker also looks at the object. What is admitted can still misbehave in code we have not read: the kernel's guards
around the worker do not depend on this list.

Left out on purpose, though they look harmless: `functools.partial` and `operator.*` (they carry a call to a later
moment), `builtins.getattr` and dotted names (they reach anything), `scipy.stats` distributions (they run text of
their state), `numpy.memmap` (writes files), `joblib`, `sklearn.datasets`, `sklearn.callback`, every `read_*` and
`load*`. Each can be admitted by name.
"""

from __future__ import annotations

import _compat_pickle
import re

CLASS_NAME = re.compile(r"_{0,2}[A-Z][A-Za-z0-9_]*\Z")
REBUILDING_NAME = re.compile(r"__pyx_unpickle_[A-Za-z0-9_]+\Z")
COMPILED_LOSS = re.compile(r"(__pyx_unpickle_)?Cy[A-Z][A-Za-z]+\Z")
SPARSE_NAME = re.compile(r"(bsr|coo|csc|csr|dia|dok|lil)_(matrix|array)\Z")
METRIC_NAME = re.compile(r"[a-z0-9_]+_(score|error|loss)\Z")

NAMES = {
    "builtins": "bool bytearray bytes complex dict float frozenset int list object range set slice str tuple",
    "_codecs": "encode",
    "collections": "Counter OrderedDict defaultdict deque",
    "copyreg": "_reconstructor",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "numpy": "ndarray dtype bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 "
    "longdouble intc uintc intp uintp longlong ulonglong complex64 complex128 str_ bytes_ object_ void datetime64 "
    "timedelta64 mean median std var min max sum nanmean nanmedian "
    "clip nan_to_num abs absolute add arccos arcsin arctan cbrt ceil cos cosh divide exp exp2 expm1 floor isfinite "
    "isnan log log10 log1p log2 logical_not maximum minimum multiply negative power reciprocal rint sign sin sinh "
    "sqrt square subtract tan tanh trunc",
    "numpy.ma": "MaskedArray",
    "numpy.ma.core": "MaskedArray _mareconstruct",
    "numpy.random": "Generator RandomState",
    "numpy.random.mtrand": "RandomState",
    "numpy.random._generator": "Generator",
    "numpy.random._mt19937": "MT19937",
    "numpy.random._pcg64": "PCG64 PCG64DXSM",
    "numpy.random._philox": "Philox",
    "numpy.random._sfc64": "SFC64",
    "numpy.random._pickle": "__bit_generator_ctor __generator_ctor __randomstate_ctor",
    "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
    "joblib.numpy_pickle": "NumpyArrayWrapper",
    "pandas": "BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DatetimeIndex DatetimeTZDtype "
    "Float32Dtype Float64Dtype Index Int8Dtype Int16Dtype Int32Dtype Int64Dtype Interval IntervalDtype IntervalIndex "
    "MultiIndex NA Period PeriodDtype PeriodIndex RangeIndex Series StringDtype Timedelta TimedeltaIndex Timestamp "
    "UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype",
    "pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked",
    "pandas._libs.internals": "_unpickle_block",
    "pandas._libs.missing": "NAType",
    "pandas._libs.tslibs.nattype": "_nat_unpickle",
    "pandas._libs.tslibs.timedeltas": "_timedelta_unpickle Timedelta",
    "pandas._libs.tslibs.timestamps": "_unpickle_timestamp Timestamp",
    "pandas.core.frame": "DataFrame",
    "pandas.core.series": "Series",
    "pandas.core.indexes.base": "Index _new_Index",
    "pandas.core.indexes.datetimes": "DatetimeIndex _new_DatetimeIndex",
    "pandas.core.indexes.interval": "IntervalIndex _new_IntervalIndex",
    "pandas.core.indexes.multi": "MultiIndex",
    "pandas.core.indexes.range": "RangeIndex",
    "pandas.core.indexes.numeric": "Int64Index UInt64Index Float64Index",
    "pandas.core.indexes.category": "CategoricalIndex",
    "pandas.core.internals.managers": "BlockManager SingleBlockManager",
    "pandas.core.internals.blocks": "new_block",
    "pyarrow.lib": "_restore_array py_buffer type_for_alias",
    "scipy._lib.array_api_compat.numpy._aliases": "asarray",
    "scipy.interpolate._bsplines": "BSpline",
    "scipy.interpolate._interpolate": "interp1d",
    "scipy.interpolate.interpolate": "interp1d",
    "scipy.special._ufuncs": "expit logit",
    "sklearn.utils._bunch": "Bunch",
    "sklearn.utils": "Bunch",
    "sklearn.utils._metadata_requests": "MetadataRequest MethodMetadataRequest MetadataRouter",
    "sklearn.cluster._kmeans": "_kmeans_single_lloyd _kmeans_single_elkan",
    "sklearn.feature_selection._univariate_selection": "f_classif f_regression chi2 r_regression",
    "sklearn.feature_selection._mutual_info": "mutual_info_classif mutual_info_regression",
    "sklearn.metrics._dist_metrics": "newObj",
    "sklearn.neighbors._dist_metrics": "newObj",
    "sklearn.neighbors._kd_tree": "newObj",
    "sklearn.neighbors._ball_tree": "newObj",
    "xgboost.core": "Booster",
    "xgboost.sklearn": "XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel",
    "lightgbm.basic": "Booster",
    "lightgbm.sklearn": "LGBMClassifier LGBMRegressor LGBMRanker LGBMModel",
    "catboost.core": "CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker",
}
"""Exact names by module, separated by blanks."""

REBUILDERS = frozenset({"_reconstruct", "scalar", "_frombuffer", "_ufunc_reconstruct"})
ARRAY_PARTS = ("", ".multiarray", ".numeric", "._multiarray_umath")
ARRAY_MODULES = frozenset(f"numpy.{core}{part}" for core in ("core", "_core") for part in ARRAY_PARTS)

ESTIMATOR_PARTS = """
    _loss base calibration cluster compose covariance cross_decomposition decomposition discriminant_analysis dummy
    ensemble feature_extraction feature_selection frozen gaussian_process impute isotonic kernel_approximation
    kernel_ridge linear_model manifold metrics mixture model_selection multiclass multioutput naive_bayes neighbors
    neural_network pipeline preprocessing random_projection semi_supervised svm tree
"""
CLASS_MODULES = (
    *(f"sklearn.{part}" for part in ESTIMATOR_PARTS.split()),
    "scipy.sparse",
    "numpy.dtypes",
    "pandas.arrays",
    "pandas.core.arrays",
    "pandas.core.dtypes.dtypes",
    "pandas._libs.tslibs.offsets",
    "pandas._libs.interval",
)
"""Modules, with those below them, whose classes are admitted by the look of a class's name."""

METRIC_MODULES = frozenset(
    f"sklearn.metrics.{part}" for part in ("_classification", "_regression", "_ranking", "cluster._supervised")
)


def admits(module: str, name: str, consented: frozenset[str] = frozenset()) -> bool:
    """Whether a pickled file may use `module.name`, by the list or because a person consented to that dotted name."""
    if f"{module}.{name}" in consented:
        return True
    if "." in name:
        return False
    if name in NAMES.get(module, "").split():
        return True
    if module in ARRAY_MODULES and name in REBUILDERS:
        return True
    if module in METRIC_MODULES and METRIC_NAME.match(name):
        return True
    parts = module.split(".")
    if "tests" in parts or "test" in parts or "conftest" in parts:
        return False
    inside = any(module == known or module.startswith(known + ".") for known in CLASS_MODULES)
    return inside and bool(CLASS_NAME.match(name) or REBUILDING_NAME.match(name) or _is_sparse(module, name))


def _is_sparse(module: str, name: str) -> bool:
    """Whether the name is one of SciPy's lower-case sparse classes, such as `csr_matrix`."""
    return module.startswith("scipy.sparse") and SPARSE_NAME.match(name) is not None


def present_name(module: str, name: str, protocol: int) -> tuple[str, str]:
    """The name as this Python and today's libraries have it.

    Files of protocol 0 to 2 use the names of Python 2. scikit-learn 1.3 to 1.7 call the module of their compiled losses
    ``_loss``, a name that any other module could take: it is read as the one inside scikit-learn.
    """
    if protocol < 3:
        renamed: tuple[str, str] | None = _compat_pickle.NAME_MAPPING.get((module, name))
        module, name = renamed or (_compat_pickle.IMPORT_MAPPING.get(module, module), name)
    if module == "_loss" and COMPILED_LOSS.match(name):
        module = "sklearn._loss._loss"
    return module, name
