"""Frequent passwords are refused, however they are decorated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.store.common_passwords import common_passwords, is_common_password
from central.store.users import SHORTEST, password_fault


def test_the_list_has_ten_thousand_passwords() -> None:
    assert len(common_passwords()) == 10_000
    assert {"password", "qwertyuiop", "iloveyou", "dragon"} <= common_passwords()
    assert all(each == each.casefold() for each in common_passwords())


@pytest.mark.parametrize(
    "password",
    [
        *("qwertyuiop", "QwertyUIOP", "Password2026!", "!!iloveyou!!", "passwordpassword", "Dragon-12345"),
        *("1234567890", "trustno1trustno1", "abc123abc123"),
    ],
)
def test_a_frequent_password_is_refused(password: str) -> None:
    assert password_fault(password, "ann") == "common"


@pytest.mark.parametrize("password", ["correct horse battery", "seven green lamps", "пароль пароль да", "x9!Kq2#mPw"])
def test_another_password_is_accepted(password: str) -> None:
    assert password_fault(password, "ann") is None


@given(st.sampled_from(sorted(common_passwords())), st.text("0123456789!.-", max_size=6), st.booleans())
def test_no_decoration_of_a_frequent_word_is_accepted(word: str, signs: str, is_upper: bool) -> None:
    if word.isalpha():
        assert is_common_password((word.upper() if is_upper else word) + signs)
        assert password_fault((word + signs).ljust(SHORTEST, "1"), "x") is not None


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_common_password(text) in (True, False)
