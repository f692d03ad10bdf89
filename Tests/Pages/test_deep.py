"""Figures whose runs the engine alone can make: from the disk a command, and from `nonsmooth preview` runs.

What is served is a copy of the report, so that runs may be made: --repository and --command.
"""

import json
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from accessibility import violations
from examination import faults

PLAIN = "F2.*.plain.*.seed*"
INITIALIZATION = f"{PLAIN}:initialization"
LENGTH = ("F5.lambda0.001.ndgm,F5.lambda0.001.rmsprop,F5.lambda0.01.ndgm,F5.lambda0.01.rmsprop,"
          "F5.lambda100.ndgm,F5.lambda100.rmsprop:drawnLength")
FIGURES = ["figure-2", "figure-2-variations", "figure-3", "lasso-run-length"]
MADE = re.compile("^Made in ")


@pytest.fixture(scope="module")
def deep(report) -> dict:
    """What the report says of these figures, by their names."""
    entries = [json.loads(file.read_text(encoding="utf-8")) for file in (report / "figures").glob("*-deep.json")]
    return {entry["id"]: entry for entry in entries}


@pytest.fixture(scope="module")
def repository(request) -> tuple[str, str]:
    """A copy in which runs may be made, and the command."""
    folder, command = (request.config.getoption(name) for name in ("--repository", "--command"))
    if not (folder and command):
        pytest.skip("needs --repository and --command, which make test gives")
    return folder, command


@pytest.fixture(scope="module")
def preview(repository):
    """A preview of the copy, and its address."""
    folder, command = repository
    preview = subprocess.Popen(
        [command, "preview", "--profile", "smoke", "--port", "0", "--threads", "2"],
        cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        address = preview.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "the preview says where it serves"
        yield preview, address
    finally:
        preview.send_signal(signal.SIGINT)
        assert preview.wait(30) == 0


@pytest.fixture(scope="module")
def served(preview) -> str:
    return preview[1]


def held(preview) -> int:
    """The process that makes runs for the preview, which goes on when it is told."""
    for _ in range(600):
        for children in Path(f"/proc/{preview.pid}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                if b"\0chapter\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGSTOP)
                    return child
        time.sleep(0.02)
    pytest.fail("the preview makes no runs")


@contextmanager
def opened(browser, address: str, width: int = 1440, theme: str = "light"):
    """A page of the server, whose `complaints` are what it wrote to its console."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.complaints, page.requests = [], []
    # Chromium asks every server for an icon.
    page.on("console", lambda message: "favicon" in message.location["url"]
            or page.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.complaints.append(f"thrown: {error}"))
    try:
        page.goto(address, wait_until="load")
        yield page
    finally:
        context.close()


def box(page, name):
    """The figure's box, unfolded."""
    found = page.locator(f"#{name} details.deep")
    found.evaluate("box => { box.open = true; box.scrollIntoView({block: 'center', behavior: 'instant'}); }")
    return found


def says(found, words):
    """Waits until the box says so."""
    found.locator(".state", has_text=words).wait_for()


def records(folder) -> set[str]:
    """The runs that have a record."""
    return {str(file) for file in (Path(folder) / "Output/store").rglob("record.json")}


def drawn(page, name) -> list[str]:
    return page.locator(f"#{name} .sheet.wide svg").evaluate("""svg => [...svg.querySelectorAll("path, text")].map(
        part => part.getAttribute("d") ?? part.textContent)""")


# --- From the disk ---------------------------------------------------------------------------------


def test_every_such_figure_is_known_here(deep):
    assert sorted(deep) == sorted(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_from_the_disk_has_the_command_in_place_of_runs(reader, report, deep, name):
    entry = deep[name]
    with reader.opens(report / "report.html", 1440) as page:
        found = box(page, name)
        controls = found.locator("input, select")
        assert controls.count() == len(entry["controls"])
        assert all(control.is_disabled() for control in controls.all())
        assert found.get_by_role("button").all_inner_texts() == ["Copy"]
        assert entry["preview"] in found.locator(".note").inner_text()
        first = entry["controls"][0]
        other = next(option["value"] for option in first["options"] if option["value"] != first["chosen"])
        setting = f"{first['target']}={other}"
        command = found.locator(".command code").inner_text()
        assert command == f"{entry['command']} --set " + (f"'{setting}'" if "*" in setting else setting)
        assert page.complaints == [] and page.requests == []


def test_an_address_from_the_disk_shows_the_settings_and_their_command(reader, report, deep):
    fragment = f"#figure-2?{INITIALIZATION}=uniformFanIn"
    with reader.opens(report / "report.html", 1440, fragment=fragment) as page:
        found = page.locator("#figure-2 details.deep")
        assert found.get_by_label("initialization").first.input_value() == "uniformFanIn"
        assert found.get_by_label("initialization").first.is_disabled()
        assert found.locator(".command code").inner_text().endswith(f" --set '{INITIALIZATION}=uniformFanIn'")


@pytest.mark.parametrize("width, theme", [(1440, "dark"), (390, "light")])
def test_an_open_box_from_the_disk_breaks_no_rule(reader, report, width, theme):
    file = report / "chapters/convergence.html"
    with reader.opens(file, width, theme) as page:
        box(page, "figure-2")
        assert violations(page, within="#figure-2") == []
        assert [line for line in faults(page, file) if "wider" in line or "console" in line or "twice" in line] == []


def test_a_folded_box_is_one_stop_and_paper_has_none(reader, report):
    with reader.opens(report / "report.html", 1440) as page:
        assert page.locator("details.deep:not([open]) > summary").count() == len(FIGURES)
        assert not page.locator("details.deep select").first.is_visible()
        page.emulate_media(media="print")
        assert not page.locator("details.deep").first.is_visible()


# --- Served ----------------------------------------------------------------------------------------


def test_runs_are_made_by_keyboard_and_show_what_was_and_what_is(browser, served, repository):
    folder, command = repository
    with opened(browser, served) as page:
        found = box(page, "figure-2")
        before = drawn(page, "figure-2")
        found.get_by_label("initialization").first.focus()
        page.keyboard.press("ArrowDown")
        says(found, re.compile(r"^\d+ runs, (less than a second|about .+)\.$"))
        assert page.url.endswith(f"#figure-2?{quote(INITIALIZATION, safe='*')}=uniformFanIn")
        start, cancel = (found.get_by_role("button", name=name) for name in ("Run", "Cancel"))
        assert start.is_enabled() and cancel.is_disabled()
        known = records(folder)
        start.focus()
        page.keyboard.press("Enter")
        says(found, MADE)
        made = records(folder) - known
        assert made

        # The same runs as the command's, none of which is made once more.
        found.get_by_role("button", name="As a command").click()
        line = found.locator(".command code").inner_text()
        assert line == f".build/release/nonsmooth chapter convergence --profile smoke --set '{INITIALIZATION}=uniformFanIn'"
        varied = subprocess.run(
            [command, "chapter", "convergence", "--profile", "smoke", "--set", f"{INITIALIZATION}=uniformFanIn",
             "--without-pages", "--json"], cwd=folder, capture_output=True, text=True, check=True)
        assert records(folder) - known == made
        events = [json.loads(event) for event in varied.stdout.splitlines()]
        assert {event["event"] for event in events} == {"skipped", "end"}
        now = json.loads(open(events[-1]["results"], encoding="utf-8").read())

        # Figure, numbers and claims are that variation's.
        assert drawn(page, "figure-2") != before
        assert page.locator("#figure-2 .sheet.wide .ghost").count() >= 1
        number = page.locator("a.num[href='#value-F2.vgg11.plain.gap.seed2']").first
        shown = number.evaluate("link => link.nextElementSibling.textContent").removeprefix(" → ")
        value = now["values"]["F2.vgg11.plain.gap.seed2"]
        digits, _, power = shown.replace("−", "-").partition("×10")
        assert float(digits) * 10 ** int(power or 0) == pytest.approx(value, rel=0.05)
        assert shown != number.inner_text()
        line = found.locator(".answers > li", has_text="Claim 3.3").inner_text()
        ours = next(claim["ourValue"] for claim in now["claims"] if claim["id"] == "3.3")
        assert line.startswith("Claim 3.3: undecided, as before")
        assert line.split("\n")[1].replace("−", "-") == ours.replace("−", "-")

        # A page that is loaded again has its answer.
        page.reload()
        found = page.locator("#figure-2 details.deep")
        says(found, MADE)
        found.get_by_role("button", name="Reset").click()
        says(found, "As in the report")
        assert page.locator(".now, #figure-2 .ghost").count() == 0
        assert drawn(page, "figure-2") == before
        assert page.complaints == []


def test_verdicts_show_what_was_and_what_is(browser, served):
    with opened(browser, f"{served}#lasso-run-length?{LENGTH}=100") as page:
        found = page.locator("#lasso-run-length details.deep")
        says(found, "All of its runs have been made")
        found.get_by_role("button", name="Run").click()
        says(found, MADE)
        lines = {line.split(":")[0]: line for line in found.locator(".answers > li").all_inner_texts()}
        assert lines["Claim B.4.a"].startswith("Claim B.4.a: reproduced → not reproduced")
        assert lines["Claim B.4.d"].startswith("Claim B.4.d: reproduced, as before")
        assert "→ not reproduced" in page.locator("#claim-B\\.4\\.a .fact-heading").inner_text()
        assert page.complaints == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="The system does not tell a process' children.")
def test_a_run_can_be_canceled_keeps_others_waiting_and_goes_on(browser, preview):
    process, address = preview
    with opened(browser, address) as page, opened(browser, address) as other:
        found, second = box(page, "figure-3"), box(other, "figure-2")
        found.get_by_label("width").select_option("0.125")
        says(found, re.compile(r"^\d+ runs, "))
        found.get_by_role("button", name="Run").click()
        child = held(process)
        found.locator("progress").wait_for()
        assert all(control.is_disabled() for control in found.locator("input, select").all())

        second.get_by_label("batch size").first.select_option("4")
        says(second, "Runs: some are being made for figure-3, expected none. Wait for their end, or cancel them.")
        assert second.get_by_role("button", name="Run").is_disabled()

        # Heard before the process goes on, so that the runs have not ended first.
        with page.expect_response("**/runs/cancel"):
            found.get_by_role("button", name="Cancel").click()
        os.kill(child, signal.SIGCONT)
        says(found, "Cancelled.")
        assert page.locator("#figure-3 .ghost").count() == 0
        says(second, re.compile(r"^\d+ runs, "))

        found.get_by_role("button", name="Run").click()
        says(found, MADE)
        assert page.locator("#figure-3 .sheet.wide .ghost").count() >= 1
        # Elsewhere there is nothing new.
        assert other.locator(".now, .ghost").count() == 0
        assert page.complaints == []
        assert [line for line in other.complaints if "409" not in line] == []


def test_what_is_not_declared_or_not_of_this_page_is_refused(browser, served):
    with opened(browser, served) as page:
        ask = """async ([body, headers]) => {
            const token = document.documentElement.outerHTML.match(/token = "([0-9a-f]{64})"/)[1];
            const answer = await fetch("/runs/start", {
              method: "POST", headers: headers ?? {"X-Preview-Token": token}, body: JSON.stringify(body)});
            return [answer.status, (await answer.text()).trim()]; }"""
        status, words = page.evaluate(ask, [{"figure": "figure-2", "settings": {"F2.seed": "7"}}, None])
        assert (status, words) == (400, "Setting 'F2.seed': unknown, expected one that is declared of figure-2.")
        good = {"figure": "figure-2", "settings": {INITIALIZATION: "uniformFanIn"}}
        for headers in ({}, {"X-Preview-Token": "0" * 64}):
            assert page.evaluate(ask, [good, headers])[0] == 403
    # A page of another server, also one on this machine: what it sends is not even asked for.
    with opened(browser, "about:blank") as page:
        sent = page.evaluate("""address => fetch(`${address}runs/start`, {
            method: "POST", headers: {"X-Preview-Token": "0"}, body: "{}"}).then(() => "answered", () => "refused")""",
                             served)
        assert sent == "refused"


@pytest.mark.parametrize("width, theme", [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_an_open_box_with_its_answer_breaks_no_rule(browser, served, width, theme):
    address = f"{served}chapters/convergence.html#figure-2?{INITIALIZATION}=uniformFanIn"
    with opened(browser, address, width, theme) as page:
        found = page.locator("#figure-2 details.deep")
        start = found.get_by_role("button", name="Run")
        says(found, re.compile("^(Made in|All of its runs)"))
        if start.is_enabled():
            start.click()
        says(found, MADE)
        assert violations(page, within="#figure-2") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        over = found.locator(".answers *").evaluate_all("""parts => parts.filter(part =>
            part.getBoundingClientRect().right > part.closest(".body").getBoundingClientRect().right).length""")
        assert over == 0, "nothing is cut at the box's end"
        for control in found.locator("input, select, button").all():
            if control.is_visible():
                assert control.bounding_box()["height"] >= 24


def test_figures_of_the_page_itself_run_there_too(browser, served):
    with opened(browser, served) as page:
        found = page.locator("#figure-1 details.live")
        found.evaluate("box => { box.open = true; }")
        found.locator(".bits", has_text="yes").or_(found.locator(".live-absent")).wait_for()
        assert page.complaints == []
