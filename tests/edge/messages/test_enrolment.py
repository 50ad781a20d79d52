"""Codes of enrolment: what they hold comes back, and whoever mistypes one is told where."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from edge.messages.enrolment import (
    ALPHABET,
    LARGEST_PEM,
    LONGEST_HOST,
    VALID_MS,
    CodeError,
    EnrolledBroker,
    EnrolmentAnswer,
    EnrolmentCode,
    EnrolmentRequest,
    parse_enrolment_code,
)

HOSTS = st.one_of(
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,8}){0,3}", fullmatch=True),
    st.sampled_from(["127.0.0.1", "203.0.113.7", "2001:db8::7", "::1", "localhost"]),
)
CODES = st.builds(
    EnrolmentCode,
    host=HOSTS,
    port=st.integers(1, 65_535),
    fingerprint=st.binary(min_size=16, max_size=16),
    secret=st.binary(min_size=16, max_size=16),
)
LOCAL = "080004-000002-000004-000008-00000G-002251-HH68VT-JWC1E6-60Q32Q-W8KE"
PEM = "-----BEGIN CERTIFICATE-----\n"
BROKER = {"host": "mqtt.example", "port": 8883, "tls": True, "ca": None, "username": "u", "password": "p" * 43}
ANSWER = {
    "schema": "vitrina.enrolment/1",
    "tenant": "acme",
    "site": "berlin-7",
    "device": "door",
    "broker": BROKER,
    "media_url": "https://v.example/media/",
    "media_token": "t" * 43,
}
ONE = EnrolmentCode("vitrina.example.org", 8443, bytes(range(16)), bytes(range(100, 116)))


@given(CODES)
def test_a_code_says_what_went_into_it(code: EnrolmentCode) -> None:
    """However it is typed: in small letters, with spaces or lines for the hyphens, or in one."""
    text = code.typed_text()
    assert parse_enrolment_code(text) == code
    assert parse_enrolment_code(f"  {text.lower().replace('-', ' ')}\n") == code
    assert parse_enrolment_code(text.replace("-", "\n")) == code
    assert parse_enrolment_code(text.replace("-", "")) == code


def test_letters_that_look_alike_are_the_same() -> None:
    text = ONE.typed_text()
    assert {"0", "1"} <= set(text)
    assert parse_enrolment_code(text.replace("0", "o").replace("1", "l")) == ONE
    assert parse_enrolment_code(text.replace("0", "O").replace("1", "I")) == ONE


@given(CODES, st.data())
def test_every_wrong_letter_is_named_by_its_group(code: EnrolmentCode, data: st.DataObject) -> None:
    text = code.typed_text()
    at = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter != "-"]))
    letter = data.draw(st.sampled_from([each for each in ALPHABET if each != text[at]]))
    with pytest.raises(CodeError, match=rf"group {text[:at].count('-') + 1} of"):
        parse_enrolment_code(text[:at] + letter + text[at + 1 :])


def test_every_wrong_letter_of_a_code_is_found() -> None:
    """All of them, not only those that were drawn; also without hyphens."""
    text = ONE.typed_text()
    for typed in (text, text.replace("-", "")):
        for at, right in enumerate(typed):
            for letter in ALPHABET if right != "-" else ():
                if letter != right:
                    with pytest.raises(CodeError, match="mistyped"):
                        parse_enrolment_code(typed[:at] + letter + typed[at + 1 :])


@given(CODES, st.data())
def test_two_neighbours_in_the_wrong_order_are_found(code: EnrolmentCode, data: st.DataObject) -> None:
    """Within a group, and over the border of two."""
    text = code.typed_text().replace("-", "")
    at = data.draw(st.integers(0, len(text) - 2))
    assume(text[at] != text[at + 1])
    with pytest.raises(CodeError, match="mistyped"):
        parse_enrolment_code(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@given(CODES, st.data())
def test_groups_that_are_missing_or_in_another_order_are_found(code: EnrolmentCode, data: st.DataObject) -> None:
    groups = code.typed_text().split("-")
    first = data.draw(st.integers(0, len(groups) - 2))
    second = data.draw(st.integers(first + 1, len(groups) - 1))
    swapped = list(groups)
    swapped[first], swapped[second] = groups[second], groups[first]
    if groups[first] != groups[second]:
        with pytest.raises(CodeError):
            parse_enrolment_code("-".join(swapped))
    with pytest.raises(CodeError):
        parse_enrolment_code("-".join(groups[:first] + groups[first + 1 :]))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is empty"),
        ("ABCDE!", "'!'"),
        ("ABCDEU", "'U'"),
        (ONE.typed_text()[:-8], "missing|mistyped"),
        (ONE.typed_text().replace("-", "", 1), "group 1 of .* has 12 letters"),
        ("0" * 5_000, "too long"),
    ],
)
def test_what_is_no_code_is_said(typed: str, why: str) -> None:
    with pytest.raises(CodeError, match=why):
        parse_enrolment_code(typed)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """And nothing else is raised, whatever somebody pastes."""
    with suppress(CodeError):
        assert parse_enrolment_code(text).typed_text()


def test_without_tls_a_code_names_this_machine_alone() -> None:
    """No secret crosses a network without encryption."""
    local = EnrolmentCode("127.0.0.1", 8470, None, bytes(16))
    assert parse_enrolment_code(local.typed_text()) == local
    with pytest.raises(ValueError, match="loopback"):
        EnrolmentCode("vitrina.example.org", 80, None, bytes(16))


def test_no_secret_is_in_what_python_prints() -> None:
    assert ONE.secret.hex() not in repr(ONE)
    assert repr(ONE.secret) not in repr(ONE)


def test_codes_of_other_versions_are_read() -> None:
    """Server and kiosk are updated at different times, so the form is fixed to the letter."""
    assert ONE.typed_text() == (
        "05J6AS-SK7D15-MPMTVE-CDNQ6M-YW3HE0-9SG008-820C26-0A1G77-104GM9-2RC1M0-70Y87V-VESMQS-8WK9DN-SGJWS4-BRC5PN"
        "-Q0V35P-5SQQ4N-SX6FGV"
    )
    assert EnrolmentCode("127.0.0.1", 8470, None, bytes(16)).typed_text() == LOCAL
    assert (VALID_MS, LARGEST_PEM) == (86_400_000, 32_768)


def test_a_group_of_a_check_letter_alone_is_none() -> None:
    for letter in ALPHABET:
        with pytest.raises(CodeError, match="mistyped"):
            parse_enrolment_code(f"{ONE.typed_text()}-{letter}")


def test_the_length_of_a_code_is_bounded() -> None:
    """Before anything else is looked at."""
    for length, why in ((1_000, "letters"), (1_001, "too long")):
        with pytest.raises(CodeError, match=why):
            parse_enrolment_code("-" + "0" * (length - 3) + "-0")


@pytest.mark.parametrize(
    ("host", "port"),
    [("", 1), ("Vitrina.example", 1), ("a b", 1), ("a/b", 1), ("x" * 129, 1), ("a.example", 0), ("a.example", 65_536)],
)
def test_a_code_names_a_host(host: str, port: int) -> None:
    with pytest.raises(ValueError, match="is not the address of a server"):
        EnrolmentCode(host, port, bytes(16), bytes(16))
    assert EnrolmentCode("x" * LONGEST_HOST, 65_535, bytes(16), bytes(16)).port == 65_535


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("username", "u" * 400, "u" * 401),
        ("username", "u", ""),
        ("username", "a/b:c ~", "a\nb"),
        ("password", "p" * 16, "p" * 15),
        ("password", "p" * 200, "p" * 201),
        ("host", "h" * 253, "h" * 254),
        ("host", "h", ""),
        ("port", 1, 0),
        ("port", 65_535, 65_536),
        ("port", 8883, "8883"),
        ("tls", False, "no"),
        ("ca", PEM + "A" * (LARGEST_PEM - len(PEM)), PEM + "A" * (LARGEST_PEM + 1 - len(PEM))),
        ("ca", None, "no PEM"),
    ],
)
def test_an_answer_is_bounded(name: str, good: object, bad: object) -> None:
    assert getattr(EnrolledBroker.model_validate({**BROKER, name: good}), name) == good
    with pytest.raises(ValidationError):
        EnrolledBroker.model_validate({**BROKER, name: bad})


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("media_token", "t" * 16, "t" * 15),
        ("media_token", "t" * 200, "t" * 201),
        ("media_url", "https://" + "x" * 392, "https://" + "x" * 393),
        ("timezone", "z" * 64, "z" * 65),
        ("timezone", "z", ""),
        ("tenant", "a_-9", "Some Body"),
    ],
)
def test_an_answer_of_the_server_is_bounded(name: str, good: object, bad: object) -> None:
    """Fields that this version does not know are left out, and no credential is printed."""
    answer = EnrolmentAnswer.model_validate({**ANSWER, name: good, "later": 1})
    assert (getattr(answer, name), answer.kiosk_name.endswith("/berlin-7/door")) == (good, True)
    assert answer.media_token not in repr(answer)
    assert answer.broker.password not in repr(answer)
    with pytest.raises(ValidationError) as error:
        EnrolmentAnswer.model_validate({**ANSWER, name: bad})
    assert not bad or str(bad) not in str(error.value)


def test_a_kiosk_says_a_name_of_200_letters_at_most() -> None:
    assert EnrolmentRequest(present="x" * 200).present == "x" * 200
    with pytest.raises(ValidationError):
        EnrolmentRequest(present="x" * 201)


def test_a_code_can_be_typed() -> None:
    """18 groups of six letters; without hyphens they fit into a QR code of 37 by 37."""
    groups = ONE.typed_text().split("-")
    assert (len(groups), {len(group) for group in groups}) == (18, {6})
