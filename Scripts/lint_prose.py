"""Refuses numerals in the chapters' prose that nobody can trace: lint_prose.py, from the repository's root.

A number of the text is a value, evidence or setting of results.json (`#num`, `#evidence`, `#setting`, `#given`, …), is the
paper's (`#printed[25.4]`), or belongs to a theorem, an equation or a reference. What remains is a measured number or a
setting that somebody typed, which a variation or another profile makes untrue. In a formula that is a decimal fraction,
or a whole number of two digits that a letter is set equal to.

A fact of arithmetic or of a standard, which no run can change, is let pass by a comment before its paragraph:

    // numbers: IEEE 754

Refuses as well a semicolon right after a call, which Typst takes for the call's end and does not print.
"""

import re
import sys
from pathlib import Path

# What a numeral may follow: a part of the paper or of the report.
PARTS = (
    r"(?:[Ss]ections?|[Cc]hapters?|[Ff]igures?|[Tt]ables?|[Ee]quations?|[Pp]ropositions?|[Aa]ppendix|[Aa]ppendices"
    r"|[Cc]laims?|[Pp]aragraphs?|[Vv]ersions?|IEEE)"
)
REFERENCE = re.compile(rf"{PARTS}[ ~]\(?[A-Z]?\d[\d.]*(?:(?:, | and | to )[A-Z]?\d[\d.]*)*")
# Numerals that count, or name a place on a line, and are of no run.
SMALL = re.compile(r"(?<![\w.,])[0-3](?![\w]|[.,]\d)")
PERCENTILE = re.compile(r"(?<!\w)\d+(?:st|nd|rd|th)(?!\w)")
# A part of a name: VGG19, F4.a, D11, CIFAR-10, binary64.
NAME = re.compile(r"(?<!\w)[A-Za-z][\w.-]*\d[\w.]*")
# A range without decimals, such as [-1, 1].
NUMERAL = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
FORMULA = re.compile(r"\d+\.\d+|(?<=[A-Za-z*] = )\d{2,}(?![\w\\/^.]| ?[-+*a-z])")


def blank(match):
    """As many lines, and nothing on them."""
    return "\n" * match[0].count("\n") + " "


def without_calls(text):
    """`text` without code: calls such as `#num("a", digits: 3)` and their arguments, but with the text in their brackets."""
    out, place = [], 0
    while True:
        found = re.compile(r"#(?:let|if|else|for|import)?[ ]*[\w.-]*|\belse\b").search(text, place)
        if not found:
            return "".join(out) + text[place:]
        out.append(text[place : found.start()])
        place = found.end()
        is_statement = found[0].startswith(("#let", "#if", "#for", "#import", "else"))
        # A statement goes on to the content in brackets or the end of the line, a call ends with its arguments.
        while is_statement or text[place : place + 1] == "(":
            found = re.compile(r"[\[({\n]").search(text, place)
            if not found or found[0] in "[\n":
                place = found.start() if found else len(text)
                break
            stop = closing(text, found.start())
            # A caption, or another content among the arguments, is prose.
            out += [piece if is_prose else "\n" * piece.count("\n") for is_prose, piece in contents(text[place:stop])]
            place = stop


def contents(arguments):
    """The arguments in pieces: (whether it is content, text)."""
    pieces, place = [], 0
    for found in re.finditer(r"\[", arguments):
        if found.start() < place:
            continue
        stop = closing(arguments, found.start())
        pieces.append((False, arguments[place : found.start()]))
        pieces.append((True, without_calls(arguments[found.start() : stop])))
        place = stop
    return pieces + [(False, arguments[place:])]


def closing(text, place):
    """Behind the bracket that closes the one at `place`."""
    depth = 0
    quoted = False
    for index in range(place, len(text)):
        sign = text[index]
        if sign == '"' and text[index - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return index + 1
    return len(text)


def findings(source):
    """(line, numeral) of what nobody can trace."""
    text = re.sub(r"// numbers:.*\n(?:.+(?:\n|$))*", blank, source)
    text = re.sub(r"(?m)(?<!:)//.*$", "", text)
    text = re.sub(r"#printed\[[^\]]*\]", blank, text)
    text = re.sub(r"#theorem\(.*?\)\[(?:[^\[\]]|\[[^\[\]]*\])*\]", blank, text, flags=re.S)
    found = []

    def formula(match):
        for number in FORMULA.finditer(without_calls(match[0])):
            found.append((text.count("\n", 0, match.start()) + 1, number[0]))
        return blank(match)

    text = re.sub(r"(?<!\\)\$[^$]*\$", formula, text)
    for pattern in (r"```.*?```", r"`[^`]*`", r"<[\w.-]+>", r"@[\w.-]+"):
        text = re.sub(pattern, blank, text, flags=re.S)
    text = without_calls(text)
    for pattern in (REFERENCE, NAME, PERCENTILE, SMALL):
        text = pattern.sub(blank, text)
    for number in NUMERAL.finditer(text):
        found.append((text.count("\n", 0, number.start()) + 1, number[0]))
    return sorted(found)


def swallowed(source):
    """Lines with a semicolon that is meant for the reader, right after a call."""
    text = re.sub(r"(?m)(?<!:)//.*$", "", source)
    for found in re.finditer(r"#[\w.-]+(?=\()", text):
        stop = closing(text, found.end())
        if re.match(r";\s", text[stop:]):
            yield text.count("\n", 0, stop) + 1


def main():
    wrong = [
        f"{path}:{line}: semicolon after a call: not printed, expected another sign, or '#[;]'. See Scripts/lint_prose.py."
        for path in sorted(Path("Chapters").glob("*/*.typ"))
        for line in swallowed(path.read_text(encoding="utf-8"))
    ] + [
        f"{path}:{line}: numeral '{number}': typed, expected a value, a setting or #printed[{number}]. "
        "See Scripts/lint_prose.py."
        for path in sorted(Path("Chapters").glob("*/*.typ"))
        for line, number in findings(path.read_text(encoding="utf-8"))
    ]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
