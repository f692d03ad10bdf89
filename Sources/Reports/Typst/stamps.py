"""Which pages need not be made again, since all that they are made from is as it was.

Beside the pages lies `.made/<page>.json` with the SHA-256 of the page and of its inputs: Typst, the
fonts' folders, the sources in this folder, results.json without its moments, the figures, the Swift that
declares them, the baselines' verdicts, and the prose: of a chapter's page that chapter's, of the report
all. A page that is missing, was changed, or has one input changed is made again.
"""

import copy
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FONT_FOLDERS = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_digests(files: list[Path]) -> dict[str, str]:
    return {str(path): digest(path.read_bytes()) for path in sorted(set(files)) if path.is_file()}


def typst_version() -> list:
    """What tells one installed Typst from another, without the time that importing it takes."""
    spec = importlib.util.find_spec("typst")
    if spec is None or not spec.submodule_search_locations:
        return []
    parts = sorted(Path(spec.submodule_search_locations[0]).glob("_typst*"))
    return [sys.version] + [[p.name, p.stat().st_size, p.stat().st_mtime_ns] for p in parts]


def font_folders(extra: list[str]) -> list:
    """Every folder of fonts with the moment of its last change: one comes or goes with it."""
    found = []
    for top in FONT_FOLDERS + extra:
        for folder, below, _ in os.walk(Path(top).expanduser()):
            below.sort()
            found.append([folder, os.stat(folder).st_mtime_ns])
    return found


class Inputs:
    """What all pages of one output folder are made from."""

    def __init__(self, root: Path, results: dict, output: Path, fonts: list[str]) -> None:
        self.root, self.chapters = root, results["chapters"]
        timeless = copy.copy(results)
        moments = ("started", "finished")
        timeless["provenance"] = {k: v for k, v in results["provenance"].items() if k not in moments}
        drawn = [e for kind in ("figures", "tables") for e in results[kind]]
        files = [p for p in HERE.rglob("*") if "__pycache__" not in p.parts]
        files += [p for p in (output / "figures").glob("*") if p.suffix in (".svg", ".csv", ".json")]
        files += [output / "baselines.json"] + [root / entry["source"] for entry in drawn]
        self.shared = [
            [str(root), str(output), typst_version(), font_folders(fonts)],
            digest(json.dumps(timeless, sort_keys=True).encode("utf-8")),
            file_digests(files),
        ]

    def of_page(self, form: str, chapter: str) -> str:
        """SHA-256 of all that the page of `chapter`, or of the report, is made from."""
        prose = [
            path
            for entry in self.chapters
            if chapter in ("", entry["name"])
            for path in (self.root / entry["prosePath"]).parent.rglob("*.typ")
        ]
        return digest(json.dumps([self.shared, form, chapter, file_digests(prose)]).encode("utf-8"))


def stamp_file(page: Path, output: Path) -> Path:
    return output / ".made" / (os.path.relpath(page, output).replace(os.sep, "-") + ".json")


def is_current(page: Path, output: Path, inputs: str) -> bool:
    try:
        stamp = json.loads(stamp_file(page, output).read_text(encoding="utf-8"))
        return stamp == {"inputs": inputs, "page": digest(page.read_bytes())}
    except (OSError, ValueError):
        return False


def stamp(data: bytes, inputs: str) -> bytes:
    return json.dumps({"inputs": inputs, "page": digest(data)}).encode("utf-8")
