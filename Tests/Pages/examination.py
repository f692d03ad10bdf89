"""What is wrong with a page, one line for each fault."""

from pathlib import Path
from urllib.parse import unquote, urlparse

SCRIPT = r"""
() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map(element => element.id);
  const references = all('a[href^="#"]').map(link => decodeURIComponent(link.getAttribute('href').slice(1)));
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'for', 'headers', 'list'])
    for (const element of all(`[${name}]`)) references.push(...element.getAttribute(name).split(/\s+/).filter(Boolean));
  for (const name of ['href', 'xlink:href'])
    for (const use of all('use')) if (use.hasAttribute(name)) references.push(use.getAttribute(name).slice(1));
  // Clips, gradients and masks of drawings.
  for (const element of all('svg *')) for (const {value} of element.attributes)
    for (const hit of value.matchAll(/url\(["']?#([^"')]+)["']?\)/g)) references.push(hit[1]);
  const root = document.documentElement;
  const wide = [];
  if (root.scrollWidth > root.clientWidth) for (const element of all('body *')) {
    const {right} = element.getBoundingClientRect();
    if (right > root.clientWidth + 0.5) { wide.push(element.cloneNode(false).outerHTML.slice(0, 120)); }
  }
  return {
    title: document.title, ids, references,
    outward: all('[href], [src]').flatMap(e => ['href', 'src'].map(name => e.getAttribute(name)))
      .filter(address => address && !/^(#|data:)/.test(address)),
    brokenImages: [...document.images].filter(i => !i.complete || i.naturalWidth === 0).map(i => i.alt),
    overflow: root.scrollWidth - root.clientWidth, wide: wide.slice(0, 3), text: document.body.innerText
  };
}
"""


def faults(page, file: Path) -> list[str]:
    """Opens nothing: examines the open page of `file`."""
    found = page.evaluate(SCRIPT)
    known = set(found["ids"])
    lines = [f"console: {message}" for message in page.complaints]
    lines += [f"needs {url}" for url in page.requests]
    lines += [f"image '{alt}' did not load" for alt in found["brokenImages"]]
    lines += [f"reference to '{name}' leads nowhere" for name in dict.fromkeys(found["references"]) if name not in known]
    lines += [f"id '{name}' stands twice" for name in dict.fromkeys(found["ids"]) if found["ids"].count(name) > 1]
    lines += [f"link to {link} leads nowhere" for link in dict.fromkeys(found["outward"]) if not leads_somewhere(link, file)]
    if not found["title"]:
        lines.append("has no title")
    lines += [f"shows '{sign}'" for sign in ("??", "[?]", "undefined", "NaN") if sign in found["text"]]
    if found["overflow"] > 0:
        lines.append(f"is {found['overflow']} px wider than its view, by {found['wide']}")
    return lines


def leads_somewhere(link: str, file: Path) -> bool:
    """A file beside the page that exists, or a whole address on the network, which is not asked for."""
    parts = urlparse(link)
    if parts.scheme in ("", "file"):
        return (file.parent / unquote(parts.path)).exists()
    return parts.scheme == "https" and "." in parts.netloc
