"""soap.py: the digest of the standard's example, escaped user names, and faults as sentences."""

import base64
from datetime import datetime, timezone
from xml.etree import ElementTree

import pytest

from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import Login, NotAuthorizedError, password_digest, read_soap_answer, soap_request
from tests.doubles.camera_zoo import REFUSED

AT = datetime(2010, 9, 16, 7, 50, 45, tzinfo=timezone.utc)


def test_digest_of_the_programmers_guide() -> None:
    """ONVIF Application Programmer's Guide 1.0, section 6.1.1.3."""
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    assert password_digest(nonce, "2010-09-16T07:50:45Z", "userpassword") == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


def test_the_password_is_in_no_request_and_no_text() -> None:
    login = Login("a<d>&m", "secret-7")
    content = soap_request("<Get/>", login, b"0" * 16, AT)
    assert b"secret-7" not in content
    assert "secret-7" not in repr(login)
    users = [each.text for each in ElementTree.fromstring(content).iter() if each.tag.endswith("Username")]
    assert users == ["a<d>&m"]
    assert b"UsernameToken" not in soap_request("<Get/>", None, b"", AT)


@pytest.mark.parametrize(
    ("status", "content"), [(401, b""), (401, b"<html/>"), (400, REFUSED), (200, REFUSED), (500, REFUSED)]
)
def test_a_refused_user(status: int, content: bytes) -> None:
    with pytest.raises(NotAuthorizedError):
        read_soap_answer(status, content)


def test_another_fault_has_its_reason() -> None:
    fault = b"<E><Body><Fault><Reason><Text>No such\n profile\x7f</Text></Reason></Fault></Body></E>"
    with pytest.raises(CameraSearchError, match=r"^it answers with an error \(No such profile \)\. Type"):
        read_soap_answer(400, fault)
    with pytest.raises(CameraSearchError, match=r"\(HTTP status 404\)"):
        read_soap_answer(404, b"<html/>")


@pytest.mark.parametrize(
    ("user", "password"), [("a\ud800", "b"), ("a", "\ud800"), ("a\x00", "b"), ("a", "b\n"), ("a\x1b[2J", "b")]
)
def test_a_user_that_xml_cannot_contain_is_refused_before_a_camera_is_asked(user: str, password: str) -> None:
    with pytest.raises(CameraSearchError, match="contains a character that cannot be typed"):
        Login(user, password).require_typed()


def test_any_other_letter_can_be_typed() -> None:
    Login("Jörg", "p&ss 漢 é").require_typed()
    Login("", "").require_typed()


def test_a_refusal_is_known_by_its_code_where_its_reason_is_in_another_language() -> None:
    for tag in ("Value", "faultcode"):
        codes = f"<Code><{tag}/><{tag}>ter:NotAuthorized</{tag}></Code>"
        fault = f"<E><Fault>{codes}<Reason><Text>Nein</Text></Reason></Fault></E>"
        with pytest.raises(NotAuthorizedError):
            read_soap_answer(400, fault.encode())
    with pytest.raises(CameraSearchError, match=r"^it answers with an error \(Nein\)\. Type"):
        read_soap_answer(400, b"<E><Fault><Code><Value/></Code><Reason><Text>Nein</Text></Reason></Fault></E>")


def test_a_fault_of_soap_1_1_has_its_reason_of_at_most_100_letters() -> None:
    with pytest.raises(CameraSearchError, match=rf"\({'x' * 100}\)"):
        read_soap_answer(500, f"<E><Fault><faultstring>{'x' * 101}</faultstring></Fault></E>".encode())


def test_a_page_that_is_no_xml_is_reported_by_its_status() -> None:
    for status, words in ((200, "its answer is not XML"), (404, r"\(HTTP status 404\)"), (307, r"\(HTTP status 307\)")):
        with pytest.raises(CameraSearchError, match=words):
            read_soap_answer(status, b"<html><br></html>")
