"""A try of single sign-on with a real provider, in Chromium: `make oidc-try` (`python -m tests.oidc_try FOLDER --table
docs/evidence/single-sign-on.md`).

FOLDER has `oidc-provider` from npm in its node_modules. The server is `vitrina-central serve --web` with a settings
file, as a user runs it.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.doubles.broker import free_port
from tests.evidence.parts import write_part

HERE = Path(__file__).parent
CLIENT, SECRET = "vitrina", "a-secret-of-this-try"
SETTINGS = """
[central]
data = "data"
[web]
port = {port}
[oidc]
issuer = "{issuer}"
client_id = "{client}"
client_secret_file = "{secret}"
name = "Acme"
scopes = ["openid", "profile", "groups"]
roles = {{ "vitrina-admins" = "admin", "acme-staff" = "viewer" }}
sites = {{ "vitrina-admins" = ["all"], "acme-staff" = ["acme/*"] }}
"""


@dataclass
class Try:
    """Folders and ports of a try."""

    modules: Path
    folder: Path
    central: int
    provider: int

    @property
    def origin(self) -> str:
        """Address of the pages."""
        return f"http://127.0.0.1:{self.central}"

    @property
    def issuer(self) -> str:
        """Address of the provider."""
        return f"http://127.0.0.1:{self.provider}"

    @property
    def key(self) -> Path:
        """File with the provider's key. The provider makes a new one if it is missing."""
        return self.folder / "key.json"

    def set_groups(self, **groups: list[str]) -> None:
        """Groups of each person at the provider."""
        (self.folder / "groups.json").write_text(json.dumps(groups), encoding="utf-8")

    @contextmanager
    def run_provider(self, *, token_has_groups: bool = True, ahead_s: int = 0) -> Iterator[None]:
        """Run the provider. `ahead_s`: seconds by which its clock is ahead."""
        options = {
            "port": self.provider,
            "client": CLIENT,
            "secret": SECRET,
            "origin": self.origin,
            "groups": str(self.folder / "groups.json"),
            "key": str(self.key),
            "tokenHasGroups": token_has_groups,
            "aheadSeconds": ahead_s,
        }
        command = ["node", str(HERE / "provider.mjs"), json.dumps(options)]
        with _running(command, self.modules, self.folder / "provider.log", "ready"):
            yield

    @contextmanager
    def run_central(self) -> Iterator[None]:
        """Run the pages with the section [oidc]."""
        secret = self.folder / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        text = SETTINGS.format(port=self.central, issuer=self.issuer, client=CLIENT, secret=secret)
        (self.folder / "central.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "central", "serve", "--web", "--config", str(self.folder / "central.toml")]
        with _running(command, self.folder, self.folder / "central.log", "are served at"):
            yield


@contextmanager
def _running(command: list[str], folder: Path, log: Path, ready: str) -> Iterator[None]:
    """Run a program from when it prints `ready`."""
    with log.open("a", encoding="utf-8") as written:
        program = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert program.stdout is not None
        try:
            for line in program.stdout:
                written.write(line)
                if ready in line:
                    break
            else:
                sys.exit(f"oidc_try: {command[0]} ended before it was ready:\n{log.read_text(encoding='utf-8')}")
            yield
        finally:
            program.terminate()
            written.write(program.stdout.read())
            program.wait(20)


def sign_in(context: BrowserContext, trial: Try, person: str) -> Page:
    """Sign in through the provider's pages. Gives the page on which the person lands."""
    page = context.new_page()
    page.goto(f"{trial.origin}/sign-in?next=/account")
    page.get_by_role("link", name="Sign in with Acme").click()
    if page.locator("input[name=login]").count():
        page.fill("input[name=login]", person)
        page.fill("input[name=password]", "any")
        page.click("button[type=submit]")
    if page.url.startswith(trial.issuer):  # the provider asks for consent
        page.click("button[type=submit]")
    page.wait_for_url(f"{trial.origin}/**")
    return page


def landed(page: Page) -> str:
    """What a person sees after a sign-in."""
    if "refused=" in page.url:
        return f"refused: {page.locator('#problem').inner_text()}"
    facts = page.locator(".facts dd").all_inner_texts()
    return f"signed in as {facts[0]}, {facts[1]}, sites: {facts[2]}"


def is_signed_in(context: BrowserContext, trial: Try) -> bool:
    """True while a browser has a session at central."""
    return context.request.get(f"{trial.origin}/account", max_redirects=0).status == 200


def sign_out(context: BrowserContext, trial: Try) -> str:
    """Sign out here, then at the provider."""
    page = context.new_page()
    page.goto(f"{trial.origin}/account")
    page.locator("form[action='/sign-out'] button").first.click()
    page.get_by_role("link", name="Sign out of Acme").click()
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{trial.origin}/sign-in**")
    page.get_by_role("link", name="Sign in with Acme").click()
    asks = page.locator("input[name=login]").count()
    return "signed out of both; the provider asks for the password again" if asks else "still signed in at the provider"


def steps(trial: Try, browser: Browser) -> dict[str, str]:
    """Result of each step."""
    found: dict[str, str] = {}
    trial.set_groups(otto=["acme-staff"], mia=["vitrina-admins"], eve=["guests"])
    with trial.run_central():
        with trial.run_provider():
            otto, mia = browser.new_context(), browser.new_context()
            found["groups in the ID token"] = landed(sign_in(otto, trial, "otto"))
            found["another person, administrator"] = landed(sign_in(mia, trial, "mia"))
            found["a person without a group of `[oidc]`"] = landed(sign_in(browser.new_context(), trial, "eve"))
            trial.set_groups(otto=[], mia=["vitrina-admins"])
            found["the last group is gone"] = landed(sign_in(otto, trial, "otto"))
            found["the session from before"] = "has ended" if not is_signed_in(otto, trial) else "goes on"
            phone = browser.new_context()
            sign_in(phone, trial, "mia")
            found["sign-out"] = sign_out(mia, trial)
            found["another session of this person (back-channel logout)"] = (
                "goes on" if is_signed_in(phone, trial) else "has ended"
            )
        trial.set_groups(otto=["acme-staff"])
        for ahead_s in (60, 180):
            with trial.run_provider(ahead_s=ahead_s):
                page = sign_in(browser.new_context(), trial, "otto")
                found[f"the provider's clock is {ahead_s} s ahead"] = landed(page)
        trial.key.unlink()
        with trial.run_provider(token_has_groups=False):
            page = sign_in(browser.new_context(), trial, "otto")
            found["the provider has a new key, and shows groups only at its userinfo endpoint"] = landed(page)
    return found


def main() -> int:
    """Run all steps, print the table, and write it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.oidc_try", description=__doc__)
    parser.add_argument("modules", type=Path, metavar="FOLDER", help="folder with node_modules/oidc-provider")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="document with the markers <!-- oidc try -->")
    options = parser.parse_args()
    package = options.modules / "node_modules/oidc-provider/package.json"
    chromium = shutil.which("chromium")
    if not package.exists() or chromium is None or shutil.which("node") is None:
        print("oidc_try: node, chromium or oidc-provider is missing. Run: make oidc-try", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vitrina-oidc-") as name, sync_playwright() as playwright:
        trial = Try(options.modules.resolve(), Path(name), free_port(), free_port())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = steps(trial, browser)
        browser.close()
    rows = [f"| {step} | {result.rstrip('.')} |" for step, result in found.items()]
    version = json.loads(package.read_text(encoding="utf-8"))["version"]
    text = "\n".join([f"| step, with oidc-provider {version} | result |", "|---|---|", *rows]) + "\n"
    print(text, end="")
    if options.table:
        write_part(options.table, "oidc try", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
