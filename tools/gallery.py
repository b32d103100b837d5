"""The few pictures that README and docs show: small WebP files in docs/screens.

All others stay out of the tree, because git stores each new version of a picture whole, for ever.
"""

import hashlib
import os
import re
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "docs" / "screens"
_SUFFIXES = {".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
_COLOURS = (
    96  # our pages need no more; with so few, lossless at full size is both sharper and smaller than lossy
)


def referred() -> set[Path]:
    """The pictures that README and docs refer to."""
    papers = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = (
        (paper.parent / link).resolve()
        for paper in papers
        for link in re.findall(r"\]\(([^)#:]+)\)", paper.read_text("utf-8"))
    )
    return {link for link in links if link.suffix in _SUFFIXES}


def pictures() -> dict[Path, str]:
    """Every binary picture in the tree, whether committed yet or not, with its digest; what git ignores is left out."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    ignored = {ROOT / ".git", *(ROOT / line.strip("/") for line in lines if line.startswith("/"))}
    found: dict[Path, str] = {}
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder)
        folders[:] = [name for name in folders if here / name not in ignored]
        for file in (here / name for name in names):
            if file.suffix.lower() in _SUFFIXES:
                found[file] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def sources(taken: Path) -> dict[Path, Path]:
    """For each picture of the gallery the one in `taken` that it is made from."""
    return {file: taken / f"{file.stem}.png" for file in sorted(referred()) if file.parent == GALLERY}


def publish(taken: Path) -> None:
    """Make the gallery anew from the pictures in `taken`; what nothing refers to goes."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    made = sources(taken)
    for file in set(GALLERY.iterdir()) - set(made):
        file.unlink()
    for file, source in made.items():
        with Image.open(source) as picture:
            small = picture.convert("RGB").quantize(
                _COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
            )
        small.convert("RGB").save(file, lossless=True, method=6)
