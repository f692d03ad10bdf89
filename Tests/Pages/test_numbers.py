"""One number is the same in results.json, on the page, in the PDF, in the tables' files and in the figures'."""

import csv
import html
import json
import re

import pytest
from documents import Document, letters

SIGNS = r"[\d.−–∞≤≥<>]"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(words: str) -> tuple[float, float]:
    """A number as it is shown, and half a unit of its last digit.

    Trailing zeros of whole numbers count as digits that are shown: 19,600 is exact to the unit.
    """
    plain = re.sub(r"[\u00a0\u202f\s,]", "", words).replace("−", "-")
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:×10(-?\d+))?", plain)
    if not found:
        raise ValueError(f"'{words}' is not a number")
    mantissa, exponent = found[1], int(found[2] or 0)
    digits = len(mantissa.split(".")[1]) if "." in mantissa else 0
    return float(mantissa) * 10.0**exponent, 0.5 * 10.0 ** (exponent - digits)


def unit_of(words: str) -> str:
    """What stands behind a number: a percent sign, a unit, or nothing."""
    return re.sub(r"^[−\d.,]+(?:\s×\s10(?:−?\d+))?", "", words).strip("\u00a0\u202f ")


def shown_numbers(source: str) -> list[tuple[str, str]]:
    """Every number of the text that leads to its row: the name and what is shown."""
    found = []
    for name, inner in re.findall(r'<a\b[^>]*\bhref="#value-([^"]*)"[^>]*>(.*?)</a>', source, flags=re.DOTALL):
        words = html.unescape(re.sub(r"<[^>]*>", "", inner))
        found.append((html.unescape(name), words.replace("\u200b", "").strip()))
    return found


def agrees(words: str, value: float | None) -> bool:
    """Whether a number shows a value, or a hundred times it as percent, to its digits."""
    if value is None:
        return words in ("∞", "−∞", "undefined", "no value") or words.startswith("missing")
    unit = unit_of(words)
    shown, half = number(words[: len(words) - len(unit)] if unit else words)
    # `scale:` may have multiplied: by a hundred for percent, by powers of ten for another unit.
    scales = (1, 100) if unit == "%" else (1, 100, 1e3, 1e6, 1e-3, 1e-6)
    return any(abs(shown - value * scale) <= half * (1 + 1e-6) + 1e-12 * abs(shown) for scale in scales)


def known_numbers(results: dict) -> dict[str, float | None]:
    """Every number that a chapter gives by its name; None where it is not finite or not there."""
    missing = {name: None for names in results.get("missing", {}).values() for name in names}
    return missing | results["values"]


def test_every_number_on_the_page_is_that_of_the_results(source, results):
    found = shown_numbers(source)
    assert len(found) > 60
    values = known_numbers(results)
    wrong = [f"{name} = {values.get(name)!r} is shown as '{words}'" for name, words in found
             if name not in values or not agrees(words, values[name])]
    assert wrong == []


def test_every_number_is_in_the_list_with_its_value(desktop, source, results):
    rows = dict(desktop.locator("tr[id^='value-']").evaluate_all(
        "rows => rows.map(row => [row.id.slice(6), row.querySelector('[data-label=Value]').textContent.trim()])"))
    assert set(rows) == {name for name, _ in shown_numbers(source)}
    assert [name for name, words in rows.items() if not agrees(words, known_numbers(results)[name])] == []


def squeezed(words: str) -> str:
    """Letters and digits alone, so that neither spaces, hyphens at line ends nor raised digits tell two texts apart."""
    return re.sub(r"[\W_]", "", words.translate(SUPERSCRIPTS))


def test_the_pdf_shows_the_same_numbers_in_the_same_order(report, source):
    """Each number of the page with the words before it, in the PDF's text."""
    text = squeezed(Document(report / "report.pdf").words)
    main = source.split("<main", 1)[1]
    missing, seen = [], 0
    for paragraph in re.findall(r"<p>(.*?)</p>", main, flags=re.DOTALL):
        # Formulas, asides and the page's own list of numbers are told otherwise on paper.
        if "<math" in paragraph or "sidenote" in paragraph:
            continue
        for hit in re.finditer(r'<a\b[^>]*href="#value-[^"]*"[^>]*>(.*?)</a>', paragraph, flags=re.DOTALL):
            before = html.unescape(re.sub(r"<[^>]*>", "", paragraph[: hit.start()]))
            # Behind the last reference, of which paper may add the page.
            before = re.split(r"[.;:()]", before)[-1][-24:]
            number = squeezed(html.unescape(re.sub(r"<[^>]*>", "", hit[1])))
            words = squeezed(before) + number
            seen += 1
            # A page may end between them, and the next begin with a figure; some letters stay with the number.
            ends = range(4, len(words) - len(number) - 5)
            if words not in text and not any(words[:end] in text and words[end:] in text for end in ends):
                missing.append(before + " … " + hit[1])
    assert seen > 25
    assert missing == []


def cells(file) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def as_set(parts) -> str:
    """The letters of a text as the page's typography sets it: signs, powers, indices, groups of digits."""
    return "".join(part if isinstance(part, str) else as_set(part[1]) for part in parts)


def test_tables_are_the_same_in_csv_json_and_results(report, results):
    for table in results["tables"]:
        wanted = [table["columns"], *table["rows"]]
        assert cells(report / f"tables/{table['id']}.csv") == wanted, table["id"]
        file = json.loads((report / f"tables/{table['id']}.json").read_text(encoding="utf-8"))
        assert [file["columns"], *file["rows"]] == wanted, table["id"]


def test_tables_on_the_page_are_those_of_the_files(desktop, report, results):
    words = json.loads((report / ".made/results.json").read_text(encoding="utf-8"))
    wrong = []
    for table in results["tables"]:
        rows = desktop.locator(f"[id='{table['id']}'] table tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))")
        file = cells(report / f"tables/{table['id']}.csv")
        assert len(rows) == len(file), table["id"]
        for shown, written in zip(rows, file):
            for one, other in zip(shown, written, strict=True):
                set_as = as_set(words.get(other, [other])) or "–"
                if letters(one) != letters(set_as) or re.findall(SIGNS, one) != re.findall(SIGNS, set_as):
                    wrong.append(f"{table['id']}: '{one}' for '{other}'")
    assert wrong == []


def drawn(report) -> dict[str, dict]:
    """The numbers that the page has for each figure, as its own file has them."""
    files = [file for file in sorted((report / "figures").glob("*.json")) if not file.stem.endswith(("-live", "-deep"))]
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def test_figures_on_the_page_hold_the_numbers_of_their_files(desktop, report, results):
    files = drawn(report)
    if not files:
        pytest.skip("figures have no numbers beside them")
    within = dict(desktop.locator("script[data-for]").evaluate_all(
        "scripts => scripts.map(script => [script.dataset.for, JSON.parse(script.textContent)])"))
    assert set(within) == set(files) == {figure["id"] for figure in results["figures"]}
    assert [name for name in files if within[name] != files[name]] == []


def rounded(value: float) -> float:
    """To the six digits that the page's own numbers have."""
    return float(f"{value:.6g}")


def points_of(mark: dict, panel: dict) -> set[tuple]:
    """The points that a mark of a figure's JSON draws at first: x, and one of its values there, or None."""
    rows = [mark.get(name) for name in ("y", "low", "high")]
    if "layers" in mark:
        shown = {layer["layer"] for layer in mark["layers"] if layer["shown"]}
        rows = [mark["median"]] * ("median" in shown) + [mark["low"], mark["high"]] * ("band" in shown)
        rows += mark["runs"] * ("runs" in shown)
    found = set()
    for row in filter(None, rows):
        xs = mark.get("x") or [None] * len(row)
        found |= {(x, on_axis(y, panel["y"])) for x, y in zip(xs, row, strict=True)}
    if not any(rows):
        found = {(x, None) for x in mark.get("x") or []}
    return {(None if x is None else rounded(x), None if y is None else rounded(y)) for x, y in found}


def on_axis(value, axis: dict):
    """The value, or None where its axis cannot show it."""
    if value is None or isinstance(value, str):
        return None
    # A logarithmic axis may have a lane for what is exactly 0.
    has_place = axis["scale"] != "log" or value > 0 or (value == 0 and axis.get("zero"))
    return value if has_place else None


def test_figures_hold_the_numbers_of_their_csv(report):
    """Both ways: nothing is drawn at first that the CSV lacks, and nothing in it is left out."""
    for name, figure in drawn(report).items():
        header, *rows = cells(report / f"figures/{name}.csv")
        for place, panel in enumerate(figure["panels"]):
            wanted = set()
            for row in rows:
                entry = dict(zip(header, row, strict=True))
                if entry["panel"] != "abcdefghijklmnop"[place]:
                    continue
                x = rounded(float(entry["x"])) if entry["x"] else None
                values = [rounded(float(entry[key])) for key in ("y", "low", "high") if entry[key]]
                wanted |= {(x, value) for value in values} or {(x, None)}
            points = {point for mark in panel["marks"] for point in points_of(mark, panel)}
            assert sorted(map(str, points ^ wanted))[:6] == [], f"{name}, panel {place + 1}"
