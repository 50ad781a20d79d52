"""The notice in Chromium on an upright screen, with long texts in five languages."""

from pathlib import Path

from edge.screen.player.interlock import why_not_shown
from edge.screen.player.items import ListProgram, NoticePage, NoticeText, PageState
from tests.doubles.screen import browser, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import served

SIZE = (540, 960)
PATIENCE_S = 90.0
PAPER = (238, 244, 246)

LONG = NoticePage(
    version="2026-11",
    texts=tuple(
        NoticeText(
            language=language,
            measuring="This screen measures how its adverts are received; it recognises nobody and keeps no picture.",
            not_measuring="Nothing is measured at present.",
            opt_out="Pause the measurement",
            title="This screen measures how its adverts are received",
            paragraphs=("A camera counts how many people look at this screen, and for how long. " * 3,) * 3,
        )
        for language in ("en", "de", "fr", "es", "ru")
    ),
    qr_svg="<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>",
)


def test_long_texts_fit_and_the_strip_is_high_enough_on_an_upright_screen(tmp_path: Path) -> None:
    """While nothing is scheduled, all of the notice is on the screen, and the strip keeps its 4 % of the height."""
    skip_without_browser()
    with served(tmp_path, ListProgram([]), LONG) as it, screen(tmp_path, *SIZE) as (display, buffer):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as opened:
            wait_until(lambda: len(it.beats) >= 3, "beats", PATIENCE_S)
            assert why_not_shown(it.beats[-1], LONG.version, it.beats[-1].at_s) is None
            wait_until(lambda: buffer.pixel(4, 4) == PAPER, "the notice on the screen")
            for box in ("notice", "says"):
                sizes = f"(b => [b.scrollHeight, b.clientHeight])(document.getElementById('{box}'))"
                needed, given = opened.evaluate(sizes)
                assert needed <= given, f"{box} is cut off"
            assert opened.evaluate("document.querySelectorAll('#notice article').length") == 5
            assert opened.evaluate("document.querySelector('#notice img').naturalWidth > 0")
    assert it.plays == []
