"""The same results make the same bytes: both pages of the report, compiled again elsewhere."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

PYTHON = Path(os.environ.get("NONSMOOTH_TYPST_PYTHON") or ROOT / ".build/typst-venv/bin/python")


@pytest.mark.skipif(not PYTHON.exists(), reason="Typst is not installed; make setup installs it.")
def test_compiling_twice_makes_the_same_bytes(report, tmp_path):
    repository = report.parents[1]
    names = ("report.html", "report.pdf")
    inputs = {
        "root": str(repository), "results": str(report / "results.json"), "output": str(report),
        "words": str(report / ".made/results.json"),
    }
    if (report / "baselines.json").exists():
        inputs["baselines"] = str(report / "baselines.json")
    pages = [
        {"format": name.rsplit(".")[1], "chapter": "", "path": str(tmp_path / name), "inputs": "none",
         "stamp": str(tmp_path / f"{name}.json")} for name in names
    ]
    request = {"inputs": inputs, "fonts": [str(repository / "Sources/CairoPlots/Fonts")], "threads": 2, "pages": pages}
    driver = subprocess.Popen(
        [PYTHON, "-I", "-B", repository / "Sources/Reports/Typst/compile.py"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    driver.stdin.write(json.dumps(request) + "\n")
    driver.stdin.flush()
    assert json.loads(driver.stdout.readline()) == {"error": None}
    driver.stdin.close()
    assert driver.wait(10) == 0
    for name in names:
        assert (tmp_path / name).read_bytes() == (report / name).read_bytes(), name
    # Nothing half written is left beside what was asked for.
    assert {file.name for file in tmp_path.iterdir()} == {*names, *(f"{name}.json" for name in names)}
