import hashlib

from edge.fleet.fingerprint import is_root_with_fingerprint, root_fingerprint

ROOT = b'{"signed":{}}'


def test_the_fingerprint_is_what_sha256sum_prints() -> None:
    assert root_fingerprint(ROOT) == hashlib.sha256(ROOT).hexdigest()[:16]


def test_a_typed_fingerprint_may_have_spaces_colons_and_capitals() -> None:
    typed = root_fingerprint(ROOT)
    assert is_root_with_fingerprint(ROOT, f" {typed[:4]} {typed[4:8]}:{typed[8:].upper()}\n")
    for other in (typed[:-1], typed + "0", "", "ü" * 16, root_fingerprint(b"other")):
        assert not is_root_with_fingerprint(ROOT, other)
