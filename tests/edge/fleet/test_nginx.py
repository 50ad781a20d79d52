"""A kiosk that reads its repository from nginx, with the line of docs/central/fleet.md, over TLS."""

import io
import json
import re
import ssl
import tarfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.fleet.contents import add_software
from edge.fleet.fetcher import HttpSource, RedirectError, make_tls_context, tenant_url
from edge.fleet.refusals import FleetRefused
from edge.fleet.repository import Repository
from tests.doubles.broker import Certificates, make_certificates
from tests.doubles.nginx import running_nginx
from tests.edge.fleet.worlds import NOW, SOFTWARE, TAR, World, make_world

GUIDE = Path(__file__).parents[3] / "docs/central/fleet.md"
PROGRAM = b"a program " * 400_000
"""Longer than nginx's buffers, and than a part that the kiosk reads at once."""
REFUSED = """\
location /moved/ { return 301 https://elsewhere.example.org/; }
location /back/ { return 302 /media/fleet/; }
location /part/ { return 206 "part"; }
"""


@dataclass(frozen=True)
class Served:
    """A repository with a program in it, the address of nginx, and its certificates."""

    world: World
    url: str
    certificates: Certificates

    @property
    def context(self) -> ssl.SSLContext:
        context = make_tls_context(self.certificates.ca)
        assert context is not None
        return context

    def kiosk(self, name: str, folder: str = "media/fleet") -> Repository:
        """A kiosk with a state of its own, and this folder as its address."""
        return self.world.kiosk(name, HttpSource(tenant_url(f"{self.url}{folder}/", "acme"), self.context))

    def requests(self) -> list[dict[str, str]]:
        """What nginx has answered, from its log."""
        log = self.world.place / "nginx/access.log"
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("nginx-fleet")
    world = make_world(place)
    publish_program(world, place / Path(TAR).name)
    for name in ("tls", "nginx"):
        (place / name).mkdir()
    certificates = make_certificates(place / "tls")
    printed = re.findall(r"^(location /media/fleet/ .*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)[0]
    locations = printed.replace("/var/lib/vitrina-central/media/", f"{place}/media/")
    assert locations != printed
    locations += "\n" + REFUSED
    with running_nginx(place / "nginx", locations, certificates) as url:
        yield Served(world, url, certificates)


def publish_program(world: World, tar: Path) -> None:
    """Offer a program of four megabytes."""
    with tarfile.open(tar, "w") as opened:
        for name, content in (("tree.json", json.dumps(SOFTWARE).encode()), ("lib/program", PROGRAM)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            opened.addfile(member, io.BytesIO(content))
    add_software(world.desk(1), tar, is_unsigned=True)
    world.publish()


def test_nginx_serves_a_repository_as_a_folder_does(served: Served) -> None:
    online, folder = served.kiosk("online"), served.world.kiosk("folder")
    assert online.refresh(NOW) == folder.refresh(NOW)
    assert online.software() == folder.software()
    assert PROGRAM in online.fetch(TAR).read_bytes()
    assert online.plan() == folder.plan()


def test_a_kiosk_asks_for_whole_files_and_never_for_a_part(served: Served) -> None:
    """nginx sends a part to those who ask for one; a part can be checked against no hash."""
    timestamp = f"{served.url}media/fleet/acme/metadata/timestamp.json"
    asked = urllib.request.Request(timestamp, headers={"Range": "bytes=0-9"})
    with urllib.request.urlopen(asked, context=served.context) as answer:
        assert (answer.status, len(answer.read())) == (206, 10)
    before = len(served.requests())
    kiosk = served.kiosk("whole")
    kiosk.refresh(NOW)
    kiosk.software()
    kiosk.fetch(TAR)
    seen = served.requests()[before:]
    assert len(seen) > 5
    assert {(request["range"], request["status"]) for request in seen} <= {("", 200), ("", 404)}


@pytest.mark.parametrize(
    ("folder", "code"),
    [("moved", "other_host"), ("back", "other_host"), ("part", "unreachable"), ("nowhere", "unreachable")],
)
def test_a_redirect_a_part_and_a_missing_folder_are_refused(folder: str, code: str, served: Served) -> None:
    """A redirect is refused also if it leads to the right folder of the same server."""
    with pytest.raises(FleetRefused) as refused:
        served.kiosk(f"at {folder}", folder).refresh(NOW)
    assert refused.value.code == code


def test_a_folder_without_its_slash_is_redirected_and_refused(served: Served) -> None:
    """nginx answers with 301 for the name of a folder. A kiosk asks for files only, and follows none."""
    source = HttpSource(f"{served.url}media/fleet/acme", served.context)
    with pytest.raises(RedirectError):
        list(source.read("metadata"))
