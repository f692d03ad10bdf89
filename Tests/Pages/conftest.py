"""What the tests of the pages share: where the report lies, and one browser for all of them.

make test makes a report of the profile smoke and runs these tests on it. By hand, on a report that is there:

    .build/test-venv/bin/pytest Tests/Pages --report Output/smoke
"""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from browsing import Reader

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption("--report", default=str(ROOT / "Output/smoke"), help="the folder that holds report.html")
    parser.addoption(
        "--repository", default=None,
        help="a copy of the repository, in which tests may accept and change outputs and make runs")
    parser.addoption("--command", default=None, help="nonsmooth itself, for the same tests")
    parser.addoption("--failures", default=None, help="a file that takes what failed, as JSON: [{test, reason}]")
    parser.addoption("--accept", action="store_true", help="takes the screenshots as the accepted ones")


failures: list[dict[str, str]] = []


def pytest_runtest_logreport(report):
    if report.failed:
        failures.append({"test": report.nodeid, "reason": report.longreprtext})


def pytest_sessionfinish(session):
    if path := session.config.getoption("--failures"):
        Path(path).write_text(json.dumps(failures), encoding="utf-8")


@pytest.fixture(scope="session")
def report(request) -> Path:
    """The folder that holds report.html, results.json, figures and tables."""
    folder = Path(request.config.getoption("--report")).resolve()
    if not (folder / "report.html").exists():
        pytest.fail(f"Folder '{folder}': no report.html, expected one. Run make report PROFILE=smoke.")
    return folder


@pytest.fixture(scope="session")
def results(report) -> dict:
    return json.loads((report / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def source(report) -> str:
    """The page as it is written, with plain spaces in place of those that do not break."""
    return re.sub("[\u00a0\u202f]", " ", (report / "report.html").read_text(encoding="utf-8"))


def chromium() -> str | None:
    """The first Chromium on the path; the same names as in Scripts/setup-tests.sh."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; Playwright brings none of its own here."""
    from playwright.sync_api import sync_playwright

    executable = chromium()
    if executable is None:
        pytest.skip("Chromium is not installed; Scripts/setup-tests.sh installs it.")
    # Root may not use the sandbox. Glyphs are drawn alike wherever the fonts of the page are.
    arguments = ["--font-render-hinting=none", "--disable-lcd-text"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=executable, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def reader(browser) -> Reader:
    return Reader(browser)


@pytest.fixture(scope="module")
def desktop(reader, report):
    """The report on a desktop's screen, shared by the tests of one file, which leave it as they find it."""
    with reader.opens(report / "report.html", width=1440) as page:
        yield page


@pytest.fixture(scope="module")
def phone(reader, report):
    """The report on a phone's screen, likewise."""
    with reader.opens(report / "report.html", width=390) as page:
        yield page
