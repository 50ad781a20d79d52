"""digest.py: the examples of RFC 7616, challenges that are never answered, and headers that attack."""

import time
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.onvif.digest import (
    MOST_CHARACTERS,
    DigestChallenge,
    DigestRequest,
    asks_for_basic,
    digest_header,
    read_challenge,
)
from edge.onvif.soap import Login
from tests.doubles.http_digest import DigestDoor

EXAMPLE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def parameters(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    assert scheme == "Digest"
    return parse_keqv_list(parse_http_list(rest))


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_responses_of_the_standard(algorithm: str, response: str) -> None:
    """RFC 7616, section 3.9.1."""
    challenge = read_challenge(EXAMPLE.format(algorithm))
    assert challenge is not None
    request = DigestRequest("GET", "/dir/index.html", CLIENT_NONCE, 1)
    header = digest_header(challenge, Login("Mufasa", "Circle of Life"), request)
    assert parameters(header) == {
        "username": "Mufasa",
        "realm": "http-auth@example.org",
        "uri": "/dir/index.html",
        "algorithm": algorithm,
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "nc": "00000001",
        "cnonce": CLIENT_NONCE,
        "qop": "auth",
        "response": response,
        "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    }


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"])
@pytest.mark.parametrize(("user", "password"), [("admin", "a:b"), ('q"u\\o', "pä$$ 漢"), ("Jörg", "")])
def test_a_server_accepts_the_answer_of_each_form(algorithm: str, user: str, password: str) -> None:
    """Users beyond ASCII are sent as UTF-8, and quotes are escaped. The second request counts on."""
    door = DigestDoor(user, password, (algorithm,))
    challenge = read_challenge(", ".join(door.challenges()))
    assert challenge is not None
    for count in (1, 2):
        header = digest_header(challenge, Login(user, password), DigestRequest("POST", "/onvif/Media", "c", count))
        assert door.opens_for(header.encode("latin-1").decode(), "POST", "/onvif/Media")
    assert password not in header or not password


def test_the_stronger_hash_is_answered_in_any_order_and_any_case() -> None:
    for names in (("MD5", "SHA-256"), ("SHA-256", "MD5"), ("md5", "sha-256-SESS")):
        challenge = read_challenge(", ".join(EXAMPLE.format(name) for name in names))
        assert challenge is not None
        assert challenge.algorithm.startswith("SHA-256")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic realm=x",
        'Basic realm="x", charset="UTF-8"',
        'Basic realm="Digest realm=\\"x\\", nonce=y, qop=auth"',
        "Negotiate YIIB==",
        'NTLM realm="x", nonce="y", qop="auth"',
        "Bearer",
        'Digest realm="x", qop="auth"',  # without a nonce
        'Digest realm="x", nonce="", qop="auth"',
        'Digest realm="x", nonce="y"',  # without a nonce of ours, a table of digests would find the password
        'Digest realm="x", nonce="y", qop="auth-int"',
        'Digest realm="x", nonce="y", qop="auth", algorithm=SHA-512-256',
        'Digest realm="x", nonce="y", qop="auth", algorithm=MD5-sessx',
        'Digest realm="x", nonce="y", qop="auth", algorithm=-sess',
        'Digest realm="x\r\n Evil: 1", nonce="y", qop="auth"',
        'Digest realm="x", nonce="y", qop="auth", opaque="' + "o" * MOST_CHARACTERS + '"',
    ],
)
def test_what_is_never_answered(header: str) -> None:
    assert read_challenge(header) is None
    assert asks_for_basic(header) is header.startswith("Basic")


def test_the_longest_header_is_read() -> None:
    start = 'Digest realm="x", nonce="y", qop="auth", opaque="'
    longest = start + "o" * (MOST_CHARACTERS - len(start) - 1) + '"'
    assert MOST_CHARACTERS == 4_000
    assert len(longest) == MOST_CHARACTERS
    assert read_challenge(longest) is not None
    assert read_challenge(longest + " ") is None


def test_basic_beside_digest_is_passed_over() -> None:
    for header in (f"Basic realm=x, {EXAMPLE.format('MD5')}", f"{EXAMPLE.format('MD5')}, Basic realm=x"):
        assert read_challenge(header) == read_challenge(EXAMPLE.format("MD5"))


def test_without_opaque_and_algorithm_the_answer_is_md5_and_has_no_opaque() -> None:
    challenge = read_challenge("digest NONCE = y ,QOP=auth")
    assert challenge == DigestChallenge("", "y", None, "MD5")
    assert "opaque" not in parameters(digest_header(challenge, Login("a", "b"), DigestRequest("POST", "/", "c", 1)))


def test_the_first_of_two_values_counts() -> None:
    challenge = read_challenge('Digest realm="a", nonce="b", qop="auth", realm="c", nonce="d"')
    assert challenge == DigestChallenge("a", "b", None, "MD5")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40), st.text('abc, =\\"', min_size=1))
def test_any_realm_and_nonce_come_back_as_they_were_sent(realm: str, nonce: str) -> None:
    """No quote of the camera ends the value early, so no parameter of its own gets into our header."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    challenge = read_challenge(f"Digest realm={quoted(realm)}, nonce={quoted(nonce)}, qop=auth")
    assert challenge is not None
    assert (challenge.realm, challenge.nonce) == (realm, nonce)
    header = digest_header(challenge, Login("a", "b"), DigestRequest("POST", "/", "c", 1))
    assert f"realm={quoted(realm)}, nonce={quoted(nonce)}, uri=" in header


@given(st.text(st.characters(max_codepoint=255), max_size=300))
def test_no_header_is_an_error(header: str) -> None:
    read_challenge(f"Digest {header}")
    asks_for_basic(header)


@pytest.mark.parametrize("piece", ['a="', "a=", 'a="\\', "a ", ",", '"', "Basic "])
def test_long_headers_take_little_time(piece: str) -> None:
    began_s = time.monotonic()
    read_challenge(piece * (MOST_CHARACTERS // len(piece)))
    asks_for_basic(piece * 20_000)
    assert time.monotonic() - began_s < 0.5
