"""The repositories of kiosks are served as static files, and nothing else of the folder of videos is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("tuf")

from central.fleet.contents import set_settings
from edge.fleet.fetcher import HttpSource, tenant_url
from tests.central.web.people import Site, fill
from tests.doubles.web import web_server
from tests.edge.fleet.worlds import NOW, make_world


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("web")
    location, media = fill(folder), folder / "media"
    for name, content in (
        ("metadata/timestamp.json", "newest"),
        ("metadata/1.root.json", "root"),
        ("metadata/2.root.json.new", "half"),
        ("targets/settings/acme/berlin-7/0a.door.toml", "settings"),
        ("keys/go-1.key", "secret"),
    ):
        path = media / "fleet" / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (media / ("0" * 64)).write_text("film")
    with web_server(location, media=media) as port:
        yield Site(port, location)


def test_a_kiosk_reads_a_repository_without_a_token(site: Site) -> None:
    newest = site.browser().get("/media/fleet/acme/metadata/timestamp.json")
    assert (newest.status, newest.body, newest.headers["cache-control"]) == (200, b"newest", "no-cache")
    root = site.browser().get("/media/fleet/acme/metadata/1.root.json")
    assert (root.body, "immutable" in root.headers["cache-control"]) == (b"root", True)
    assert site.browser().get("/media/fleet/acme/targets/settings/acme/berlin-7/0a.door.toml").body == b"settings"


@pytest.mark.parametrize(
    "path",
    [
        "acme/metadata/2.root.json",
        "acme/metadata/2.root.json.new",
        "acme/keys/go-1.key",
        "acme/metadata",
        "acme/metadata/",
        "acme/metadata/../keys/go-1.key",
        "acme/metadata/%2e%2e/keys/go-1.key",
        "../" + "0" * 64,
        "..%2f" + "0" * 64,
        "acme/metadata/timestamp.json%00",
        "",
    ],
)
def test_there_is_nothing_else(site: Site, path: str) -> None:
    assert site.browser().get(f"/media/fleet/{path}").status in (404, 401)


def test_a_kiosk_looks_at_a_repository_that_central_publishes(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    set_settings(world.desk(1), "settings", "acme/berlin-7", b"[faces]\nrate_hz = 5\n")
    world.publish()
    with web_server(fill(tmp_path), media=tmp_path / "media") as port:
        url = tenant_url(f"http://127.0.0.1:{port}/media/fleet/", "acme")
        kiosk = world.kiosk(source=HttpSource(url))
        kiosk.refresh(NOW)
        (found,) = kiosk.settings("acme", "berlin-7", "door")
        assert kiosk.fetch(found.name).read_text() == "[faces]\nrate_hz = 5\n"
        assert (kiosk.plan(), kiosk.go(), kiosk.software()) == (None, None, ())
