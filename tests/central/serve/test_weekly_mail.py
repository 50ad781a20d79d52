"""The server sends mails to users beside its pages, and tells nothing secret."""

import logging
import threading
from pathlib import Path

import pytest

from central.errors import UsageError
from central.serve.serve import run_weekly_mail
from central.settings import Settings
from central.store.database import open_store
from central.store.users import require_user
from central.store.weekly_mail import ask_for_mail
from tests.central.weekly.subscribers import BEFORE_MS, fill
from tests.doubles.broker import make_certificates
from tests.doubles.mail_server import PASSWORD, USER, mail_server
from tests.doubles.waiting import wait_until


def settings(folder: Path, **mail: object) -> Settings:
    (folder / "password").write_text(f"{PASSWORD}\n")
    place = {"from": "vitrina@example.org", "base_url": "http://localhost:8470", "user": USER}
    mail = {**place, "password_file": folder / "password", **mail}
    return Settings.model_validate({"central": {"data": folder / "data"}, "mail": mail})


def test_a_confirmation_leaves_within_seconds(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    location, certificates = fill(tmp_path), make_certificates(tmp_path)
    with open_store(location) as store, store.engine.begin() as connection:
        assert ask_for_mail(connection, require_user(connection, "ed"), "ed@example.org", "en", BEFORE_MS)
        connection.exec_driver_sql("UPDATE weekly_subscriptions SET asked_ms = 9000000000000")
    stopping = threading.Event()
    with mail_server(certificates.server, certificates.server_key) as server:
        of = settings(tmp_path, port=server.port, ca_file=certificates.ca)
        with run_weekly_mail(of, location, stopping, is_wanted=True):
            wait_until(lambda: len(server.raw) == 1, "the confirmation")
    assert stopping.is_set()
    assert server.recipients == ["ed@example.org"]
    assert PASSWORD not in caplog.text


def test_nothing_runs_without_pages_or_settings(tmp_path: Path) -> None:
    location, before = fill(tmp_path), threading.active_count()
    for of, is_wanted in (
        (settings(tmp_path), False),
        (Settings.model_validate({"central": {"data": tmp_path}}), True),
    ):
        with run_weekly_mail(of, location, threading.Event(), is_wanted=is_wanted):
            assert threading.active_count() == before


def test_a_file_that_cannot_be_read_is_named_before_the_start(tmp_path: Path) -> None:
    location = fill(tmp_path)
    for missing in ("password_file", "ca_file"):
        of = settings(tmp_path, **{missing: tmp_path / "none"})
        with (
            pytest.raises(UsageError, match="none cannot be read"),
            run_weekly_mail(of, location, threading.Event(), is_wanted=True),
        ):
            pass
