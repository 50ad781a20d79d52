"""The strip: who is responsible, how to object without a keyboard, and what its code holds."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from edge.screen.notice.facts import Language
from edge.screen.notice.page import page_texts
from edge.screen.notice.qr import qr_rows
from edge.screen.notice.strip import notice_qr_content, notice_strip_lines
from edge.screen.notice.texts import LANGUAGES, notice_texts
from tests.edge.screen.notice.test_page import FACTS, OPERATOR

COVER = replace(FACTS, operator=replace(OPERATOR, how_to_object="close the cover on the camera."))

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_the_strip_names_the_operator_the_contact_and_how_to_object(language: Language) -> None:
    """Staff and contact, where the operator names no way of its own."""
    text, lines = notice_texts(language), notice_strip_lines(language, FACTS)
    assert lines.operator == f"{text['label_operator']}: Shop Ltd · privacy@example.org"
    assert text["object_ways"] in lines.objection
    assert lines.objection.endswith(text["strip_code"])


@every_language
def test_strip_and_full_notice_name_the_operators_own_way_to_object(language: Language) -> None:
    """With one full stop, whether or not the operator wrote one."""
    for words in (notice_strip_lines(language, COVER).objection, page_texts(language, COVER).fields[-1].text):
        assert "close the cover on the camera. " in words
        assert notice_texts(language)["object_ways"] not in words


def test_a_way_to_object_may_differ_by_language() -> None:
    """A language without one keeps the standard way."""
    facts = replace(FACTS, operator=replace(OPERATOR, how_to_object={"de": "Drücken Sie den Schalter"}))
    assert "Widerspruch: Drücken Sie den Schalter." in notice_strip_lines("de", facts).objection
    assert "tell our staff" in notice_strip_lines("en", facts).objection


def test_the_code_holds_the_address_of_the_full_text() -> None:
    facts = replace(FACTS, operator=replace(OPERATOR, address="https://example.org/screen"))
    assert notice_qr_content("de", facts) == "https://example.org/screen"


@every_language
def test_without_an_address_the_code_holds_operator_contact_and_how_to_object(language: Language) -> None:
    """A reader finds every letter, also of Cyrillic."""
    content = notice_qr_content(language, FACTS)
    operator, contact, objection = content.split("\n")
    assert (operator, contact) == ("Shop Ltd", "privacy@example.org")
    assert notice_texts(language)["object_ways"] in objection
    modules = np.pad(np.where(np.array(qr_rows(content, 4, "l")), 0, 255).astype(np.uint8), 4, constant_values=255)
    large = cv2.resize(modules, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == content
