"""The first pages: their commands, and figures that are those of a row or of the code."""

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.main import make_parser
from edge.kiosk import networks
from edge.perception.vision.filters import FaceFilterRules
from edge.perception.vision.tiles import make_tiles
from edge.settings.settings import Settings
from edge.tools.doctor.camera import NARROW_DEG, WIDE_DEG, face_distance_m, smallest_face_widths_px
from edge.tools.doctor.placement import HIGH_M, HIGHEST_M, LOW_M, MAX_TILT_DEG
from tests.docs.test_answers import Row, cell

ROOT = Path(__file__).parents[2]
START = ROOT / "docs" / "start"
PAGES = ("try", "first-shop", "first-panel", "hardware", "limits")
SIZES = ((640, 480), (1280, 720), (1920, 1080))
FOUND = "found"


def page_text(page: str) -> str:
    """Text of a page of docs/start."""
    return (START / f"{page}.md").read_text(encoding="utf-8")


def prose(page: str) -> str:
    """The same in one line."""
    return " ".join(page_text(page).split())


def blocks(page: str) -> list[str]:
    """Blocks of commands, as somebody copies them."""
    return re.findall(r"^```(?:sh)?\n(.*?)^```", page_text(page), re.MULTILINE | re.DOTALL)


def commands(page: str, program: str) -> Iterator[list[str]]:
    """Words of each command of this program, without what the shell does."""
    lines = [line for block in blocks(page) for line in block.splitlines()] + re.findall("`([^`\n]+)`", page_text(page))
    for line in lines:
        if found := re.match(rf"(?:sudo (?:-u \S+ )?)?{program} ([a-z].*?)(?: > .*)?$", line):
            yield shlex.split(found[1])


@pytest.mark.parametrize("page", PAGES)
def test_the_kiosks_program_takes_the_commands_of_the_page(page: str) -> None:
    for words in commands(page, "vitrina"):
        try:
            make_parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"{page}: vitrina {shlex.join(words)}")


def test_commands_of_the_central_server_are_on_a_page_that_runs_them() -> None:
    """tests/docs/test_reports.py and test_central.py run what those pages print."""
    pages = [path for folder in ("results", "central") for path in (ROOT / "docs" / folder).glob("*.md")]
    printed = "\n".join(path.read_text(encoding="utf-8") for path in pages).splitlines()
    own = [line for page in PAGES for block in blocks(page) for line in block.splitlines()]
    asked = [line for line in own if line.startswith("vitrina-central ")]
    assert len(asked) == 4
    assert set(asked) <= set(printed)


def test_what_the_first_pages_make_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {target for page in PAGES for target in re.findall(r"\bmake ([a-z-]+)", page_text(page))} - {"sure"}
    assert {"demo", "first-day-try", "gpu"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def reach(size: tuple[int, int], tiles: str) -> str:
    """Distance in metres up to which a face is detected and its smile recognised, for both lenses."""
    settings = Settings.model_validate({"faces": {"tiles": tiles}})
    width = max(px for px in smallest_face_widths_px(settings, size) if px is not None)
    near, far = (face_distance_m(size[0], width, view) for view in (WIDE_DEG, NARROW_DEG))
    return f"{near:.1f}–{far:.1f}"


def searches(tiles: str) -> str:
    """Searches per frame; in brackets for the small frame, if it has another number."""
    small, middle, large = (len(make_tiles(*size, tiles, Settings().faces.min_px)) for size in SIZES)
    assert middle == large
    return f"{middle}" if small == middle else f"{middle} (640 × 480: {small})"


def test_the_table_of_distances_is_what_the_doctor_computes() -> None:
    table = page_text("hardware").partition("<!-- reach -->\n")[2].partition("\n<!-- /reach -->")[0]
    for line, tiles in zip(table.splitlines()[2:], ("whole", "auto", "3", "4"), strict=True):
        name, *cells = (part.strip() for part in line.strip("|").split("|"))
        assert name.startswith(f'`"{tiles}"`')
        assert cells == [searches(tiles), *(reach(size, tiles) for size in SIZES)]


def test_the_place_of_the_camera_is_what_the_doctor_recommends() -> None:
    text = prose("hardware")
    assert f"**Height**: {LOW_M} to {HIGH_M} m, at eye level. Above {HIGHEST_M} m the camera sees faces from" in text
    assert f"**Tilt**: {MAX_TILT_DEG:g}° at most" in text
    assert f"{LOW_M} to {HIGH_M} m above the floor" in prose("first-shop")


def test_faces_in_poor_light_are_those_of_the_rows() -> None:
    quarter, sixteenth = (
        cell(Row("docs/evidence/accuracy.md", f"light × {share}", FOUND)) for share in ("0.25", "0.0625")
    )
    all_found, of = quarter.split(" of ")
    assert all_found == of
    assert f"all faces were found down to a quarter of the light. At a sixteenth, {sixteenth} were found" in prose(
        "hardware"
    )


def test_what_a_kiosk_takes_is_what_the_bench_and_the_units_say() -> None:
    bench = (ROOT / "docs/evidence/bench.md").read_text(encoding="utf-8")
    text = prose("hardware")
    (memory,) = re.findall(r"a kiosk in a shop takes (\d+) MB", text)
    assert re.search(rf"shop: start\n(?:.*\n){{1,3}}   memory, processes added +{memory} MB", bench)
    (cores,) = re.findall(r"three kits together take ([\d.]+) of one core", text)
    everything = bench.partition(" all senses, ")[2].partition("\n\n")[0]
    assert re.search(rf"^   whole kiosk +{re.escape(cores)} ", everything, re.MULTILINE)
    for unit in ("vitrina", "vitrina-screen"):
        assert "MemoryMax=1536M" in (ROOT / "systemd" / f"{unit}.service").read_text(encoding="utf-8")
    assert f"at most {Settings().outbox.max_mb:g} MB (`[outbox] max_mb`)" in text


def test_limits_of_faces_are_those_of_the_code() -> None:
    text = prose("limits")
    for tiles, said in (("whole", "{} px of 1280 × 720 without tiles"), ("auto", '{} px with `tiles = "auto"`')):
        found, _ = smallest_face_widths_px(Settings.model_validate({"faces": {"tiles": tiles}}), (1280, 720))
        assert said.format(f"{found:.0f}") in text
    shop, research = (
        networks.smallest_readable_face_px(Settings.model_validate({"models": {"use": use}}))
        for use in ("shop", "research")
    )
    assert f"Faces below {Settings().faces.min_px:g} px never count" in text
    assert f"from {shop:g} px, the classes of `fer-1.4m` from {research:g} px" in text
    assert f"perfectly still for the first {FaceFilterRules().still_s:g} s" in text


def test_the_glossary_is_in_alphabetical_order_and_has_the_words_of_reports() -> None:
    terms = [term.lower() for term in re.findall(r"^\*\*(.+?)\.\*\* ", page_text("glossary"), re.MULTILINE)]
    assert all(first < second for first, second in itertools.pairwise(terms))
    wanted = {"band", "k", "moment", "play", "reaction", "reported share", "visit", "watcher", "window", "withheld"}
    assert wanted <= set(terms)


def test_each_door_leads_to_a_first_page() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    doors = re.findall(r"^- \*\*(.+?)\.\*\* .+?: start with\n  \[.*?\]\((.*?)\)\. Then: ", index, re.MULTILINE)
    assert [person for person, _ in doors] == [
        "Shop technician",
        "Marketer",
        "Researcher",
        "Engineer",
        "Data-protection officer",
    ]
    assert len({page for _, page in doors}) == len(doors)
