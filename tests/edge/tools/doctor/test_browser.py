"""The managed policy of the screen's browser, as the doctor names it."""

from pathlib import Path

from edge.chromium import start_page_url
from edge.tools.doctor.browser import browser_findings
from edge.tools.doctor.finding import DoctorContext
from edge.tools.screen.policy import write_policy
from tests.edge.tools.doctor.contexts import make_context, only

UNIT = (Path(__file__).parents[4] / "systemd/vitrina-screen.service").read_text(encoding="utf-8")


def machine(folder: Path, toml: str, unit: str = UNIT) -> DoctorContext:
    """A machine with the unit of the screen, which has not started."""
    context = make_context(folder, f'[playback]\nfeed = "player"\n[player]\nmedia = "/nowhere"\n{toml}')
    (context.root / "etc/systemd/system").mkdir(parents=True)
    (context.root / "etc/systemd/system/vitrina-screen.service").write_text(unit, encoding="utf-8")
    return context


def start_screen(context: DoctorContext) -> None:
    """What `vitrina screen` writes in its unit."""
    runtime = context.root / "run/vitrina-screen"
    (runtime / "policy").mkdir(parents=True)
    write_policy(context.require_settings(), runtime, start_page_url(Path("/run/vitrina-screen/vitrina-browser")))


def test_the_policy_and_the_pages_that_it_allows_are_named(tmp_path: Path) -> None:
    context = machine(tmp_path, "port = 8470\n[console]\n")
    start_screen(context)
    found = only(list(browser_findings(context)))
    assert found.level == "ok"
    assert "/run/vitrina-screen/policy/vitrina.json" in found.text
    assert "http://127.0.0.1:8470 and http://127.0.0.1:8461" in found.text


def test_a_port_that_was_changed_since_the_screen_started_is_named(tmp_path: Path) -> None:
    """With the address that the browser opens, and what to do."""
    context = machine(tmp_path, "port = 8470\n")
    start_screen(context)
    context.settings = make_context(tmp_path, context.path.read_text().replace("8470", "8480")).settings
    found = only(list(browser_findings(context)))
    assert (found.level, "http://127.0.0.1:8470." in found.text) == ("warning", True)
    assert "systemctl restart vitrina-screen" in found.cure


def test_a_policy_that_cannot_be_read_is_of_another_version(tmp_path: Path) -> None:
    context = machine(tmp_path, "")
    start_screen(context)
    (context.root / "run/vitrina-screen/policy/vitrina.json").write_text("{}")
    found = only(list(browser_findings(context)))
    assert (found.level, "the policy cannot be read" in found.text) == ("warning", True)


def test_a_unit_of_an_older_version_shows_its_browser_no_policy(tmp_path: Path) -> None:
    unit = "\n".join(line for line in UNIT.splitlines() if not line.startswith("BindReadOnlyPaths"))
    assert only(list(browser_findings(machine(tmp_path, "", unit)))).level == "warning"


def test_a_screen_that_does_not_run_is_not_tried_and_one_without_a_unit_is_not_named(tmp_path: Path) -> None:
    context = machine(tmp_path, "")
    assert only(list(browser_findings(context))).level == "untried"
    (context.root / "etc/systemd/system/vitrina-screen.service").unlink()
    assert list(browser_findings(context)) == []
