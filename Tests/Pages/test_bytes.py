"""The same results make the same bytes: both pages of the report, compiled again elsewhere."""

import subprocess

import pytest
from conftest import ROOT

PYTHON = ROOT / ".build/typst-venv/bin/python"


@pytest.mark.skipif(not PYTHON.exists(), reason="Typst is not installed; make setup installs it.")
def test_compiling_twice_makes_the_same_bytes(report, tmp_path):
    repository = report.parents[1]
    names = ("report.html", "report.pdf")
    jobs = [f"{name.rsplit('.')[1]}::{tmp_path / name}" for name in names]
    stamps = set((report / ".made").glob("*"))
    made = subprocess.run(
        [PYTHON, repository / "Sources/Reports/Typst/compile.py", repository, report / "results.json", report, *jobs],
        capture_output=True, text=True)
    # What it notes of these pages is for no later run.
    for stamp in set((report / ".made").glob("*")) - stamps:
        stamp.unlink()
    assert made.returncode == 0, made.stderr
    for name in names:
        assert (tmp_path / name).read_bytes() == (report / name).read_bytes(), name
