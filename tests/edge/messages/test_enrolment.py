"""Codes of enrolment: what they hold comes back, and whoever mistypes one is told where."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.messages.enrolment import ALPHABET, CodeError, EnrolmentCode, read_code

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
ONE = EnrolmentCode("vitrina.example.org", 8443, bytes(range(16)), bytes(range(100, 116)))


@given(CODES)
def test_a_code_says_what_went_into_it(code: EnrolmentCode) -> None:
    """However it is typed: in small letters, with spaces or lines for the hyphens, or in one."""
    text = code.text()
    assert read_code(text) == code
    assert read_code(f"  {text.lower().replace('-', ' ')}\n") == code
    assert read_code(text.replace("-", "\n")) == code
    assert read_code(text.replace("-", "")) == code


def test_letters_that_look_alike_are_the_same() -> None:
    text = ONE.text()
    assert {"0", "1"} <= set(text)
    assert read_code(text.replace("0", "o").replace("1", "l")) == ONE
    assert read_code(text.replace("0", "O").replace("1", "I")) == ONE


@given(CODES, st.data())
def test_every_wrong_letter_is_named_by_its_group(code: EnrolmentCode, data: st.DataObject) -> None:
    text = code.text()
    at = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter != "-"]))
    letter = data.draw(st.sampled_from([each for each in ALPHABET if each != text[at]]))
    with pytest.raises(CodeError, match=rf"group {text[:at].count('-') + 1} of"):
        read_code(text[:at] + letter + text[at + 1 :])


def test_every_wrong_letter_of_a_code_is_found() -> None:
    """All of them, not only those that were drawn; also without hyphens."""
    text = ONE.text()
    for typed in (text, text.replace("-", "")):
        for at, right in enumerate(typed):
            for letter in ALPHABET if right != "-" else ():
                if letter != right:
                    with pytest.raises(CodeError, match="mistyped"):
                        read_code(typed[:at] + letter + typed[at + 1 :])


@given(CODES, st.data())
def test_two_neighbours_in_the_wrong_order_are_found(code: EnrolmentCode, data: st.DataObject) -> None:
    """Within a group, and over the border of two."""
    text = code.text().replace("-", "")
    at = data.draw(st.integers(0, len(text) - 2))
    assume(text[at] != text[at + 1])
    with pytest.raises(CodeError, match="mistyped"):
        read_code(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@given(CODES, st.data())
def test_groups_that_are_missing_or_in_another_order_are_found(code: EnrolmentCode, data: st.DataObject) -> None:
    groups = code.text().split("-")
    first = data.draw(st.integers(0, len(groups) - 2))
    second = data.draw(st.integers(first + 1, len(groups) - 1))
    swapped = list(groups)
    swapped[first], swapped[second] = groups[second], groups[first]
    if groups[first] != groups[second]:
        with pytest.raises(CodeError):
            read_code("-".join(swapped))
    with pytest.raises(CodeError):
        read_code("-".join(groups[:first] + groups[first + 1 :]))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is empty"),
        ("ABCDE!", "'!'"),
        ("ABCDEU", "'U'"),
        (ONE.text()[:-8], "missing|mistyped"),
        (ONE.text().replace("-", "", 1), "group 1 of .* has 12 letters"),
        ("0" * 5_000, "too long"),
    ],
)
def test_what_is_no_code_is_said(typed: str, why: str) -> None:
    with pytest.raises(CodeError, match=why):
        read_code(typed)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """And nothing else is raised, whatever somebody pastes."""
    with suppress(CodeError):
        assert read_code(text).text()


def test_without_tls_a_code_names_this_machine_alone() -> None:
    """No secret crosses a network without encryption."""
    local = EnrolmentCode("127.0.0.1", 8470, None, bytes(16))
    assert read_code(local.text()) == local
    with pytest.raises(ValueError, match="loopback"):
        EnrolmentCode("vitrina.example.org", 80, None, bytes(16))


def test_no_secret_is_in_what_python_prints() -> None:
    assert ONE.secret.hex() not in repr(ONE)
    assert repr(ONE.secret) not in repr(ONE)


def test_a_code_can_be_typed() -> None:
    """18 groups of six letters; without hyphens they fit into a QR code of 37 by 37."""
    groups = ONE.text().split("-")
    assert (len(groups), {len(group) for group in groups}) == (18, {6})
