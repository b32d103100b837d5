"""How many of many single-byte changes to signed contracts and evidence bundles are found, by our check and by another's."""

import io
import os
import random
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfsigner
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.offline import PAGE, offline_page
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.platform.verify.unpack import EPOCH
from playwright.sync_api import FilePayload, Page, sync_playwright

from tests.unit.platform.signing_kit import sign_whole
from tools.chromium import ARGUMENTS, chromium

from .harness import Bench, Figure

_PDFS, _CHANGES, _BUNDLES = 5, 10_000, 1_000
_SEED = 20261129
_JOBS = 10
_ANEW = "重新打包"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A finished contract, its bundle, and the root that vouches for both."""

    pdf: bytes
    bundle: bytes
    root: bytes


def tampering(bench: Bench) -> list[Figure]:
    """Change one byte at a random place to a random other value, and ask whether it is still valid."""
    with TemporaryDirectory() as folder:
        kept = [_make(Path(folder) / str(number), 6 + 4 * number) for number in range(bench.of(_PDFS, 1))]
        return [
            _contracts(kept, bench.of(_CHANGES, 10)),
            _bundles(kept, bench.of(_BUNDLES, 10), Path(folder)),
        ]


def _make(folder: Path, clauses: int) -> _Kept:
    signed = sign_whole(folder, clauses)
    kept = _Kept(signed.final, signed.bundle(), signed.root_pem)
    if not (verify_pdf(kept.pdf, kept.root).ok and verify_bundle(kept.bundle, kept.root).ok):
        raise ValueError("what nobody has changed is not valid")
    return kept


def _contracts(kept: list[_Kept], changes: int) -> Figure:
    jobs = [(kept, seed, changes // _JOBS) for seed in range(_SEED, _SEED + _JOBS)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(_try_contracts, jobs))
    ours, theirs = (sum(one[index] for one in found) for index in (0, 1))
    return Figure(
        "tampering_contracts", ours, f"of {changes}", "found by pdfsigner (Rust), the same bytes", theirs
    )


def _try_contracts(job: tuple[list[_Kept], int, int]) -> tuple[int, int]:
    """How many of so many changes we find, and how many the other one does."""
    kept, seed, count = job
    chance = random.Random(seed)  # noqa: S311 – the same changes in every run
    ours = theirs = 0
    with TemporaryDirectory() as folder:
        pdf, root = Path(folder) / "changed.pdf", Path(folder) / "root.pem"
        for _change in range(count):
            one = chance.choice(kept)
            pdf.write_bytes(_changed(one.pdf, chance))
            root.write_bytes(one.root)
            ours += not verify_pdf(pdf.read_bytes(), one.root).ok
            theirs += not _others_say(pdf, root)
    return ours, theirs


def _changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


def _others_say(pdf: Path, root: Path) -> bool:
    try:
        report = pdfsigner.verify_pdf_report(str(pdf), roots=str(root))
    except (OSError, ValueError, RuntimeError):
        return False
    whole = report["document_intact"] and report["all_valid"] and report["all_trusted"]
    return bool(whole and len(report["signatures"]) == 3)


def _bundles(kept: list[_Kept], changes: int, folder: Path) -> Figure:
    """The same, of bundles; whoever packs one anew is found when that is said."""
    jobs = [(kept, seed, changes // _JOBS) for seed in range(_SEED, _SEED + _JOBS)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        ours = sum(pool.map(_try_bundles, jobs))
    theirs = _page_finds(jobs, folder)
    return Figure(
        "tampering_bundles", ours, f"of {changes}", "found by the offline page, the same bytes", theirs
    )


def _changed_bundles(job: tuple[list[_Kept], int, int]) -> Iterator[tuple[bytes, bytes]]:
    """Bundles with their roots: of every second one a byte of the zip is another, of the others a byte of a file in it."""
    kept, seed, count = job
    chance = random.Random(seed)  # noqa: S311 – the same changes in every run
    for number in range(count):
        one = chance.choice(kept)
        changed = _changed(one.bundle, chance) if number % 2 else _changed_inside(one.bundle, chance)
        yield changed, one.root


def _changed_inside(bundle: bytes, chance: random.Random) -> bytes:
    """A byte of one of the files is another; packed as it was."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name, data in files.items() if data])
    files[name] = _changed(files[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, data in files.items():
            archive.writestr(zipfile.ZipInfo(each, EPOCH), data)
    return out.getvalue()


def _try_bundles(job: tuple[list[_Kept], int, int]) -> int:
    found = 0
    for bundle, root in _changed_bundles(job):
        report = verify_bundle(bundle, root)
        found += not report.ok or _ANEW in " ".join(report.doubts)
    return found


def _page_finds(jobs: list[tuple[list[_Kept], int, int]], folder: Path) -> int:
    (folder / PAGE).write_bytes(offline_page())
    program, env = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
        page = browser.new_context(offline=True).new_page()
        page.goto((folder / PAGE).as_uri())
        found = sum(_page_says(page, *changed) for job in jobs for changed in _changed_bundles(job))
        browser.close()
    return found


def _page_says(page: Page, bundle: bytes, root: bytes) -> bool:
    """Whether the page finds that it was changed."""
    page.set_input_files("#bundle", [])
    page.set_input_files("#root", FilePayload(name="root.pem", mimeType="text/plain", buffer=root))
    page.set_input_files("#bundle", FilePayload(name="x.zip", mimeType="application/zip", buffer=bundle))
    page.wait_for_selector("#result[data-verdict]")
    verdict = page.get_attribute("#result", "data-verdict")
    return verdict != "valid" or _ANEW in page.inner_text("#result")
