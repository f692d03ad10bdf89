"""The list of all numbers in a page's text: which runs and seeds each comes from, and in which interval it lies."""

import html
import re


def shown(number: float | None) -> str:
    """A number to six significant digits, as words of HTML."""
    if number is None:
        return "not finite"
    words = f"{number:.6g}"
    if "e" in words:
        mantissa, exponent = words.split("e")
        words = f"{mantissa} × 10<sup>{int(exponent)}</sup>"
    return words.replace("-", "−")


def seed_words(seeds: list[int]) -> str:
    """Seeds in words; those without gaps by their ends."""
    if len(seeds) > 2 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"{len(seeds)} ({seeds[0]} to {seeds[-1]})"
    return f"{len(seeds)} ({', '.join(map(str, seeds))})" if seeds else ""


def interval(name: str, values: dict) -> str:
    """The 5th to 95th percentile over the seeds, where the results have them beside the number."""
    base = name.rsplit(".", 1)[0] if name.rsplit(".", 1)[-1] in ("median", "low", "high") else name
    if f"{base}.low" in values and f"{base}.high" in values:
        return f"{shown(values[f'{base}.low'])} to {shown(values[f'{base}.high'])}"
    return ""


def host_words(runs: list[dict], machines: list[dict]) -> str:
    """The hosts that runs were made on."""
    hosts = {machines[run["machine"]]["host"] for run in runs}
    return ", ".join(html.escape(host or "not recorded") for host in sorted(hosts, key=lambda host: host or ""))


def has_several_hosts(results: dict) -> bool:
    return len({machine["host"] for machine in results.get("machines", [])}) > 1


def row(name: str, results: dict) -> str:
    """What is known of one number."""
    origins = results.get("origins", {}).get(name, [])
    runs = results.get("runs", {})
    seeds = sorted({seed for run in origins for seed in runs.get(run, {}).get("seeds", [])})
    links = ", ".join(f'<a href="#run-{html.escape(run)}"><code>{html.escape(run)}</code></a>' for run in origins[:6])
    if len(origins) > 6:
        links += f" and {len(origins) - 6} more"
    cells = [
        ("Number", f"<code>{html.escape(name)}</code>"),
        ("Value", shown(results["values"][name])),
        ("5th to 95th percentile", interval(name, results["values"])),
        ("Seeds", seed_words(seeds)),
        ("Runs", links or "none: it follows from the text or the rules alone"),
        ("Profile", html.escape(results["profile"])),
    ]
    if has_several_hosts(results):
        own = [runs[run] for run in origins if run in runs]
        cells.insert(5, ("Hosts", host_words(own, results["machines"])))
    columns = "".join(
        f'<td data-label="{label}" class="{"words" if words else "nothing"}">{words or "–"}</td>'
        for label, words in cells
    )
    return f'<tr id="value-{html.escape(name)}">{columns}</tr>'


def with_numbers(page: str, results: dict) -> str:
    """The page with its list of numbers where Typst left a place for it."""
    named = dict.fromkeys(html.unescape(name) for name in re.findall(r'href="#value-([^"]*)"', page))
    headings = ["Number", "Value", "5th to 95th percentile", "Seeds", "Runs", "Profile"]
    if has_several_hosts(results):
        headings.insert(5, "Hosts")
    head = "".join(f'<th scope="col" class="words">{words}</th>' for words in headings)
    rows = "".join(row(name, results) for name in sorted(named))
    table = (
        f'<h3 id="numbers">Numbers in the text</h3><p>Each number of the text leads here: its name in results.json, '
        f"what it is to six digits, and what it was computed from.</p>"
        f'<details class="numbers"><summary>{len(named)} numbers</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Numbers in the text"><table class="cards">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    return page.replace('<div data-numbers="all"></div>', table if named else "", 1)
