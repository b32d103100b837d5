"""The repair of asn1crypto, and word when it is no longer needed."""

from importlib.metadata import version

from asn1crypto import core
from huiyin.platform.signatures.asn1 import repair_asn1crypto


def test_the_version_repaired_is_the_one_installed() -> None:
    assert version("asn1crypto") == "1.5.1", "look whether upstream mended it; then drop the repair"
    assert repair_asn1crypto() == 5


def test_a_length_ending_in_0x80_is_not_an_indefinite_one() -> None:
    repair_asn1crypto()
    data = core.OctetString(bytes(0x780)).dump()
    assert data[:4] == b"\x04\x82\x07\x80"
    loaded = core.OctetString.load(data)
    loaded._trailer = b"kept"  # encoding it again would drop this
    assert loaded.dump().endswith(b"kept")


def test_real_indefinite_lengths_are_still_encoded_again() -> None:
    repair_asn1crypto()
    loaded = core.SequenceOf.load(b"\x30\x80\x05\x00\x00\x00", spec=core.Null)
    assert loaded.dump() == b"\x30\x02\x05\x00"
