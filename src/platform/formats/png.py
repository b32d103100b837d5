"""PNG pictures from strangers: checked piece by piece and stripped of everything that is not picture."""

import struct
import zlib

from . import FormatError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
SMALLEST, LARGEST = 32, 1024


def clean_png(data: bytes) -> bytes:
    """The same picture without texts, profiles, times and whatever follows its end.

    Raises:
        FormatError: PNG: not a whole, sound, not animated picture of a sensible size.
    """
    try:
        return _clean(data)
    except (struct.error, zlib.error, KeyError, ValueError, IndexError):
        raise FormatError("PNG", "not a sound PNG") from None


def _clean(data: bytes) -> bytes:
    if not data.startswith(_SIGNATURE):
        raise ValueError("signature")
    chunks: list[tuple[bytes, bytes]] = []
    place = len(_SIGNATURE)
    while not chunks or chunks[-1][0] != b"IEND":
        (length,), kind = struct.unpack(">I", data[place : place + 4]), data[place + 4 : place + 8]
        body, check = data[place + 8 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        if len(body) != length or struct.unpack(">I", check)[0] != zlib.crc32(kind + body):
            raise ValueError("chunk")
        if kind in _KEPT:
            chunks.append((kind, body))
        elif kind[:1].isupper():
            raise ValueError("unknown part that a reader must know")
        place += 12 + length
    _check_pixels(chunks)
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return _SIGNATURE + b"".join(packed)


def _check_pixels(chunks: list[tuple[bytes, bytes]]) -> None:
    if chunks[0][0] != b"IHDR" or sum(kind == b"IHDR" for kind, _body in chunks) != 1:
        raise ValueError("header")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise ValueError("size")
    if depth not in (1, 2, 4, 8, 16) or (compression, filtering, interlace) != (0, 0, 0):
        raise ValueError("kind")
    expected = height * (1 + (width * _CHANNELS[colour] * depth + 7) // 8)
    unpacker = zlib.decompressobj()
    # One byte more than there can be: a bomb is stopped there.
    pixels = unpacker.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"), expected + 1)
    if len(pixels) != expected or not unpacker.eof:
        raise ValueError("pixels")
