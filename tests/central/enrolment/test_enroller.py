"""A code counts once, for a day, for one kiosk; whatever it gave ends when the kiosk is revoked."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central.clock import now_ms
from central.enrolment.enroller import Enroller, NewCode, Refusal
from central.errors import BrokerRefusedError, UsageError
from central.ingest.session import BrokerOptions
from central.settings import load_settings
from central.store import enrolments
from central.store.attempts import LIMIT
from central.store.database import open_store
from central.store.enrolments import list_enrolments
from central.store.location import Location
from central.store.sites import set_site_country
from central.store.store import Store
from central.store.tokens import find_token
from edge.messages.enrolment import VALID_MS, EnrolmentAnswer
from tests.central.rows import one, rows
from tests.doubles.broker import free_port

DOOR = "acme/berlin-7/door"


@pytest.fixture
def store(new_location: Callable[[str], Location]) -> Iterator[Store]:
    """SQLite; where databases differ, a test takes both."""
    with open_store(new_location("sqlite")) as opened:
        yield opened


@pytest.fixture
def enroller(store: Store, tmp_path: Path) -> Enroller:
    return Enroller(store, load_settings(None, tmp_path / "data"), None)


def code_of(enroller: Enroller, device: str = DOOR) -> str:
    return secret_of(enroller.make_code(*device.split("/")))


def secret_of(made: NewCode) -> str:
    return made.code.secret.hex()


def state(store: Store, at_ms: int | None = None) -> str:
    with store.engine.connect() as connection:
        (only,) = list_enrolments(connection)
    return only.enrolment_state(at_ms or now_ms())


def test_a_code_gives_what_a_kiosk_must_know(store: Store, enroller: Enroller) -> None:
    secret = code_of(enroller)
    assert state(store) == "waiting"
    answer = enroller.redeem_code(secret, None, "192.0.2.1")
    assert isinstance(answer, EnrolmentAnswer)
    assert (answer.kiosk_name, answer.timezone, answer.media_url) == (DOOR, None, "http://127.0.0.1:8470/media/")
    assert (answer.broker.username, answer.broker.host, answer.broker.port) == (DOOR, "127.0.0.1", 1883)
    with store.engine.connect() as connection:
        token = find_token(connection, answer.media_token, now_ms())
    assert token is not None
    assert (token.access, str(token.scope)) == ("media", "acme/berlin-7")
    assert state(store) == "enrolled"
    assert rows(store, "SELECT who, what, detail, address FROM audit ORDER BY id") == [
        ("command line", "enrol.code", DOOR, ""),
        (f"kiosk {DOOR}", "enrol", "", "192.0.2.1"),
    ]


def test_a_kiosk_gets_the_country_of_its_site(store: Store, enroller: Enroller) -> None:
    """None if nobody has set it."""
    answer = enroller.redeem_code(code_of(enroller), None, "192.0.2.1")
    assert isinstance(answer, EnrolmentAnswer)
    assert answer.country is None
    set_site_country(store, DOOR.rpartition("/")[0], "NL")
    answer = enroller.redeem_code(code_of(enroller), None, "192.0.2.1")
    assert isinstance(answer, EnrolmentAnswer)
    assert answer.country == "NL"


def test_a_code_counts_once(location: Location, tmp_path: Path) -> None:
    """Of many at the same moment, from everywhere, exactly one gets it, in each database."""
    store = open_store(location)
    enroller = Enroller(store, load_settings(None, tmp_path / "data"), None)
    secret, start = code_of(enroller), threading.Barrier(8)

    def ask(number: int) -> EnrolmentAnswer | Refusal:
        start.wait(20)
        return enroller.redeem_code(secret, None, f"192.0.2.{number}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert [type(answer) for answer in answers].count(EnrolmentAnswer) == 1
    assert [answer for answer in answers if answer != Refusal() and not isinstance(answer, EnrolmentAnswer)] == []
    assert enroller.redeem_code(secret, None, "192.0.2.9") == Refusal()
    assert one(store, "SELECT count(*) FROM tokens") == 1
    with store.engine.connect() as connection:
        assert [each.enrolment_state(now_ms()) for each in list_enrolments(connection)] == ["enrolled"]
    code_of(enroller)
    enroller.revoke_kiosk(DOOR)
    store.close()


def test_used_expired_revoked_and_unknown_are_the_same(
    store: Store, enroller: Enroller, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, old = code_of(enroller, "acme/a/used"), code_of(enroller, "acme/a/old")
    replaced = code_of(enroller, "acme/a/replaced")
    code_of(enroller, "acme/a/replaced")
    revoked = code_of(enroller, "acme/a/revoked")
    enroller.revoke_kiosk("acme/a/revoked")
    assert isinstance(enroller.redeem_code(used, None, "a"), EnrolmentAnswer)
    for number, secret in enumerate((used, replaced, revoked, "ab" * 16, "", "x", "é")):
        assert enroller.redeem_code(secret, None, f"192.0.2.{number}") == Refusal()
    monkeypatch.setattr("central.enrolment.enroller.now_ms", lambda: now_ms() + VALID_MS)
    assert enroller.redeem_code(old, None, "192.0.2.99") == Refusal()


def test_who_guesses_is_locked_out(enroller: Enroller) -> None:
    """By address, of IPv6 by its network; a right code is not lost by it, and others go on."""
    secret = code_of(enroller)
    for number in range(LIMIT):
        assert enroller.redeem_code(f"{number:032x}", None, f"2001:db8::{number}") == Refusal()
    refused = enroller.redeem_code(secret, None, "2001:db8::ff")
    assert isinstance(refused, Refusal)
    assert 0 < refused.wait_s <= 60
    assert isinstance(enroller.redeem_code(secret, None, "192.0.2.2"), EnrolmentAnswer)


def test_a_shop_with_one_address_enrols_all_its_kiosks(enroller: Enroller) -> None:
    """Codes that are right use no attempts up."""
    for number in range(LIMIT + 2):
        secret = code_of(enroller, f"acme/berlin-7/screen-{number}")
        assert isinstance(enroller.redeem_code(secret, None, "192.0.2.1"), EnrolmentAnswer)


def test_the_code_of_another_kiosk_is_not_used_up(enroller: Enroller) -> None:
    """A person may take the wrong one of two papers."""
    secret = code_of(enroller)
    assert enroller.redeem_code(secret, "acme/berlin-7/wall", "a") == Refusal(device=DOOR)
    assert isinstance(enroller.redeem_code(secret, DOOR, "a"), EnrolmentAnswer)


def test_enrolling_again_replaces_what_was_given(store: Store, enroller: Enroller) -> None:
    """Not before the new code is used: a kiosk that runs goes on until then."""
    first = enroller.redeem_code(code_of(enroller), None, "a")
    assert isinstance(first, EnrolmentAnswer)
    secret = code_of(enroller)
    with store.engine.connect() as connection:
        assert find_token(connection, first.media_token, now_ms()) is not None
    second = enroller.redeem_code(secret, DOOR, "a")
    assert isinstance(second, EnrolmentAnswer)
    assert second.broker.password != first.broker.password
    with store.engine.connect() as connection:
        assert find_token(connection, first.media_token, now_ms()) is None
        assert find_token(connection, second.media_token, now_ms()) is not None


def test_a_revoked_kiosk_fetches_no_film(store: Store, enroller: Enroller) -> None:
    """Its name can be enrolled again."""
    answer = enroller.redeem_code(code_of(enroller), None, "a")
    assert isinstance(answer, EnrolmentAnswer)
    enroller.revoke_kiosk(DOOR)
    assert state(store) == "revoked"
    with store.engine.connect() as connection:
        assert find_token(connection, answer.media_token, now_ms()) is None
    assert isinstance(enroller.redeem_code(code_of(enroller), None, "a"), EnrolmentAnswer)
    assert state(store) == "enrolled"
    with pytest.raises(UsageError, match="there is no kiosk acme/berlin-7/wall"):
        enroller.revoke_kiosk("acme/berlin-7/wall")


def test_a_kiosk_that_is_revoked_in_the_same_moment_gets_nothing(
    store: Store, enroller: Enroller, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, complete = code_of(enroller), enrolments.complete_enrolment

    def late(connection: Connection, digest: bytes, at_ms: int) -> bool:
        enrolments.revoke_enrolment(connection, DOOR, at_ms)
        return complete(connection, digest, at_ms)

    monkeypatch.setattr(enrolments, "complete_enrolment", late)
    assert enroller.redeem_code(secret, None, "a") == Refusal()
    assert one(store, "SELECT count(*) FROM tokens") == 0


def test_a_code_outlives_a_broker_that_is_away(store: Store, tmp_path: Path) -> None:
    """Nothing was given, so the kiosk may ask again. Without the plugin no code is made at all."""
    settings = load_settings(None, tmp_path / "data")
    away = Enroller(store, settings, BrokerOptions("127.0.0.1", free_port(), "vitrina-central", ()))
    there = Enroller(store, settings, None)
    with pytest.raises(BrokerRefusedError):
        code_of(away)
    assert one(store, "SELECT count(*) FROM enrolments") == 0
    secret = code_of(there)
    with pytest.raises(BrokerRefusedError):
        away.redeem_code(secret, None, "a")
    assert isinstance(there.redeem_code(secret, None, "a"), EnrolmentAnswer)


def test_nothing_in_the_store_is_of_use(new_location: Callable[[str], Location], tmp_path: Path) -> None:
    """Neither before a code is used nor after; the password needs the code and the store."""
    location = new_location("sqlite")
    with open_store(location) as store:
        enroller = Enroller(store, load_settings(None, tmp_path / "none"), None)
        made = enroller.make_code("acme", "berlin-7", "door")
        before = content(location)
        answer = enroller.redeem_code(secret_of(made), None, "a")
        assert isinstance(answer, EnrolmentAnswer)
        assert one(store, "SELECT salt FROM enrolments") is None
        after = content(location)
    hidden = (made.code.secret, secret_of(made), made.code.typed_text(), answer.broker.password, answer.media_token)
    for each in hidden:
        secret = each if isinstance(each, bytes) else each.encode()
        assert secret not in before
        assert secret not in after
    assert DOOR.encode() in after
    for printed in (repr(answer), repr(answer.broker), repr(made)):
        assert not any(isinstance(each, str) and each in printed for each in hidden)


def content(location: Location) -> bytes:
    file = location.file
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_a_kiosk_gets_the_newest_root_of_its_tenant(store: Store, enroller: Enroller, tmp_path: Path) -> None:
    """Byte for byte, as its fingerprint is compared. None without a repository of this tenant."""
    pytest.importorskip("tuf")
    folder = tmp_path / "data/media/fleet"
    for tenant, versions in (("acme", (1, 2, 10)), ("other", (11,))):
        (folder / tenant / "metadata").mkdir(parents=True)
        for version in versions:
            (folder / tenant / "metadata" / f"{version}.root.json").write_text(f'{{"a": "{tenant} {version} ü"}}\n')
    answer = enroller.redeem_code(code_of(enroller), None, "192.0.2.1")
    assert isinstance(answer, EnrolmentAnswer)
    assert answer.fleet_root == '{"a": "acme 10 ü"}\n'
    answer = enroller.redeem_code(code_of(enroller, "third/berlin-7/door"), None, "192.0.2.1")
    assert isinstance(answer, EnrolmentAnswer)
    assert answer.fleet_root is None


def test_a_withdrawn_code_is_void_and_leaves_a_kiosk_enrolled(store: Store, enroller: Enroller) -> None:
    secret = code_of(enroller)
    enroller.withdraw_code(DOOR)
    assert state(store) == "withdrawn"
    assert enroller.redeem_code(secret, None, "192.0.2.1") == Refusal()
    with pytest.raises(UsageError, match="no code of acme/berlin-7/door waits"):
        enroller.withdraw_code(DOOR)
    assert isinstance(enroller.redeem_code(code_of(enroller), None, "192.0.2.1"), EnrolmentAnswer)
    code_of(enroller)
    enroller.withdraw_code(DOOR)
    assert state(store) == "enrolled"


def test_a_revoked_kiosk_with_a_new_code_is_not_enrolled_until_it_uses_the_code(
    store: Store, enroller: Enroller
) -> None:
    assert isinstance(enroller.redeem_code(code_of(enroller), None, "192.0.2.1"), EnrolmentAnswer)
    enroller.revoke_kiosk(DOOR)
    code_of(enroller)
    assert state(store) == "waiting"
    assert state(store, now_ms() + VALID_MS + 1) == "expired"
