"""The files of examples/central-compose: settings, secrets, a broker that starts, a proxy that starts.

No container is started here: the programs run with the files as they are, with other places and ports.
`make central-image-try` also runs the image's own program with them.
"""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")
pytest.importorskip("yaml", reason="PyYAML is missing: make setup")

from central.enrolment.dynamic_security import DynamicSecurity
from central.enrolment.places import read_kiosk_places
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions
from central.serve.serve import broker_options
from central.settings import load_settings
from central.web.build import first_link_address
from edge import __version__
from tests.doubles.broker import free_port, tool
from tests.doubles.central_compose import (
    FOLDER,
    HOST,
    SECRETS,
    ComposeFolder,
    prepare_compose,
    run_setup,
    started_broker,
    write_nginx_configuration,
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> ComposeFolder:
    """The folder after setup.sh."""
    tool("openssl")
    return prepare_compose(tmp_path_factory.mktemp("examples"))


def test_compose_itself_takes_the_file(prepared: ComposeFolder) -> None:
    """docker-compose checks it against the schema of the Compose Specification, and resolves its variables."""
    if shutil.which("docker-compose") is None:
        pytest.skip("docker-compose is not installed (apt-get install docker-compose)")
    checked = subprocess.run(
        ["docker-compose", "config", "--quiet"], capture_output=True, text=True, cwd=prepared.path, timeout=60
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_setting_is_one_and_kiosks_get_the_public_name(prepared: ComposeFolder) -> None:
    found = load_settings(None, None, prepared.central_environment())
    assert found.store_location({}).password == prepared.secret("database_password").read_text().strip()
    assert (found.web.hosts, found.web.behind_proxy, found.web.host) == ((HOST,), True, "127.0.0.1")
    places = read_kiosk_places(found)
    assert (places.host, places.port, places.broker.host, places.broker.port) == (HOST, 443, HOST, 8883)
    assert places.fingerprint is not None
    assert places.broker.ca == prepared.secret("tls_ca").read_text()


def test_with_another_port_the_pages_have_it_everywhere(prepared: ComposeFolder, tmp_path: Path) -> None:
    """In the link of the first administrator, in the codes of kiosks, in the address of videos, and in what setup.sh
    prints; no other line has to change.
    """
    copy = ComposeFolder(tmp_path / FOLDER.name)
    shutil.copytree(prepared.path, copy.path)
    file = copy.path / ".env"
    file.write_text(file.read_text().replace("VITRINA_HTTPS_PORT=443\n", "VITRINA_HTTPS_PORT=9443\n"))
    assert "ready for https://vitrina.example.org:9443." in run_setup(copy.path, "vitrina.example.org").stdout
    assert copy.read()["services"]["proxy"]["ports"] == ["9443:8443"]
    found = load_settings(None, None, copy.central_environment())
    assert first_link_address(found.web, found.web.port, "x") == "https://vitrina.example.org:9443/first/x"
    places = read_kiosk_places(found)
    assert (places.port, places.media_url) == (9443, "https://vitrina.example.org:9443/media/")


def test_every_secret_is_a_file_that_setup_writes(prepared: ComposeFolder) -> None:
    """Closed to others on this machine by the folder, readable for the users of the containers."""
    compose = prepared.read()
    assert {name: each["file"] for name, each in compose["secrets"].items()} == SECRETS
    for name in SECRETS:
        path = prepared.secret(name)
        assert path.stat().st_mode & 0o777 == 0o644
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {name for service in compose["services"].values() for name in service["secrets"]} == set(SECRETS)
    words = " ".join(str(service) for service in compose["services"].values())
    assert not any(prepared.secret(name).read_text().strip() in words for name in SECRETS)


def test_only_pages_and_broker_have_ports_and_the_database_is_apart(prepared: ComposeFolder) -> None:
    compose = prepared.read()
    services = compose["services"]
    assert {name: each["ports"] for name, each in services.items() if "ports" in each} == {
        "proxy": ["443:8443"],
        "broker": ["8883:8883"],
    }
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == ["inside"]
    assert list(services["broker"]["networks"]) == ["outside"]
    assert services["central"]["network_mode"] == "service:proxy"
    for name in ("central", "proxy", "broker"):
        assert (services[name]["cap_drop"], services[name]["read_only"]) == (["ALL"], True)


def test_the_image_is_that_of_this_version(prepared: ComposeFolder) -> None:
    assert prepared.read()["services"]["central"]["image"] == f"vitrina-central:{__version__}"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "name this machine: sh setup.sh vitrina.example.org"),
        (["https://vitrina.example.org"], "'https://vitrina.example.org' is not a lower-case host name"),
        (["Vitrina.example.org"], "is not a lower-case host name"),
        (["a;touch x"], "is not a lower-case host name"),
        (["localhost"], "is not a lower-case host name"),
        (["192.168.1.5"], "'192.168.1.5' is an address. Use a name instead"),
    ],
)
def test_setup_refuses_what_is_no_name(tmp_path: Path, options: list[str], why: str) -> None:
    shutil.copy(FOLDER / "setup.sh", tmp_path)
    done = run_setup(tmp_path, *options)
    assert done.returncode == 2
    assert done.stderr.startswith("setup: ")
    assert why in done.stderr
    assert done.stderr.endswith("Nothing was changed.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["setup.sh"]


def test_setup_again_keeps_secrets_and_renews_only_its_own_certificate(prepared: ComposeFolder, tmp_path: Path) -> None:
    """For another name it makes a certificate again; one that somebody brought stays."""
    copy = ComposeFolder(tmp_path / FOLDER.name)
    shutil.copytree(prepared.path, copy.path)
    files = {name: copy.secret(name).read_bytes() for name in SECRETS}
    assert run_setup(copy.path, "vitrina.example.org").returncode == 0
    assert {name for name in files if copy.secret(name).read_bytes() != files[name]} == {"tls_certificate", "tls_key"}
    kept = copy.secret("tls_certificate").read_bytes()
    assert run_setup(copy.path).returncode == 0
    assert copy.secret("tls_certificate").read_bytes() == kept
    (copy.path / "tls/ca.key").unlink()
    assert run_setup(copy.path, "other.example.org").returncode == 0
    assert copy.secret("tls_certificate").read_bytes() == kept
    assert "VITRINA_HOST=other.example.org\n" in (copy.path / ".env").read_text()


def test_the_broker_starts_with_its_accounts_and_takes_a_new_password(prepared: ComposeFolder, tmp_path: Path) -> None:
    """Central enrols a kiosk by its own account over TLS; after a change of the secret, the former one is refused."""
    tool("mosquitto_ctrl")
    copy = ComposeFolder(tmp_path / FOLDER.name)
    shutil.copytree(prepared.path, copy.path)
    (tmp_path / "state").mkdir()
    port, accounts_port = free_port(), free_port()

    def options() -> BrokerOptions:
        found = broker_options(load_settings(None, None, copy.central_environment()).broker)
        assert (found.host, found.port, found.tls is not None) == (HOST, 8883, True)
        return replace(found, port=port)

    former = options()
    with started_broker(copy, tmp_path / "state", port, accounts_port):
        DynamicSecurity(former).enrol_kiosk("acme/berlin-7/door", "secret")
    copy.secret("broker_password").write_text("another password\n")
    with started_broker(copy, tmp_path / "state", port, accounts_port):
        with pytest.raises(BrokerRefusedError):
            DynamicSecurity(former).check_plugin()
        DynamicSecurity(options()).revoke_kiosk("acme/berlin-7/door")


def test_nginx_takes_the_configuration(prepared: ComposeFolder, tmp_path: Path) -> None:
    if (nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")) is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    file = write_nginx_configuration(prepared, tmp_path, {})
    checked = subprocess.run([nginx, "-t", "-c", file], capture_output=True, text=True, timeout=30)
    assert "test is successful" in checked.stderr, checked.stderr


def test_shellcheck_has_nothing_to_say() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed: apt-get install shellcheck")
    checked = subprocess.run(["shellcheck", *sorted(FOLDER.glob("*.sh"))], capture_output=True, text=True, timeout=60)
    assert checked.stdout == ""
