"""Commands and settings of docs/central about pages, tokens, alerts and mail, run as they are printed."""

import grp
import http.client
import os
import pwd
import re
import shutil
import ssl
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytest.importorskip("starlette", reason="the central server's packages are missing: make setup")

from central.alerts.channels import build_channels
from central.settings import load_settings
from central.store.location import Location
from central.web.limits import Limits
from tests.central.serve.test_web import certificate_in
from tests.central.web.people import PASSWORD, Site, fill
from tests.central.weekly import subscribers
from tests.docs.test_central import CONFIG, TEXT, block_with, run
from tests.doubles.broker import free_port
from tests.doubles.waiting import wait_until
from tests.doubles.web import web_server

NAME = "vitrina.example.org"


def test_users_and_tokens_by_the_printed_commands(tmp_path: Path) -> None:
    """The first user, one of two sites, a token that is listed and revoked; the fleet; the API asked by curl."""
    location = fill(tmp_path)
    Site(0, location).sql("DELETE FROM users")
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{location.data}"\n')
    places = {CONFIG: str(config), "sudo -u vitrina-central ": ""}
    places |= {"vitrina-central user add": f"echo '{PASSWORD}' | vitrina-central user add"}
    run(block_with("user add ann"), tmp_path, places)
    listed = run(block_with("user list"), tmp_path, places)
    assert re.search(r"^ann +admin +all$", listed, re.MULTILINE)
    assert re.search(r"^otto +viewer +acme/berlin-7 acme/berlin-8$", listed, re.MULTILINE)
    listed = run(block_with("token list"), tmp_path, places)
    assert re.search(r"^dashboard +vit_\S{8} +read +valid", listed, re.MULTILINE)
    assert "token: revoked dashboard" in listed
    assert run(block_with("kiosk list --config"), tmp_path, places).startswith("6 kiosks")
    if shutil.which("curl"):
        with web_server(location) as port:
            token = Site(port, location).token("curl")["authorization"].partition(" ")[2]
            asked = run(block_with("curl -H"), tmp_path, {":8470": f":{port}", "$TOKEN": token})
            assert asked.startswith('{"schema":"vitrina.creatives/2"')


def test_the_printed_settings_are_taken(tmp_path: Path) -> None:
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if block.startswith("[web]")]
    assert len(blocks) == 2
    for block in blocks:
        config = tmp_path / "central.toml"
        config.write_text(f'[central]\ndata = "{tmp_path}"\n{block}')
        assert load_settings(config, None).web.is_encrypted


def test_alerts_by_the_printed_settings_and_commands(tmp_path: Path) -> None:
    """Mail and webhook are taken as they are printed; the commands list, snooze and end a snooze."""
    (block,) = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if block.startswith("[alerts]")]
    config = tmp_path / "central.toml"
    for name in ("smtp-password", "webhook-secret"):
        (tmp_path / name).write_text("a secret of thirty-two letters ok\n")
    block = block.replace("/etc/vitrina/", f"{tmp_path}/")
    config.write_text(f'[central]\ndata = "{tmp_path}/data"\n{block}')
    assert [channel.name for channel in build_channels(load_settings(config, None).alerts)] == ["mail", "webhook"]
    commands = block_with("alerts list")
    run([f"vitrina-central migrate --config {CONFIG}"], tmp_path, {CONFIG: str(config)})  # as the server has done
    printed = run(commands, tmp_path, {CONFIG: str(config)})
    assert printed.count("snoozed until") == 2
    assert "ended the snooze" in printed


def test_the_monday_mail_by_the_printed_settings_and_commands(tmp_path: Path) -> None:
    """A preview is written to the file that the command names, and the list says who receives the mail."""
    pytest.importorskip("typst", reason="the chart of the mail needs requirements-pdf.lock")
    subscribers.fill(tmp_path)
    (tmp_path / "mail-password").write_text("a secret")
    (block,) = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if block.startswith("[mail]")]
    block = block.replace("/etc/vitrina/", f"{tmp_path}/")
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[web]\nhosts = ["{NAME}"]\nbehind_proxy = true\n{block}')
    assert "nobody has asked for the Monday mail" in run(block_with("mail preview"), tmp_path, {CONFIG: str(config)})
    assert b"Subject: " in (tmp_path / "ann.eml").read_bytes()


def test_nginx_stands_before_the_pages(tmp_path: Path) -> None:
    """With the server that is printed: signing in works, films pass, and addresses are told apart."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    (recipe,) = re.findall(r"```nginx\n(.*?)```", TEXT, re.DOTALL)
    assert f"client_max_body_size {Limits().upload_bytes >> 20}m;" in recipe
    certificate, key = certificate_in(tmp_path)
    public = free_port()
    location = fill(tmp_path)
    with web_server(location, behind_proxy=True, hosts=(NAME,)) as port:
        for printed, own in (
            ("listen 443 ssl", f"listen 127.0.0.1:{public} ssl"),
            ("/etc/vitrina/web-fullchain.pem", str(certificate)),
            ("/etc/vitrina/web-key.pem", str(key)),
            (":8470", f":{port}"),
        ):
            assert printed in recipe
            recipe = recipe.replace(printed, own)
        temporary = "\n".join(
            f"{kind}_temp_path {tmp_path};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = tmp_path / "nginx.conf"
        owner = f"user {pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name};"
        config.write_text(
            f"{owner}\npid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\n{recipe}\n}}\n",
            encoding="utf-8",
        )
        program = [nginx, "-p", str(tmp_path), "-e", f"{tmp_path}/log", "-c", str(config), "-g", "daemon off;"]
        proxy = subprocess.Popen(program)
        try:
            wait_until(lambda: _asked(public, "GET", "/healthz")[0] == 200, "nginx")
            _, headers, body = _asked(public, "GET", "/sign-in")
            (cookie,) = re.findall(r"(__Host-vitrina-form=[^;]+)", headers["set-cookie"])
            (token,) = re.findall(r'name="form_token" value="([^"]+)"', body)
            fields = urlencode({"form_token": token, "name": "ann", "password": PASSWORD})
            sent = {
                "cookie": cookie,
                "origin": f"https://{NAME}:{public}",
                "content-type": "application/x-www-form-urlencoded",
                "x-forwarded-for": "203.0.113.77",  # what a client says of itself
            }
            status, headers, _ = _asked(public, "POST", "/sign-in", sent, fields)
            assert (status, headers["location"]) == (303, "/")
            film = _asked(public, "POST", "/creatives/acme/a/film", {"origin": sent["origin"]}, "x" * (3 << 20))
            # nginx lets it through, and has no 413. The pages ask who it is (401), and may hang up before all of it is
            # there, which nginx shows as 502.
            assert film[0] in (401, 502)
        finally:
            proxy.terminate()
            proxy.wait(20)
    assert Site(0, Location(location.data)).rows("SELECT address FROM audit WHERE what = 'sign-in'") == [("127.0.0.1",)]


def _asked(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, dict[str, str], str]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=20)
    try:
        connection.request(method, path, body, {"host": f"{NAME}:{port}", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    except OSError:
        return 0, {}, ""
    finally:
        connection.close()
