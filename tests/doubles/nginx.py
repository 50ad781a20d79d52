"""A real nginx for tests, on a free port of this machine, as the user who runs the tests."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doubles.broker import Certificates, free_port

_CONFIG = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{}}
http {{
    log_format lines escape=json '{{"request": "$request", "range": "$http_range", "status": $status}}';
    access_log {folder}/access.log lines;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate}; ssl_certificate_key {key};
        {locations}
    }}
}}
"""
START_S = 20.0


@contextmanager
def running_nginx(folder: Path, locations: str, certificates: Certificates) -> Iterator[str]:
    """Serve these locations over TLS until the end. Yields the address with a final slash. `folder` gets the log.

    Skips the test if nginx is not installed.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    port, config = free_port(), folder / "nginx.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            port=port,
            locations=locations,
            certificate=certificates.server,
            key=certificates.server_key,
        ),
        encoding="utf-8",
    )
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for_pid(folder / "nginx.pid", process)
            yield f"https://127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_S)


def _wait_for_pid(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Return when nginx has written its number, which it does once it listens."""
    until_s = time.monotonic() + START_S
    while not (path.exists() and path.read_text(encoding="ascii").strip()):
        assert process.poll() is None
        assert time.monotonic() < until_s, "nginx does not start"
        time.sleep(0.01)
