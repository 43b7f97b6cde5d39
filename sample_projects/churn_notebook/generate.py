# Makes this sample again: churn.csv from a fixed seed, then the notebook run from top to bottom, which writes model.pkl.
# Usage: python generate.py [--out FOLDER] [--data-only]      (default: this folder)
import argparse
import ast
import contextlib
import io
import os
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd

SEED = 20261
ROWS = 2000
DUPLICATES = 60
CONFLICTS = 5
MISSING_TOTAL_CHARGES = 160
QUESTION_MARKS = 40
COMMA_NUMBERS = 100
OUTLIERS = 6


def customers(rng, rows):
    # One row per customer, clean. Churn follows tenure, price, calls and late payments, plus chance.
    tenure = rng.integers(1, 73, rows)
    contract = rng.choice(["monthly", "one year", "two years"], rows, p=[0.55, 0.25, 0.20])
    monthly = np.round(rng.gamma(9.0, 6.5, rows).clip(18, 125), 2)
    calls = rng.poisson(1.4, rows)
    late = rng.binomial(6, 0.13, rows)
    signal = (
        -0.045 * (tenure - 30)
        + 0.028 * (monthly - 58)
        + 0.55 * (calls - 1.4)
        + 0.50 * (late - 0.8)
        + np.select([contract == "monthly", contract == "one year"], [0.5, -0.4], -1.0)
        - 1.45
    )
    churn = rng.random(rows) < 1 / (1 + np.exp(-signal))
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:05d}" for number in range(1, rows + 1)],
            "gender": rng.choice(["F", "M"], rows),
            "age": rng.integers(18, 85, rows),
            "region": rng.choice(["north", "south", "east", "west"], rows, p=[0.3, 0.3, 0.2, 0.2]),
            "tenure_months": tenure,
            "contract": contract,
            "payment_method": rng.choice(["card", "debit", "transfer"], rows, p=[0.4, 0.4, 0.2]),
            "monthly_charges": monthly,
            "total_charges": np.round(tenure * monthly * rng.normal(1.0, 0.03, rows), 2),
            "avg_download_gb": np.round(rng.gamma(2.0, 12.0, rows), 1),
            "support_calls": calls,
            "late_payments": late,
            "num_products": rng.integers(1, 5, rows),
            "currency": "EUR",
            "churn": np.where(churn, "Yes", "No"),
        }
    )


def spoil(clean, rng):
    # Each defect gets rows of its own, so that the counts below are exact in the finished file.
    base = clean.copy()
    order = rng.permutation(len(base))
    parts = np.split(order, np.cumsum([MISSING_TOTAL_CHARGES, QUESTION_MARKS, COMMA_NUMBERS, OUTLIERS, DUPLICATES]))
    missing, question, comma, outlier, repeated, rest = parts
    base.loc[missing, "total_charges"] = np.nan
    base.loc[question, "payment_method"] = "?"
    base.loc[outlier, "monthly_charges"] = np.round(base.loc[outlier, "monthly_charges"] * 40, 2)
    gigabytes = base["avg_download_gb"].map("{:.1f}".format).astype(object)
    gigabytes.loc[comma] = gigabytes.loc[comma].str.replace(".", ",")
    base["avg_download_gb"] = gigabytes
    contradicting = base.loc[rest[:CONFLICTS]].copy()
    contradicting["churn"] = np.where(contradicting["churn"] == "Yes", "No", "Yes")
    table = pd.concat([base, base.loc[repeated], contradicting], ignore_index=True)
    return table.loc[rng.permutation(len(table))].reset_index(drop=True)


def run_notebook(source, target):
    # Runs the code cells in order in one namespace and stores what they printed, as Jupyter would.
    notebook = nbformat.read(source, as_version=4)
    namespace = {"__name__": "__main__"}
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        count += 1
        body = ast.parse(cell.source).body
        tail = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
            value = eval(compile(tail, "cell", "eval"), namespace) if tail else None
        cell.execution_count = count
        cell.outputs = []
        if printed.getvalue():
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=printed.getvalue()))
        if value is not None:
            shown = {"text/plain": repr(value)}
            cell.outputs.append(nbformat.v4.new_output("execute_result", data=shown, execution_count=count))
    nbformat.write(notebook, target)


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=here)
    parser.add_argument("--data-only", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    table = spoil(customers(rng, ROWS - DUPLICATES - CONFLICTS), rng)
    table.to_csv(out / "churn.csv", index=False, lineterminator="\n")
    if not arguments.data_only:
        os.chdir(out)
        run_notebook(here / "churn.ipynb", out / "churn.ipynb")


if __name__ == "__main__":
    main()
