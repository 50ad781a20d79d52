import os
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError

from edge.fleet.fetcher import (
    BoundedFetcher,
    FolderSource,
    HttpSource,
    MirrorSource,
    find_repository,
    make_tls_context,
    tenant_url,
)
from edge.fleet.refusals import FleetRefused
from tests.doubles.broker import make_certificates
from tests.edge.fleet.worlds import NOW, make_world, serve_folder, serve_http


def test_the_repository_of_a_tenant_is_below_the_address_of_all() -> None:
    assert tenant_url("https://m.example.org/media/fleet/", "acme") == "https://m.example.org/media/fleet/acme/"


@pytest.mark.parametrize("url", ["http://m.example.org/fleet/", "ftp://127.0.0.1/", "https://", "file:///etc/", ""])
def test_only_https_is_accepted(url: str) -> None:
    with pytest.raises(FleetRefused, match="https") as refused:
        HttpSource(url)
    assert refused.value.code == "plain_http"


def test_https_and_this_machine_are_accepted() -> None:
    for url in ("https://m.example.org/fleet/", "http://127.0.0.1:1/", "http://localhost/", "http://[::1]:80/"):
        assert HttpSource(url).url == url


def test_a_stick_is_searched_for_the_repository(tmp_path: Path) -> None:
    assert find_repository(tmp_path, "acme") is None
    for place in (tmp_path / "fleet" / "acme", tmp_path / "acme", tmp_path):
        (place / "metadata").mkdir(parents=True)
        (place / "metadata" / "timestamp.json").touch()
        assert find_repository(tmp_path, "acme") == place


def test_a_file_is_read_to_its_bound_and_never_to_memory(tmp_path: Path) -> None:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "a.json").write_bytes(b"x" * 100_000)
    fetcher = BoundedFetcher(FolderSource(tmp_path), tmp_path)
    with fetcher.download_file("metadata/a.json", 100_000) as file:
        assert os.fstat(file.fileno()).st_dev == tmp_path.stat().st_dev
        assert len(file.read()) == fetcher.received_bytes == 100_000
    with pytest.raises(DownloadLengthMismatchError):
        fetcher.download_bytes("metadata/a.json", 99_999)


@pytest.mark.parametrize("name", ["../secret", "metadata/../../secret", "/etc/passwd"])
def test_no_name_leads_out_of_a_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for source in (FolderSource(tmp_path / "repository"), MirrorSource(tmp_path / "a", tmp_path / "b")):
        with pytest.raises(DownloadError, match="leads out"):
            list(source.read(name))


def test_a_missing_file_is_like_status_404(tmp_path: Path) -> None:
    with pytest.raises(DownloadHTTPError) as missing:
        list(FolderSource(tmp_path).read("metadata/2.root.json"))
    assert missing.value.status_code == 404


def test_a_pipe_in_the_folder_of_another_user_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "timestamp.json")
    with pytest.raises(DownloadError):
        list(MirrorSource(tmp_path, tmp_path).read("metadata/timestamp.json"))


def test_what_one_user_has_downloaded_another_checks_again(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    fetching = world.kiosk("fetching")
    fetching.refresh(NOW)
    names = [each.name for each in fetching.settings("acme", "berlin-7", "door")]
    fetching.plan()
    mirror = MirrorSource(tmp_path / "fetching" / "tuf", tmp_path / "fetching" / "files")
    checking = world.kiosk("checking", mirror)
    assert checking.refresh(NOW) == fetching.refresh(NOW)
    assert [each.name for each in checking.settings("acme", "berlin-7", "door")] == names
    (tmp_path / "fetching" / "tuf" / "timestamp.json").write_text("{}")
    with pytest.raises(FleetRefused):
        world.kiosk("other", mirror).refresh(NOW)


def test_a_server_is_read_as_a_folder_is(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    with serve_http(serve_folder(world.published.folder.path)) as url:
        online = world.kiosk("online", HttpSource(url))
        assert online.refresh(NOW) == world.kiosk("offline").refresh(NOW)


def test_a_server_that_is_away_is_no_attack(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    with serve_http(serve_folder(tmp_path)) as url:
        pass
    with pytest.raises(FleetRefused, match="Check the network") as refused:
        world.kiosk(source=HttpSource(url)).refresh(NOW)
    assert refused.value.code == "unreachable"


def test_a_server_with_a_ca_of_its_own_is_checked_against_it(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (tmp_path / "tls").mkdir()
    made = make_certificates(tmp_path / "tls")
    with serve_http(serve_folder(world.published.folder.path), made.server, made.server_key) as url:
        known = world.kiosk("known", HttpSource(url, make_tls_context(made.ca)))
        assert known.refresh(NOW) == world.kiosk("folder").refresh(NOW)
        for name, context in (("system", None), ("other", make_tls_context(made.other_ca))):
            with pytest.raises(FleetRefused, match="certificate") as refused:
                world.kiosk(name, HttpSource(url, context)).refresh(NOW)
            assert refused.value.code == "unreachable"


def test_a_file_that_is_no_ca_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for path in (tmp_path / "empty.pem", tmp_path / "away.pem"):
        with pytest.raises(FleetRefused, match="ca_file"):
            make_tls_context(path)
    assert make_tls_context(None) is None


@pytest.mark.timeout(10)
def test_a_pipe_in_place_of_the_authority_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ca.pem")
    with pytest.raises(FleetRefused, match="not a regular file"):
        make_tls_context(tmp_path / "ca.pem")
