"""Reads a PDF: words with their places by Poppler, bookmarks and links by pypdf."""

import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from pypdf import PdfReader


def poppler(*arguments: str) -> str:
    """What a program of Poppler prints; its warnings are not asked for."""
    if shutil.which(arguments[0]) is None:
        pytest.skip("Poppler is not installed; Scripts/setup-tests.sh installs it.")
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def letters(words: str) -> str:
    """Words without what a formula's parts may stand apart by, in plain letters."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", words))


@dataclass
class Line:
    """A line of one column; `page` counts from one, places in points from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass
class Link:
    """What a link on a page says, and where it leads: to an address, or to a page of the document."""

    page: int
    words: str
    address: str | None = None
    to: int | None = None


class Document:
    def __init__(self, path: Path):
        self.path = path
        self.reader = PdfReader(path)

    @cached_property
    def information(self) -> dict[str, str]:
        """The fields that pdfinfo prints."""
        lines = (line.split(":", 1) for line in poppler("pdfinfo", str(self.path)).splitlines() if ":" in line)
        return {name.strip(): words.strip() for name, words in lines}

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, page by page."""
        page, found = 0, []
        text = poppler("pdftotext", "-bbox-layout", str(self.path), "-")
        # Controls have no place in XML.
        for element in ElementTree.fromstring(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)).iter():
            kind = element.tag.rsplit("}", 1)[-1]
            if kind == "page":
                page += 1
            elif kind == "line":
                box = [float(element.get(name)) for name in ("xMin", "yMin", "xMax", "yMax")]
                found.append(Line(page, *box, " ".join(word.text or "" for word in element)))
        return found

    @cached_property
    def words(self) -> str:
        """The text in reading order, with plain spaces."""
        return " ".join(poppler("pdftotext", str(self.path), "-").split())

    @cached_property
    def bookmarks(self) -> list[tuple[int, str, int]]:
        """Level, title and page, from one, of each."""

        def walk(entries, level):
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, level + 1)
                else:
                    yield level, " ".join(entry.title.split()), self.reader.get_destination_page_number(entry) + 1

        return list(walk(self.reader.outline, 1))

    @cached_property
    def links(self) -> list[Link]:
        found = []
        named = self.reader.named_destinations
        for number, page in enumerate(self.reader.pages, start=1):
            for annotation in page.get("/Annots") or []:
                annotation = annotation.get_object()
                if annotation.get("/Subtype") != "/Link":
                    continue
                words = " ".join(str(annotation.get("/Contents", "")).split())
                action = annotation.get("/A") or {}
                target = annotation.get("/Dest", action.get("/D"))
                target = target.get_object() if hasattr(target, "get_object") else target
                if "/URI" in action:
                    found.append(Link(number, words, address=str(action["/URI"])))
                elif isinstance(target, str):
                    target = named.get(target)
                    to = None if target is None else self.reader.get_destination_page_number(target)
                    found.append(Link(number, words, to=None if to is None else to + 1))
                else:
                    to = self.reader.get_page_number(target[0].get_object())
                    found.append(Link(number, words, to=None if to is None else to + 1))
        return found

    @cached_property
    def tags(self) -> set[str]:
        """The kinds of elements in the structure that screen readers follow."""
        found, left = set(), [self.reader.root_object["/StructTreeRoot"]]
        while left:
            node = left.pop()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                left += node
            elif isinstance(node, dict):
                found.add(str(node.get("/S", "/Root"))[1:])
                left.append(node.get("/K", []))
        return found
