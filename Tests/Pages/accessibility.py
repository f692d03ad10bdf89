"""What axe-core finds on an open page, one line for each rule that it breaks."""

from axe_playwright_python.sync_playwright import Axe

# WCAG 2.2 AA and the practices that it does not ask for, such as landmarks and headings in order.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, within: str | None = None) -> list[str]:
    """What is wrong on the page, or within one part of it."""
    found = Axe().run(page, context=within, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']} ({len(rule['nodes'])}, e.g. {' '.join(map(str, rule['nodes'][0]['target']))})"
        for rule in found.response["violations"]
    ]
