"""The end of a certificate, as `openssl` tells it."""

import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.alerts.certificate import _not_after, ends_ms
from tests.doubles.broker import make_certificates, tool


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificates")
    make_certificates(made)
    far = ("-days", "20000", "-subj", "/CN=far", "-keyout", "far.key", "-out", "far.crt")
    command = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *far]
    subprocess.run(command, check=True, capture_output=True, cwd=made)
    return made


@pytest.mark.parametrize("name", ["server.crt", "server-expired.crt", "ca.crt", "far.crt"])
def test_it_is_that_of_openssl(folder: Path, name: str) -> None:
    """Also after 2049, which is written another way."""
    command = [tool("openssl"), "x509", "-noout", "-enddate", "-in", str(folder / name)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().partition("=")[2]
    expected = datetime.strptime(told, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=timezone.utc)
    assert ends_ms(folder / name) == round(expected.timestamp() * 1000)


def test_a_file_that_is_none_has_no_end(folder: Path, tmp_path: Path) -> None:
    text = (folder / "server.crt").read_text()
    begin = text.index("-----BEGIN")
    cut = tmp_path / "cut.crt"
    for content in ("", "hello", text[begin : begin + 200] + "\n-----END CERTIFICATE-----\n"):
        cut.write_text(content)
        assert ends_ms(cut) is None
    assert ends_ms(tmp_path / "missing") is None
    assert ends_ms(folder / "server.key") is None


@given(st.binary(max_size=200))
def test_other_bytes_end_as_an_error_that_is_foreseen(data: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        _not_after(data)
