"""Production functions are measured by annotation, docstring and length."""

from checks.model_validation.code_quality import code_quality
from readiness.evidence.code.production_functions import ProductionFunctions
from readiness.evidence.code.python_module import Definition


def function(name, lines=5, annotated=True, documented=True, nested=False):
    return (
        "src/train.py",
        Definition(name, "function", 1, lines, annotated=annotated, documented=documented, nested=nested),
    )


def values(result):
    return [item.value for item in result.measurements]


def test_good():
    result = code_quality(ProductionFunctions(tuple(function(f"f{i}", lines=10) for i in range(10))))
    assert result.holds is True
    assert values(result) == [1.0, 1.0, 10.0]
    assert result.findings == ()


def test_bad_untyped_undocumented_and_outside_functions():
    functions = (function("a", 200, annotated=False, documented=False), function("b"))
    result = code_quality(ProductionFunctions(functions, notebooks=("a.ipynb",)))
    assert result.holds is False
    assert values(result)[:2] == [0.5, 0.5]
    assert "Move the code of a.ipynb" in result.findings[0].fix
    assert len(result.findings) == 3


def test_edge_private_and_nested_functions_need_no_docstring():
    functions = (function("_a", documented=False), function("b.c", documented=False, nested=True), function("d"))
    assert values(code_quality(ProductionFunctions(functions)))[1] == 1.0


def test_nothing_but_a_notebook_has_no_shares():
    result = code_quality(ProductionFunctions((), notebooks=("a.ipynb",)))
    assert result.holds is False
    assert values(result) == [None, None, None]


def test_absent_without_a_path(code_of):
    from readiness.domain.evidence import Absent
    from readiness.evidence.code.production_functions import production_functions

    code = code_of({"a.py": "print(1)\nprint(2)\n"})
    assert isinstance(production_functions(code.reach, code.training, code.serving), Absent)
