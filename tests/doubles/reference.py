"""Broker with the configuration of examples/mosquitto.conf, except for ports and folders."""

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os import geteuid
from pathlib import Path

from tests.doubles.broker import Mosquitto, free_port, make_certificates, tool

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass
class Reference(Mosquitto):
    """Broker with TLS only.

    `port` accepts user name and password (`users`), `certificate_port` client certificates, and `web_port` user name
    and password over WebSocket.
    """

    certificate_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)

    @cached_property
    def ca(self) -> Path:
        """CA certificate of this broker, and of the clients at `certificate_port`."""
        certificates = make_certificates(self.folder)
        shutil.copy(certificates.ca, self.folder / "clients-ca.crt")
        return certificates.ca

    def context(self, certificate: Path | None = None) -> ssl.SSLContext:
        """TLS context for a client of this broker, with a certificate from `certificate_of`, if given."""
        context = ssl.create_default_context(cafile=str(self.ca))
        if certificate is not None:
            context.load_cert_chain(certificate)
        return context

    def certificate_of(self, name: str) -> Path:
        """Makes a file with a certificate for a client of this name, and its key."""
        common = name.replace("/", "\\/")
        stem = name.replace("/", ".")
        key, request, certificate = (self.folder / f"{stem}.{kind}" for kind in ("key", "csr", "crt"))
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._openssl("req", *curve, "-keyout", key, "-out", request, "-subj", f"/CN={common}")
        authority = ("-CA", self.ca, "-CAkey", self.ca.with_suffix(".key"), "-CAcreateserial", "-days", "1")
        self._openssl("x509", "-req", "-in", request, "-out", certificate, *authority)
        both = self.folder / f"{stem}.pem"
        both.touch(mode=0o600)
        both.write_text(certificate.read_text() + key.read_text())
        return both

    def _openssl(self, *arguments: str | Path) -> None:
        subprocess.run([tool("openssl"), *map(str, arguments)], check=True, capture_output=True)

    def _config(self) -> Iterator[str]:
        assert self.ca.exists()
        self._password_file()
        self._private("acl", (EXAMPLES / "acl").read_text(encoding="utf-8").splitlines())
        (self.folder / "lib").mkdir(exist_ok=True)
        text = (EXAMPLES / "mosquitto.conf").read_text(encoding="utf-8")
        for original, ours in (
            ("listener 8883", f"listener {self.port} 127.0.0.1"),
            ("listener 8884", f"listener {self.certificate_port} 127.0.0.1"),
            ("listener 8885", f"listener {self.web_port} 127.0.0.1"),
            ("/etc/mosquitto/", f"{self.folder}/"),
            ("/var/lib/mosquitto/", f"{self.folder}/lib/"),
        ):
            assert re.search(rf"{original}", text), original
            text = text.replace(original, ours)
        yield text
        if geteuid() == 0:
            yield "user root"  # otherwise mosquitto drops root and cannot read the test's files
