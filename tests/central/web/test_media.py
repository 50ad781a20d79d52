"""Films go to kiosks of their tenant, in parts, and to nobody else."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.web.people import Site, fill
from tests.doubles.web import web_server

FILM = bytes(range(256)) * 100
SHA256 = hashlib.sha256(FILM).hexdigest()
PATH = f"/media/{SHA256}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("web")
    location, media = fill(folder), folder / "media"
    media.mkdir()
    (media / SHA256).write_bytes(FILM)
    (folder / "secret").write_text("secret")
    with web_server(location, media=media) as port:
        made = Site(port, location)
        made.sql(f"UPDATE creatives SET sha256 = '{SHA256}' WHERE key = 'acme/a'")
        yield made


@pytest.fixture(scope="module")
def kiosk(site: Site) -> dict[str, str]:
    return site.token("door", "media", "acme/shop-1")


def test_a_kiosk_gets_the_film_of_its_tenant_in_parts(site: Site, kiosk: dict[str, str]) -> None:
    assert site.browser().get(PATH, **kiosk).body == FILM
    part = site.browser().get(PATH, **kiosk, range="bytes=25000-")
    assert (part.status, part.body) == (206, FILM[25_000:])
    assert part.headers["content-range"] == f"bytes 25000-{len(FILM) - 1}/{len(FILM)}"
    assert site.browser().get(PATH, **kiosk, range="bytes=99999-").status == 416


def test_nobody_else_gets_it(site: Site) -> None:
    """Neither without a token, nor with one of the API, nor as a signed-in user, nor a kiosk of another tenant."""
    assert site.browser().get(PATH).status == 401
    assert site.browser("ann").get(PATH).status == 401
    assert site.browser().get(PATH, **site.token("api", "read")).status == 401
    assert site.browser().get(PATH, authorization="Bearer vit_wrong").status == 401
    assert site.browser().get(PATH, **site.token("stranger", "media", "other/*")).status == 404


@pytest.mark.parametrize("name", ["0" * 64, SHA256.upper(), "..%2Fsecret", "secret", SHA256 + "%00", ""])
def test_there_is_nothing_but_films(site: Site, kiosk: dict[str, str], name: str) -> None:
    assert site.browser().get(f"/media/{name}", **kiosk).status == 404


def test_the_token_of_a_kiosk_opens_nothing_else(site: Site, kiosk: dict[str, str]) -> None:
    """It may be stolen with its box."""
    for path in ("/api/v1/creatives", "/api/v1/sites", "/api/v1/fleet"):
        assert site.browser().get(path, **kiosk).status == 401
    assert site.browser().get("/creatives", **kiosk).status == 303
