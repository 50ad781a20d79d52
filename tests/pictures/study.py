"""Pages of a study: the session leader's page, a questionnaire on the screen, and a report."""

import io
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path

from edge.settings.settings import load_settings_file
from edge.study.report.page import group_report_html
from edge.study_sessions.leader.console import serve_leader_page
from edge.study_sessions.options import SessionOptions
from tests.doubles.kits import played
from tests.doubles.leader import NO_DEVICE, new_study
from tests.doubles.recordings import write_worn
from tests.doubles.waiting import wait_until
from tests.edge.study.report.made_results import group
from tests.pictures.browser import SCHEMES, chromium, open_page, take_picture, wait_for, write_picture
from tests.pictures.face import CHAIR, write_people
from tests.pictures.files import scheme_path
from tests.system.test_questions_on_the_screen import new_lab, session

WINDOW = (1000, 900)
MANY_POINTS = "document.querySelector('.kit polyline')?.getAttribute('points').split(' ').length > 75"
QUESTIONS = "document.getElementById('panel')?.contentDocument?.querySelectorAll('fieldset').length === 2"


def write_study(folder: Path, names: Sequence[str]) -> None:
    """Write `study-session`, `questionnaire` and `study-report`."""
    for name, write in (("study-session", _write_session), ("questionnaire", _write_questions)):
        if name in names:
            with tempfile.TemporaryDirectory() as place:
                write(Path(place), folder / f"{name}.webp")
    if "study-report" in names:
        _write_report(folder / "study-report.webp")


def _write_session(place: Path, path: Path) -> None:
    """A session with a kit and a camera, after most of a minute, down to where the page names a folder."""
    with redirect_stdout(io.StringIO()):
        new_study(place, "kits,face,answers", "kits")
    with (place / "vitrina.toml").open("a") as file:
        file.write("[camera]\nloop = true\n")
    film, body = (
        write_people(place / "chair.avi", CHAIR),
        write_worn(place / "body.csv", 120, 50.0, "ppg", skin_us=7.75),
    )
    with played("csv_lines", body) as port, chromium() as browser:
        wanted = replace(NO_DEVICE, camera=str(film), kits=(f"{port},csv_lines",), baseline_s=1.0, seconds=180.0)
        with _leader(place, wanted) as link:
            page = open_page(browser, size=WINDOW)
            page.goto(link)
            wait_for(page, "document.body.className === 'list'")
            page.get_by_role("button", name="Session with w1").click()
            for button, then in (("baseline", "The baseline is over"), ("adverts", "spring")):
                wait_for(
                    page,
                    f"!document.getElementById('do-{button}')?.disabled && !!document.getElementById('do-{button}')",
                )
                page.locator(f"#do-{button}").click()
                wait_for(page, f"document.body.innerText.includes('{then}')")
            wait_for(page, MANY_POINTS)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                box = page.locator("section:has(#h-withdraw)").bounding_box()
                assert box is not None
                write_picture(take_picture(page, round(box["y"])), scheme_path(path, scheme))


@contextmanager
def _leader(place: Path, wanted: SessionOptions) -> Iterator[str]:
    """`vitrina study console` in a thread. Gives its link."""
    stops: list[Callable[[], None]] = []
    settings, out = load_settings_file(place / "vitrina.toml"), io.StringIO()
    options = replace(wanted, plays=place / "plays.csv")

    def run() -> None:
        serve_leader_page(settings, place / "study", options, in_browser=False, watch=stops.append)

    thread = threading.Thread(target=run, daemon=True)
    with redirect_stdout(out):
        thread.start()
        wait_until(lambda: bool(stops), "the page of the session leader")
    (link,) = re.findall(r"http://127\.0\.0\.1:\d+/#\S+", out.getvalue())
    try:
        yield link
    finally:
        for _ in range(2):  # the first stop ends the session
            stops[0]()
            thread.join(20.0)


def _write_questions(place: Path, path: Path) -> None:
    """Questions after an ad, on the screen where it played."""
    with redirect_stdout(io.StringIO()):
        new_lab(place)
    with chromium() as browser, session(place) as link:
        page = open_page(browser, size=WINDOW)
        page.goto(link)
        for number in range(2):
            wait_for(page, QUESTIONS)
            for scheme in SCHEMES if number == 0 else ():
                page.emulate_media(color_scheme=scheme)
                write_picture(take_picture(page, 620), scheme_path(path, scheme))
            panel = page.frame_locator("#panel")
            panel.locator(".figures label").nth(6).click()
            panel.get_by_role("button", name="Send the answers").click()
            wait_for(page, "document.getElementById('panel') === null")


def _write_report(path: Path) -> None:
    """Report of a made-up group. It looks the same in light and dark."""
    html = group_report_html(group(14))
    with chromium() as browser:
        page = open_page(browser, size=WINDOW)
        page.set_content(html)
        write_picture(take_picture(page, 915), path)
