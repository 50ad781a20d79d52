"""The end of a client id: drawn once for an outbox, private, and different for each."""

from pathlib import Path

from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_id import client_secret_path, read_or_draw_client_secret, read_secret


def test_it_is_drawn_once_and_private(tmp_path: Path) -> None:
    drawn = read_or_draw_client_secret(tmp_path / "outbox.db")
    assert len(drawn) * 4 == 96
    assert read_or_draw_client_secret(tmp_path / "outbox.db") == drawn
    assert read_or_draw_client_secret(tmp_path / "other.db") != drawn
    assert client_secret_path(tmp_path / "outbox.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_holds_none_is_replaced(tmp_path: Path) -> None:
    """As after a power cut before it was written."""
    path = client_secret_path(tmp_path / "outbox.db")
    path.write_bytes(b"\xff\x00")
    assert read_secret(tmp_path / "outbox.db") is None
    assert read_or_draw_client_secret(tmp_path / "outbox.db") == path.read_text().strip()


def test_a_folder_that_takes_no_file_does_not_stop_the_kiosk(tmp_path: Path) -> None:
    assert len(read_or_draw_client_secret(tmp_path / "none" / "outbox.db")) == 24


def test_a_connection_without_an_outbox_has_an_id_of_its_own_that_no_text_shows() -> None:
    first, second = BrokerOptions("127.0.0.1"), BrokerOptions("127.0.0.1")
    assert first.client_secret != second.client_secret
    assert first.client_secret not in repr(first)
