"""Hashes of passwords."""

import time

import pytest

from central.web.passwords import hash_password, verify_password


@pytest.mark.parametrize("password", ["correct horse battery", "пароль пароль", "x" * 1_000, "\udcff surrogate"])
def test_a_password_is_right_and_another_is_wrong(password: str) -> None:
    """argon2id, with 64 MB and three passes; each hash has a salt of its own."""
    one, two = hash_password(password), hash_password(password)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert one != two
    assert verify_password(one, password)
    assert not verify_password(one, password + " ")


@pytest.mark.parametrize("password_hash", [None, "", "no hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_no_hash_is_never_right(password_hash: str | None) -> None:
    assert not verify_password(password_hash, "")
    assert not verify_password(password_hash, "no user has this password")


def test_an_unknown_name_costs_as_much_as_a_known_one() -> None:
    """Else the time of an answer would tell which names there are."""
    known = hash_password("correct horse battery")
    verify_password(None, "warm")

    def cpu_s(password_hash: str | None) -> float:
        begin_s = time.thread_time()
        verify_password(password_hash, "wrong password")
        return time.thread_time() - begin_s

    of_known, of_unknown = min(cpu_s(known) for _ in range(3)), min(cpu_s(None) for _ in range(3))
    assert 0.5 < of_unknown / of_known < 2.0
