"""Whose contract a PDF is: the parties stand in it as data, so that each signature can be held against whom it must be by.

They lie in the page-piece dictionary of the catalogue (ISO 32000-1, 14.5), which is made for an application's own data and
which PDF/A-2 allows. They are written before anybody signs: both signatures cover them.
"""

import hashlib
import io
import json
from dataclasses import asdict, dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

_OWNER = name("/Huiyin")
_KEYS = (name("/WorkerName"), name("/WorkerIdHash"), name("/EmployerName"), name("/EmployerCode"))
_TRIAL = name("/Trial")


@dataclass(frozen=True, slots=True)
class Parties:
    """`worker_hash` is a keyed hash of the number of the worker's document, `employer_code` the 统一社会信用代码. `trial`: when the
    document was made nobody had proven that the employer is who it says; where it is proven nothing stands there, as in all
    documents from before."""

    worker: str
    worker_hash: str
    employer: str
    employer_code: str
    trial: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) for the chain. Nobody guesses the worker from it: the keyed hash is no less secret."""
        said = asdict(self)
        if not self.trial:
            del said["trial"]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class PartyMismatchError(ValueError):
    """Somebody is about to sign a document that names another party."""


def write_parties(writer: IncrementalPdfFileWriter, parties: Parties, at: generic.PdfObject) -> None:
    """Put the parties into a PDF that nobody has signed; `at` is its date, as its information dictionary has it."""
    named = (parties.worker, parties.worker_hash, parties.employer, parties.employer_code)
    private = generic.DictionaryObject(
        {key: generic.TextStringObject(value) for key, value in zip(_KEYS, named, strict=True)}
    )
    if parties.trial:
        private[_TRIAL] = generic.BooleanObject(True)
    piece = generic.DictionaryObject({name("/LastModified"): at, name("/Private"): private})
    writer.root[name("/PieceInfo")] = generic.DictionaryObject({_OWNER: piece})
    writer.update_root()


def read_parties(catalogue: generic.DictionaryObject) -> Parties | None:
    """The parties that a PDF names; None in one that was made before they were written down.

    Raises:
        ValueError: something stands in their place that is not them.
    """
    if "/PieceInfo" not in catalogue:
        return None
    try:
        said = catalogue["/PieceInfo"][_OWNER]["/Private"]
        worker, worker_hash, employer, code = (str(said[key]) for key in _KEYS)
        return Parties(worker, worker_hash, employer, code, _TRIAL in said and bool(said[_TRIAL]))
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError("the parties cannot be read") from problem


def require_worker(pdf: bytes, name: str, worker_hash: str) -> None:
    """Refuse a worker's signature where the document names another worker.

    Raises:
        PartyMismatchError: it does.
    """
    said = read_parties(PdfFileReader(io.BytesIO(pdf)).root)
    if said is not None and (said.worker, said.worker_hash) != (name, worker_hash):
        raise PartyMismatchError("the document names another worker")


def require_employer(pdf: bytes, name: str, code: str) -> None:
    """Refuse an employer's seal where the document names another employer.

    Raises:
        PartyMismatchError: it does.
    """
    said = read_parties(PdfFileReader(io.BytesIO(pdf)).root)
    if said is not None and (said.employer, said.employer_code) != (name, code):
        raise PartyMismatchError("the document names another employer")
