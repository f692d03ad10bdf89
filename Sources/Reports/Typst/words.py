"""Typography for the plain words that chapters hand over: claims, findings, settings, table cells.

  `code`                                set as code
  x^2, x^{k+1}, x_k, b_{t+1}, b0        super- and subscripts
  l1, l2, eps, lambda_max, sqrt(x)      λ with a subscript, ε, √
  <= >= << >> -> +- || infinity)        their signs
  1e-06, 1.143e+04, 19600, 20 x 500     1 × 10^-6, 11,430, 19,600 and 20 × 500
  - before a number or between spaces   a minus sign, and an en dash from one number to another
  = < > between spaces                  kept on one line with both sides
  ' and "                               quotes, apostrophes and primes

A letter that stands alone is a variable and set in italics, unless it is the article, part of an
abbreviation, or the name of an appendix, figure, section or table. Sources/Plots/Variables.swift has
the same rule for the figures.

Typst would take seconds for this, so that it gets the parts of each text ready-made and only puts
them together (words.typ). A part is a string, or a pair of a style (`var`, `code`, `sub`, `sup`) and
its content: a string, or for `sub` and `sup` a list of parts.
"""

import re
from collections.abc import Iterator
from typing import Any

SIGNS = {
    "<=": "≤",
    ">=": "≥",
    "<<": "≪",
    ">>": "≫",
    "->": "→",
    "+-": "±",
    "||": "‖",
    "eps": "ε",
    " %": "\u202f%",
}
CONNECTIVES = {"and", "as", "at", "for", "in", "is", "of", "or", "to", "with"}
DIVISIONS = ("Appendix ", "Figure ", "Panel ", "Section ", "Table ")
LETTER, DIGIT_OR_LETTER = r"[^\W\d_]", r"[^\W_]"

# Alternatives in the order in which they are tried; whole words and numbers come before single letters.
PATTERN = re.compile(
    "|".join(
        [
            r"`(?P<code>[^`]+)`",
            r"\^\{(?P<longsuper>[^}]*)\}",
            r"\^(?P<super>\*|[-+]?\d+|[A-Za-z]\b)",
            r"_\{(?P<longsub>[^}]*)\}",
            r"_(?P<sub>\*|\d+|[A-Za-z]\b)",
            r"lambda_(?P<eigen>max|min)\b",
            r"sqrt\((?P<root>[^()]*)\)",
            r"\bl_?(?P<strength>[12])\b",
            r"\b(?P<indexed>[a-z])(?P<index>\d)\b",
            r"\b(?P<mantissa>\d+(?:\.\d+)?)e(?P<power>[-+]?\d+)\b",
            r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<times> x )?",
            r" (?P<relation><=|>=|<<|>>|[=<>]) ",
            r"(?P<sign><=|>=|<<|>>|->|\+-|\|\||\beps\b| %)",
            r"(?P<infinity>-infinity\b|infinity[)\]])",
            rf"(?P<word>{LETTER}{DIGIT_OR_LETTER}+)",
            r"(?P<letter>[A-Za-zα-ω])",
            r"(?P<quote>['\"])",
            r"(?P<hyphen>-)",
        ]
    )
)

Part = str | tuple[str, Any]


def variable(letter: str) -> Part:
    return ("var", letter)


def minus(words: str) -> str:
    return words.replace("-", "−")


def grouped(digits: str) -> str:
    """Groups of three by commas, as in the figures."""
    whole, point, fraction = digits.partition(".")
    return (f"{int(whole):,}" if len(whole) > 3 else whole) + point + fraction


def is_variable(letter: str, before: str, after: str) -> bool:
    """Whether the letter between the texts `before` and `after` is a variable."""
    last = before[-1:]
    if last.isalpha() or last in ("'", "’", "."):
        return False
    if last.isdigit() and letter not in "bhntxyz":
        return False
    if re.match(rf"{DIGIT_OR_LETTER}|\.{DIGIT_OR_LETTER}", after):
        return False
    if re.search(r"(?:^|\s)\($", before) and after.startswith(")"):
        return False
    if before.endswith(DIVISIONS):
        return False
    if letter == "s" and re.search(r"\d $", before):
        return False
    if letter in "aA":
        if re.match(r" \d", after):
            return False
        following = re.match(r" ([a-z]{2,})\b", after)
        if following and following[1] not in CONNECTIVES:
            return False
        if re.match(r"-[a-z]{2,}", after):
            return False
    return True


def quote_mark(mark: str, before: str, after: str) -> str:
    opens = not before or re.search(r"[\s(\[]$", before)
    if mark == '"':
        return "“" if opens else "”"
    if opens:
        return "‘"
    # A prime follows the name of a function: q'(h), and q' before a space.
    named = re.search(rf"(?<!{LETTER}){LETTER}$", before)
    return "′" if named and after.startswith(("(", " ")) else "’"


def dash(before: str, after: str) -> str:
    """What a hyphen between `before` and `after` stands for."""
    if after.startswith(" "):
        return "−" if before.endswith(" ") else "-"
    if re.match(r"[\d.]", after):
        if not before or re.search(r"[\s(\[{,/]$", before):
            return "−"
        return "–" if before[-1].isdigit() else "-"
    follows = re.match(rf"{LETTER}(?:[\W\d_]|$)", after)
    return "−" if follows and re.search(r"[(=<>≤≥+] ?$", before) else "-"


def scientific(mantissa: str, power: str) -> Iterator[Part]:
    exponent = int(power)
    if 0 <= exponent < 6:
        places = len(mantissa.partition(".")[2])
        yield grouped(f"{float(mantissa) * 10.0**exponent:.{max(0, places - exponent)}f}")
        return
    yield "10" if mantissa == "1" else f"{mantissa}\u00a0×\u00a010"
    yield ("sup", [minus(str(exponent))])


def script(words: str) -> list[Part]:
    """Sub- and superscripts: letters are variables, hyphens are minus signs, numbers stay whole."""
    pieces = re.findall(r"[A-Za-z]+|[^A-Za-z]+", words)
    return [variable(p) if re.fullmatch("[A-Za-z]", p) else minus(p) for p in pieces]


def number(hit: re.Match, before: str, after: str) -> Iterator[Part]:
    whole = hit["whole"]
    in_fraction = before.endswith("/") or after.startswith("/")
    yield (whole if "," in whole or in_fraction else grouped(whole)) + (hit["fraction"] or "")
    if hit["times"]:
        if re.match(r"\d", after):
            yield "\u00a0×\u00a0"
        else:
            yield from (" ", variable("x"), " ")


def replaced(hit: re.Match, before: str, after: str) -> Iterator[Part]:
    """What stands for one match of the pattern."""
    kind = hit.lastgroup
    match kind:
        case "code":
            yield ("code", hit["code"])
        case "longsuper" | "super":
            yield ("sup", script(hit[kind]))
        case "longsub" | "sub":
            yield ("sub", script(hit[kind]))
        case "eigen" | "strength":
            yield variable("λ")
            yield ("sub", [hit[kind]])
        case "root":
            single = len(hit["root"]) == 1 or hit["root"] == "eps"
            yield "√" if single else "√("
            yield from parts(hit["root"])
            if not single:
                yield ")"
        case "index":
            yield variable(hit["indexed"])
            yield ("sub", [hit["index"]])
        case "power":
            yield from scientific(hit["mantissa"], hit["power"])
        case "whole" | "fraction" | "times":
            yield from number(hit, before, after)
        case "relation":
            yield f"\u00a0{SIGNS.get(hit['relation'], hit['relation'])}\u00a0"
        case "sign":
            yield SIGNS[hit[0]]
        case "infinity":
            yield minus(hit[0]).replace("infinity", "∞")
        case "letter":
            yield variable(hit[0]) if is_variable(hit[0], before, after) else hit[0]
        case "quote":
            yield quote_mark(hit[0], before, after)
        case "hyphen":
            yield dash(before, after)
        case _:
            yield hit[0]


def parts(words: str) -> list[Part]:
    """The parts of one text, neighboring strings joined."""
    out: list[Part] = []

    def add(part: Part) -> None:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part:
            out.append(part)

    start = 0
    for hit in PATTERN.finditer(words):
        add(words[start : hit.start()])
        start = hit.end()
        if hit.lastgroup == "word":
            add(hit[0])
            continue
        for part in replaced(hit, words[: hit.start()], words[start:]):
            add(part)
    add(words[start:])
    return out


def texts(node: Any) -> Iterator[str]:
    """Every string of a JSON value."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for item in node.values():
            yield from texts(item)


def table(results: dict[str, Any]) -> dict[str, list[Part]]:
    """The parts of each text of results.json that is set otherwise than it is written."""
    words = ("claims", "discrepancies", "choices", "figures", "findings", "tables")
    found = {}
    for text in {text for kind in words for text in texts(results.get(kind, []))}:
        made = parts(text)
        if made != [text]:
            found[text] = made
    return found
