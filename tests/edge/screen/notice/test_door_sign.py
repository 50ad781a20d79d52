"""The printed sign: what stands on it, how large, in which fonts, and that a telephone reads its code."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from edge.screen.notice import fonts
from edge.screen.notice.door_sign import Size, door_sign_pdf
from edge.screen.notice.errors import NoticeError
from edge.screen.notice.facts import Language, NoticeFacts, NoticeOperator
from edge.screen.notice.page import page_texts
from edge.screen.notice.qr import qr_rows, qr_screen_code
from edge.screen.notice.texts import LANGUAGES

ADDRESS = "https://example.org/screen/berlin-7"
OPERATOR = NoticeOperator(
    name="Beispiel & Söhne <GmbH>, Hauptstraße 7, 10115 Berlin",
    contact="privacy@example.org",
    legal_basis="legitimate interests",
    address=ADDRESS,
)
FACTS = NoticeFacts(
    operator=OPERATOR,
    version="2026-11",
    reads="expressions",
    listens=True,
    has_kits=True,
    is_research=True,
    optout_s=600,
)
SHORT = NoticeFacts(
    operator=replace(OPERATOR, officer="Ada", recipients="Nobody.", transfers="None.", retention="As long as we must."),
    version="2026-11",
    reads="attention",
)


@pytest.fixture(autouse=True)
def _has_fonts() -> None:
    try:
        fonts.font_files()
    except NoticeError:
        pytest.skip("DejaVu Sans is not installed; the sign embeds it")


def sign(languages: tuple[Language, ...], size: Size, facts: NoticeFacts = FACTS) -> bytes:
    return door_sign_pdf([page_texts(language, facts) for language in languages], size)


def tool(name: str, *arguments: str, pdf: bytes) -> bytes:
    if shutil.which(name) is None:
        pytest.skip(f"{name} of poppler-utils is not installed; it reads the sign")
    return subprocess.run([name, *arguments], input=pdf, capture_output=True, check=True).stdout


def text_of(pdf: bytes) -> str:
    """Text of the PDF in one line, with words that were broken at the end of a line joined."""
    return re.sub(r"\s+", " ", tool("pdftotext", "-raw", "-", "-", pdf=pdf).decode())


@pytest.mark.parametrize("size", ["A4", "A5"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_notice_stands_on_one_sheet(language: Language, size: Size) -> None:
    """Even with all that can be measured; letters of every language come back as they are."""
    pdf, page = sign((language,), size), page_texts(language, FACTS)
    told = text_of(pdf)
    fields = [f"{field.label}: {field.text}" for field in page.fields]
    for part in (page.title, *page.statements, *fields, page.version, ADDRESS):
        assert re.sub(r"\s+", " ", part) in told, part
    info = tool("pdfinfo", "-", pdf=pdf).decode()
    assert re.search(r"Pages: +1\n", info)
    assert re.search({"A4": r"Page size: +595\.28 x 841\.89", "A5": r"Page size: +419\.53 x 595\.28"}[size], info)


def test_fonts_are_embedded() -> None:
    """A printer needs no font of its own: both are in the file, with Unicode tables."""
    lines = tool("pdffonts", "-", pdf=sign(("ru",), "A4")).decode().splitlines()[2:]
    drawn = [line for line in lines if "DejaVu" in line]
    assert len(drawn) >= 2
    assert all("TrueType" in line and re.search(r"yes yes yes", line) for line in drawn)


@pytest.mark.parametrize(("size", "sheets"), [("A4", 3), ("A5", 5)])
def test_languages_share_a_sheet_where_they_can_be_read(size: Size, sheets: int) -> None:
    """Five languages do not become one sheet of small print; each sheet has the titles of its languages."""
    pdf = sign(LANGUAGES, size, SHORT)
    assert f"Pages:           {sheets}\n" in tool("pdfinfo", "-", pdf=pdf).decode()
    told = text_of(pdf)
    for language in LANGUAGES:
        assert page_texts(language, SHORT).title in told


def test_the_same_sign_has_the_same_bytes() -> None:
    """No date and no chance in it."""
    assert sign(("de", "en"), "A4") == sign(("de", "en"), "A4")


def test_a_text_that_is_too_long_is_refused() -> None:
    """Nothing is cut off, and nothing is printed too small to read."""
    facts = replace(FACTS, operator=replace(OPERATOR, purpose="word " * 1500))
    with pytest.raises(NoticeError, match=r"notice: the text is too long for A5\. Shorten"):
        sign(("en", "de"), "A5", facts)


def test_a_sign_without_an_address_has_no_code() -> None:
    """The contact alone is enough."""
    told = text_of(sign(("en",), "A5", replace(FACTS, operator=replace(OPERATOR, address=None))))
    assert "The full text" not in told
    assert "Notice, version 2026-11" in told


@pytest.mark.parametrize(("languages", "size", "facts"), [(("de",), "A5", FACTS), (("de", "en"), "A4", SHORT)])
def test_a_telephone_reads_the_code(languages: tuple[Language, ...], size: Size, facts: NoticeFacts) -> None:
    """The code of the printed sheet, as a whole, leads to the address."""
    picture = tool("pdftoppm", "-r", "200", "-png", "-singlefile", "-", pdf=sign(languages, size, facts))
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    assert cv2.QRCodeDetector().detectAndDecode(image)[0] == ADDRESS


def test_the_code_of_the_page_leads_to_the_same_address() -> None:
    """The SVG draws the modules of the code on white, with a border of four."""
    rows = qr_rows(ADDRESS, 4, "l")
    code = qr_screen_code(ADDRESS)
    root = ElementTree.fromstring(code.svg)
    assert code.modules == len(rows) + 8
    assert root.get("viewBox") == f"0 0 {len(rows) + 8} {len(rows) + 8}"
    ground, dark = root.findall("{http://www.w3.org/2000/svg}path")
    assert ground.get("fill") == "#fff"
    drawn = np.full((len(rows) + 8, len(rows) + 8), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", dark.get("d") or ""):
        drawn[int(y), int(x)] = 0
    assert (drawn[4:-4, 4:-4] == np.where(np.array(rows), 0, 255)).all()
    assert all((border == 255).all() for border in (drawn[:4], drawn[-4:], drawn[:, :4], drawn[:, -4:]))
    large = cv2.resize(drawn, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == ADDRESS


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    """With the package that brings it; a folder with half of the fonts is passed over."""
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"")
    with pytest.raises(NoticeError, match=r"apt install fonts-dejavu-core\.$"):
        fonts.font_files((tmp_path,))
    assert set(fonts.font_files()) == {"DejaVuSans", "DejaVuSans-Bold"}
