"""Alerts of a store: made of messages as kiosks send them, told once, kept through the end of a process."""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from central.alerts.codes import DAY_MS, MINUTE_MS
from central.alerts.keeper import AlertKeeper, Watched
from central.alerts.sending import NotSentError
from central.alerts.texts import delivery_mail
from central.errors import UsageError
from central.store.database import open_store
from central.store.deliveries import take_delivery
from central.store.location import Location
from central.store.open_alerts import raised_alerts
from central.store.rollouts import write_rollout
from central.store.scope import Scope
from central.store.shops import set_details
from central.store.snoozing import Asker, snooze
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one, rows

T0 = round(datetime(2026, 11, 24, 10, 3, tzinfo=timezone.utc).timestamp()) * 1000
WHOLE = Scope.whole_store()


class Channel:
    """Keeps what is sent; fails as long as it is told to."""

    def __init__(self, name: str = "mail") -> None:
        self.name, self.sent, self.failing = name, list[tuple[str, str]](), 0

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        if self.failing:
            self.failing -= 1
            raise NotSentError("mail: it is away")
        self.sent.append((delivery_id, body))

    def check_connection(self) -> None:
        """Does nothing."""

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        """Events that arrived: what, code, device."""
        found = [event for _, body in self.sent for event in json.loads(body)["events"]]
        return [(event["event"], event["code"], event["device"]) for event in found]


def keeper(store: Store, *channels: Channel, watched: Watched = Watched()) -> AlertKeeper:  # noqa: B008 frozen
    return AlertKeeper(store, channels, watched, T0 - DAY_MS, threading.Event())


def minutes(made: AlertKeeper, begin: int, end: int) -> None:
    for minute in range(begin, end):
        at_ms = T0 + minute * MINUTE_MS
        made.update_alerts(at_ms)
        made.send_due(lambda now=at_ms: now)  # type: ignore[misc]


def heard(store: Store, at_ms: int, device: str = fleet.DEVICE) -> None:
    """The kiosk was heard at a time."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE devices SET received_ms = {at_ms} WHERE key = '{device}'")


def alert(seq: int, code: str = "camera.lost", device: str = fleet.DEVICE, **changed: object) -> dict[str, object]:
    fields = fleet.numbered("alert", seq, device, fleet.at())
    text = "camera: it gives no frames. Look at its cable"
    raised = {"code": code, "severity": "error", "text": text, "raised": fleet.at(), "cleared": None}
    return fields | raised | changed


def test_what_a_kiosk_raises_and_clears_is_told_once_each(store: Store) -> None:
    """With the name of its shop, in the webhook and in the mail that is made of the same JSON."""
    store.write_messages([fleet.reading("alert", alert(1))])
    with store.engine.begin() as connection:
        set_details(connection, "acme/berlin-7", {"name": "Mall of Berlin"})
    mail, hook = Channel(), Channel("webhook")
    heard(store, T0 + 30 * MINUTE_MS)
    made = keeper(store, mail, hook)
    minutes(made, 0, 4)
    store.write_messages([fleet.reading("alert", alert(2, cleared=fleet.at(minutes=4)))])
    heard(store, T0 + 30 * MINUTE_MS)
    minutes(made, 4, 15)
    assert mail.told == hook.told == [("raised", "camera.lost", "door"), ("cleared", "camera.lost", "door")]
    assert len({delivery for delivery, _ in mail.sent + hook.sent}) == 4
    event = json.loads(mail.sent[0][1])["events"][0]
    assert (event["tenant"], event["site"], event["since"]) == ("acme", "berlin-7", fleet.at())
    assert event.get("name") == "Mall of Berlin"
    assert "Where: shop Mall of Berlin (berlin-7) of acme, kiosk door" in delivery_mail(mail.sent[0][1]).body
    assert event["cure"] == "Look up camera.lost under /help/reference/alerts.html, or with vitrina docs alerts."
    assert one(store, "SELECT count(*) FROM open_alerts") == 0
    assert one(store, "SELECT count(*) FROM alert_deliveries") == 0


def test_state_health_loss_and_clones_are_read_from_the_store(store: Store) -> None:
    """By one query, whatever the database."""
    state = fleet.state(state="degraded", reasons=["microphone"])
    health = fleet.health(
        outbox={"rows": 1, "unsent": 2_000, "bytes": 1, "dropped": 0}, clock={"valid": False, "error_s": None}
    )
    store.write_messages([fleet.reading("state", state), fleet.reading("health", health)])
    store.write_messages([fleet.reading("play", fleet.play(1))])
    store.write_messages([fleet.reading("play", fleet.play(1, media_to_s=14.0))])
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO losses (device_id, from_seq, to_seq, found_ms) VALUES (1, 2, 4, {T0})")
        connection.exec_driver_sql(f"UPDATE quarantine SET received_ms = {T0}")
        connection.exec_driver_sql("UPDATE states SET since_ms = 0")
    mail = Channel()
    made = keeper(store, mail)
    heard(store, T0 + DAY_MS)
    minutes(made, 0, 1)
    minutes(made, 20, 21)
    assert sorted(code for _, code, _ in mail.told) == [
        "kiosk.clock",
        "kiosk.clone",
        "kiosk.degraded",
        "kiosk.loss",
        "kiosk.outbox",
    ]
    texts = [event["text"] for _, body in mail.sent for event in json.loads(body)["events"]]
    assert "3 messages are lost, because the kiosk deleted them before the server requested them." in texts
    assert "The kiosk is running without one of its parts: microphone." in texts


def test_a_kiosk_of_a_closed_shop_may_lose_its_power(store: Store) -> None:
    """Its last own state counts, not that of the broker."""
    store.write_messages([fleet.reading("state", fleet.state(state="paused", reasons=["closed"]))])
    store.write_messages([fleet.reading("state", fleet.state(state="offline", reasons=[], at=fleet.at(minutes=1)))])
    assert one(store, "SELECT state FROM devices") == "offline"
    mail = Channel()
    heard(store, T0)
    made = keeper(store, mail)
    minutes(made, 600, 601)
    assert mail.told == []
    minutes(made, 2_401, 2_402)
    assert mail.told == [("raised", "kiosk.silent", "door")]


def many(store: Store, number: int, received_ms: int) -> None:
    with store.engine.begin() as connection:
        for n in range(number):
            connection.exec_driver_sql(f"INSERT INTO sites (key, tenant, site) VALUES ('acme/s-{n}', 'acme', 's-{n}')")
            connection.exec_driver_sql(
                "INSERT INTO devices (key, site_id, device, last_seq, first_seq, sure_seq, done_seq, received_ms)"
                f" SELECT 'acme/s-{n}/door', id, 'door', 0, 0, 0, -1, {received_ms} FROM sites WHERE site = 's-{n}'"
            )


def test_an_outage_of_the_broker_is_one_delivery(store: Store) -> None:
    many(store, 300, T0)
    mail = Channel()
    made = keeper(store, mail)
    minutes(made, 0, 40)
    assert mail.told == [("raised", "server.silent", None)]
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE devices SET received_ms = {T0 + DAY_MS}")
    minutes(made, 40, 50)
    assert [kind for kind, _, _ in mail.told] == ["raised", "cleared"]


def test_many_alerts_at_once_are_one_delivery(store: Store) -> None:
    many(store, 30, T0 + DAY_MS)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO losses (device_id, from_seq, to_seq, found_ms) SELECT id, 1, 1, {T0} FROM devices"
        )
    mail = Channel()
    minutes(keeper(store, mail), 0, 3)
    assert len(mail.sent) == 1
    assert json.loads(mail.sent[0][1])["total"] == len(mail.told) == 30


def test_what_cannot_be_sent_is_sent_later_and_given_up_after_a_day(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store.write_messages([fleet.reading("alert", alert(1)), fleet.reading("alert", alert(2, "camera.dark"))])
    heard(store, T0 + 10 * DAY_MS)
    mail, hook = Channel(), Channel("webhook")
    mail.failing = 3
    hook.failing = 10_000
    made = keeper(store, mail, hook)
    minutes(made, 0, 20)
    assert sorted(code for _, code, _ in mail.told) == ["camera.dark", "camera.lost"]
    assert hook.told == []
    attempts = one(store, "SELECT max(attempts) FROM alert_deliveries")
    assert 3 <= attempts <= 5  # after 2, 4, 8 minutes
    minutes(made, 24 * 60, 24 * 60 + 2)
    assert "a webhook could not be sent within a day, and was discarded" in caplog.text
    assert one(store, "SELECT count(*) FROM alert_deliveries") == 0
    assert hook.failing > 9_900


def test_what_was_raised_is_sent_by_the_next_process(store: Store) -> None:
    """The first one ends between raising it and sending it, or between sending it and writing that down."""
    store.write_messages([fleet.reading("alert", alert(1))])
    heard(store, T0 + DAY_MS)
    mail = Channel()
    keeper(store, mail).update_alerts(T0)
    assert mail.told == []

    class KilledError(Exception):
        pass

    class Dying(Channel):
        def send(self, delivery_id: str, body: str, now_ms: int) -> None:
            super().send(delivery_id, body, now_ms)
            raise KilledError

    dying = Dying()
    with pytest.raises(KilledError):
        keeper(store, dying).send_due(lambda: T0)
    minutes(keeper(store, mail), 1, 6)
    assert mail.told == [("raised", "camera.lost", "door")]
    assert mail.sent[0] == dying.sent[0]  # the same id: its receiver drops it


def test_a_snooze_of_no_time_is_refused(store: Store) -> None:
    with store.engine.begin() as connection, pytest.raises(UsageError, match="0 is not a valid number of hours"):
        snooze(connection, Asker("ed", WHOLE), "acme/berlin-7", "", (T0, 0))


def test_a_snooze_keeps_a_place_or_a_code_quiet(store: Store) -> None:
    other = "acme/hamburg-1/door"
    store.write_messages(
        [fleet.reading("alert", alert(1)), fleet.reading("alert", alert(1, "camera.dark", other), other)]
    )
    for device in (fleet.DEVICE, other):
        heard(store, T0 + 10 * DAY_MS, device)
    mail = Channel()
    with store.engine.begin() as connection:
        snooze(connection, Asker("ed", WHOLE), "acme/berlin-7", "", (T0, 1))
        snooze(connection, Asker("ed", WHOLE), "", "camera.dark", (T0, 2))
    made = keeper(store, mail)
    minutes(made, 0, 60)
    assert mail.told == []
    assert len(rows(store, "SELECT code FROM open_alerts")) == 2  # they are shown all the same
    minutes(made, 60, 121)
    assert mail.told == [("raised", "camera.lost", "door"), ("raised", "camera.dark", "door")]
    audited = rows(store, "SELECT who, what, detail FROM audit ORDER BY id")
    assert audited[0] == ("ed", "alert.snooze", "all of acme/berlin-7: 1 h")


def test_a_low_severity_is_shown_and_not_sent(store: Store) -> None:
    store.write_messages([fleet.reading("alert", alert(1, "console.open", severity="info"))])
    heard(store, T0 + DAY_MS)
    mail, all_mail = Channel(), Channel()
    minutes(keeper(store, mail), 0, 3)
    assert mail.told == []
    with store.engine.begin() as connection:
        assert [a.code for a in raised_alerts(connection, WHOLE)] == ["console.open"]
        assert raised_alerts(connection, Scope.sites_scope(["other/*"])) == []
    minutes(keeper(store, all_mail, watched=Watched(severity="info")), 3, 5)
    assert len(all_mail.told) == 1


def test_a_server_without_channels_tells_nobody_and_leaves_it_to_one_that_has_some(store: Store) -> None:
    store.write_messages([fleet.reading("alert", fleet.alert(1))])
    heard(store, T0 + DAY_MS)
    minutes(keeper(store), 0, 5)
    assert one(store, "SELECT count(*) FROM open_alerts WHERE raised_ms IS NOT NULL") == 1
    mail = Channel()
    minutes(keeper(store, mail), 5, 8)
    assert mail.told == [("raised", "camera.lost", "door")]


def test_one_keeper_at_a_time(new_location: Callable[[str], Location]) -> None:
    """Of several servers of one database; and a delivery is taken by one."""
    with open_store(new_location("postgresql")) as store:
        store.write_messages([fleet.reading("alert", fleet.alert(1))])
        heard(store, T0 + DAY_MS)
        first, second = Channel(), Channel()
        with store.engine.begin() as connection:
            assert store.dialect.try_lock(connection, "alerts")
            keeper(store, second).update_alerts(T0)
        assert one(store, "SELECT count(*) FROM open_alerts") == 0
        keeper(store, first).update_alerts(T0)
        keeper(store, second).update_alerts(T0)
        with store.engine.begin() as connection:
            taken = take_delivery(connection, "mail", T0)
            assert taken is not None
            keeper(store, second).send_due(lambda: T0)
        keeper(store, first).send_due(lambda: T0)
        assert (first.told, second.told) == ([], [])
        minutes(keeper(store, first), 2, 4)
        assert first.sent == [(taken.id, taken.body)]


def test_totals_that_cannot_be_made_are_an_alert_until_they_can(store: Store) -> None:
    """It names the first day and its site."""
    store.write_messages([fleet.reading("play", fleet.play(1))])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE dirty SET changes = 0")
    heard(store, T0 + 30 * MINUTE_MS)
    mail = Channel()
    made = keeper(store, mail)
    minutes(made, 0, 6)
    assert mail.told == [("raised", "server.sums", None)]
    assert (
        "The totals of 1 days could not be updated. The first of them is 2026-11-24 of acme/berlin-7."
        in mail.sent[0][1]
    )
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM dirty")
    minutes(made, 6, 13)
    assert mail.told[1:] == [("cleared", "server.sums", None)]


@pytest.mark.parametrize("task", ["sums", "retention"])
def test_work_that_fails_is_an_alert_until_it_succeeds(store: Store, task: str) -> None:
    mail = Channel()
    made = keeper(store, mail)
    made.failures.mark_failed(task, "database: it is full")
    made.failures.mark_failed("gaps", "database: it is full")  # kiosks are asked again, and nothing is lost
    minutes(made, 0, 6)
    assert mail.told == [("raised", f"server.{task}", None)]
    assert "database: it is full" in mail.sent[0][1]
    made.failures.mark_succeeded(task)
    minutes(made, 6, 13)
    assert mail.told[1:] == [("cleared", f"server.{task}", None)]


def test_a_rollout_that_stopped_by_its_figures_is_an_alert_until_it_goes_on(store: Store) -> None:
    """A person who stops one knows of it already."""
    mail = Channel()
    made = keeper(store, mail)
    text = '{"memory": {"stop": {"reason": "%s", "at_ms": 1, "who": null}}, "fault": null}'
    for reason in ("person", "returned"):
        with store.engine.begin() as connection:
            write_rollout(connection, "acme", 1, '{"software": "0.3.0"}', text % reason)
        minutes(made, 0, 2)
    assert mail.told == [("raised", "server.rollout", None)]
    with store.engine.begin() as connection:
        write_rollout(connection, "acme", 1, '{"software": "0.3.0"}', '{"memory": {"stop": null}, "fault": null}')
    minutes(made, 2, 9)
    assert mail.told[1:] == [("cleared", "server.rollout", None)]
