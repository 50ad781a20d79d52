"""The session leader's page of a real `vitrina study console`, as a program may reach it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.study.zone import WHOLE
from edge.study_sessions.leader.console import serve_leader_page
from edge.study_sessions.options import SessionOptions
from tests.doubles.player_page import request
from tests.doubles.waiting import PATIENCE_S, wait_until

SIGNED = ["--purpose", "which adverts calm", "--text", "2026-11"]
NO_DEVICE = SessionOptions("", WHOLE, "none", "none", check_s=0.0, baseline_s=0.2, seconds=0.5)

Json = dict[str, Any]


@dataclass
class StudyPage:
    """Requests of a page of a study session."""

    port: int
    token: str

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body. A header without a value is left out."""
        mine = {"Cookie": f"vitrina_study={self.token}", "Origin": f"http://127.0.0.1:{self.port}"}
        sent = {name: value for name, value in {**mine, **headers}.items() if value}
        status, answered, content = request(self.port, path, method, body, sent)
        assert answered["cache-control"] == "no-store"
        assert "default-src 'none'" in answered["content-security-policy"]
        return status, content


@dataclass
class LeaderPage(StudyPage):
    """Requests of the session leader's page."""

    folder: Path
    stop: Callable[[], None]
    codes: list[int] = field(default_factory=list)  # exit code of the command, once it has ended

    def post(self, path: str, values: object, **headers: str) -> int:
        return self.ask(path, "POST", json.dumps(values), **headers)[0]

    @property
    def state(self) -> Json:
        told: Json = json.loads(self.ask("/state.json")[1])
        return told

    def wait_for(self, is_so: Callable[[Json], object], what: str, patience_s: float = PATIENCE_S) -> Json:
        """The first state for which it is so. If the wait was in vain, the failure shows the last state."""
        states: list[Json] = []

        def look() -> bool:
            states.append(self.state)
            return bool(is_so(states[-1]))

        try:
            wait_until(look, what, patience_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; last state: {states[-1:]}") from None
        return states[-1]

    def wait_for_phase(self, name: str) -> Json:
        return self.wait_for(lambda told: told["live"] and told["live"]["control"]["phase"] == name, name)


def new_study(place: Path, *people: str) -> Path:
    """Settings, a study and a participant for each list of scopes. `VITRINA_CONFIG` names the settings."""
    (place / "vitrina.toml").write_text(f'[outbox]\npath = "{place}/outbox.db"\n')
    (place / "plays.csv").write_text("creative,start_s,end_s\nspring,0,20\nsummer,20,40\n")
    folder = place / "study"
    config = ["--config", str(place / "vitrina.toml")]
    assert main(["study", "new", str(folder), "--name", "Ads", "--until", "2099-12-31", *config]) == 0
    for scopes in people:
        assert main(["study", "participant", "add", str(folder), "--scopes", scopes, *SIGNED, *config]) == 0
    return folder


@contextmanager
def led(
    place: Path, capsys: pytest.CaptureFixture[str], options: SessionOptions = NO_DEVICE, stop_within_s: float = 30.0
) -> Iterator[LeaderPage]:
    """The command in a thread of the test, until the end."""
    pages: list[LeaderPage] = []

    def watch(stop: Callable[[], None]) -> None:
        (found,) = re.findall(r"http://127\.0\.0\.1:(\d+)/#(\S+)", capsys.readouterr().out)
        pages.append(LeaderPage(int(found[0]), found[1], place / "study", stop))

    def run() -> None:
        settings = load_settings_file(place / "vitrina.toml")
        code = serve_leader_page(settings, place / "study", wanted, in_browser=False, watch=watch)
        pages[0].codes.append(code)

    wanted = replace(options, plays=options.plays if options.playlist else options.plays or place / "plays.csv")
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    wait_until(lambda: bool(pages), "the page of the session leader")
    try:
        yield pages[0]
    finally:
        pages[0].stop()
        thread.join(1.0)
        if thread.is_alive():  # the first stop ended a session
            pages[0].wait_for(lambda told: not told["is_busy"], "the end of the session")
            pages[0].stop()
        thread.join(stop_within_s)
        assert pages[0].codes == [0]
