"""Places that a new kiosk is told: addresses that it can reach, and certificates that it can check."""

import hashlib
import ssl
from pathlib import Path

import pytest

from central.enrolment.places import Places, read_kiosk_places
from central.errors import UsageError
from central.settings import load_settings
from tests.doubles.broker import Certificates, make_certificates
from tests.doubles.servers import self_signed


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def places(folder: Path, text: str) -> Places:
    path = folder / "central.toml"
    text = text if "[web]" in text else f'[web]\nhosts = ["v.example"]\nbehind_proxy = true\n{text}'
    path.write_text(f'[central]\ndata = "{folder}/data"\n{text}', encoding="utf-8")
    return read_kiosk_places(load_settings(path, None))


def test_a_server_with_a_certificate_of_an_authority(tmp_path: Path, certificates: Certificates) -> None:
    """The authority is told where it is named, or ends the chain; text between certificates is left out."""
    chain = tmp_path / "chain.pem"
    chain.write_text(f"subject=server\n{certificates.server.read_text()}\r\n{certificates.ca.read_text()}")
    web = f'[web]\nhost = "0.0.0.0"\nport = 8443\nhosts = ["v.example"]\nkey = "{certificates.server_key}"\n'
    broker = f'[broker]\nhost = "mqtt.example"\nport = 8883\ntls = true\nca_file = "{certificates.ca}"\n'
    found = places(tmp_path, f'{web}certificate = "{chain}"\n{broker}')
    der = ssl.PEM_cert_to_DER_cert(certificates.server.read_text())
    assert found.fingerprint == hashlib.sha256(der).digest()[:16]
    assert (found.host, found.port, found.media_url) == ("v.example", 8443, "https://v.example:8443/media/")
    assert (found.broker.host, found.broker.port, found.broker.tls) == ("mqtt.example", 8883, True)
    assert found.media_ca == found.broker.ca == certificates.ca.read_text()
    alone = places(tmp_path, f'{web}certificate = "{certificates.server}"\n{broker}')
    assert alone.media_ca is None
    named = f'{web}certificate = "{certificates.server}"\n{broker}[enrolment]\nca_file = "{certificates.other_ca}"\n'
    assert places(tmp_path, named).media_ca == certificates.other_ca.read_text()


def test_a_certificate_that_signed_itself_is_its_own_authority(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    found = places(tmp_path, f'[web]\ncertificate = "{certificate}"\nkey = "{key}"\n')
    assert found.media_ca == certificate.read_text()


def test_behind_a_proxy_its_certificate_is_named(tmp_path: Path, certificates: Certificates) -> None:
    web = '[web]\nbehind_proxy = true\nhosts = ["v.example"]\n[broker]\nhost = "mqtt.example"\n[enrolment]\n'
    found = places(tmp_path, f'{web}certificate = "{certificates.server}"\n')
    assert (found.host, found.port, found.media_url) == ("v.example", 443, "https://v.example:443/media/")
    with pytest.raises(UsageError, match=r"\[enrolment\] certificate is missing"):
        places(tmp_path, web)
    other = places(tmp_path, f'{web}certificate = "{certificates.server}"\naddress = "https://[::1]:8443"\n')
    assert (other.host, other.media_url) == ("::1", "https://[::1]:8443/media/")


def test_the_broker_of_the_kiosks_may_have_another_name(tmp_path: Path, certificates: Certificates) -> None:
    """Central's own broker is often on its own machine."""
    web = f'[web]\nhosts = ["v.example"]\ncertificate = "{certificates.server}"\nkey = "{certificates.server_key}"\n'
    with pytest.raises(UsageError, match=r"\[broker\] host is 127\.0\.0\.1, so kiosks .* \[enrolment\] broker_host"):
        places(tmp_path, web)
    own = f'[enrolment]\nbroker_host = "mqtt.example"\nbroker_ca_file = "{certificates.ca}"\n'
    broker = places(tmp_path, web + own).broker
    assert (broker.host, broker.port, broker.tls, broker.ca) == (
        "mqtt.example",
        8883,
        True,
        certificates.ca.read_text(),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('address = "http://v.example"', "is not loopback"),
        ('address = "ftp://v.example"', "is not an address such as https://"),
        ('address = "https://v.example/path"', "is not an address such as https://"),
        ('address = "https://v.example"\nbroker_host = "b"', "certificate is missing"),
        ('address = "https://v.example"\nbroker_host = "b"\ncertificate = "/none.pem"', "cannot be read"),
        ('address = "https://v.example"\nbroker_host = "b"\ncertificate = "{here}/no.pem"', "contains no certificate"),
        (
            'address = "https://v.example"\nbroker_host = "b"\ncertificate = "{here}/bad.pem"',
            "the certificates in .* cannot be read",
        ),
        ('address = "https://other.example"', "is not in \\[web\\] hosts"),
        ('broker_host = "b"\nbroker_ca_file = "{here}/many.pem"', "with only the one CA"),
    ],
)
def test_a_fault_is_told_before_a_code_is_made(tmp_path: Path, certificates: Certificates, text: str, why: str) -> None:
    (tmp_path / "no.pem").write_text("nothing")
    (tmp_path / "bad.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (tmp_path / "many.pem").write_text(certificates.ca.read_text() * 100)
    with pytest.raises(UsageError, match=why):
        places(tmp_path, f"[enrolment]\n{text.format(here=tmp_path)}\n")
