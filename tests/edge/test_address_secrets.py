"""address_secrets.py: no text about a camera shows a password that is inside the path or the query of its address."""

from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.address_secrets import hide_secrets
from edge.sources.camera.address import redact_source
from edge.sources.camera.network_address import NetworkAddress

CHANNEL = "_channel=1_stream=0.sdp?real_stream"


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ("/user=admin_password=hunter2_channel=1.sdp", "/user=…_password=…_channel=1.sdp"),
        ("/user=admin&password=hunter2&channel=1", "/user=…&password=…&channel=1"),
        ("/USER=admin&PassWd=hunter2", "/USER=…&PassWd=…"),
        ("/ch1?usr=admin&pwd=hunter2&x=1", "/ch1?usr=…&pwd=…&x=1"),
        ("/ch1;login=admin;psw=hunter2", "/ch1;login=…;psw=…"),
        ("/user%3Dadmin%26password%3Dhunter2%26channel%3D1", "/user%3D…%26password%3D…%26channel%3D1"),
        ("/password=hunter2/ch1", "/password=…"),
        ("/password=", "/password=…"),
        ("/password=a_hunter2_b_channel=1", "/password=…_channel=1"),
        ("/live.sdp?auth=aHVudGVyMg==", "/live.sdp?auth=…"),
        ("/Streaming/Channels/102?transportmode=unicast&Profile=Profile_1", None),
        ("/onvif-media/media.amp?profile=profile_1_h264&sessiontimeout=60&streamtype=unicast", None),
        ("/bypass=1/superuser=2", None),
        ("/", None),
        ("", None),
    ],
)
def test_what_follows_a_key_is_hidden(rest: str, shown: str | None) -> None:
    assert hide_secrets(rest) == (rest if shown is None else shown)


@pytest.mark.parametrize("spelling", ["hun/t er2", "hun%2Ft%20er2", "hun/t%20er2", "hun%2ft%20er2"])
def test_the_password_before_the_host_is_hidden_where_no_key_is(spelling: str) -> None:
    """Some addresses are /0/admin:password/main."""
    assert hide_secrets(f"/0/admin:{spelling}/main", "admin:hun%2Ft%20er2") == "/0/admin:…/main"


def test_of_a_quoted_password_no_end_stays() -> None:
    assert hide_secrets("/0/abcd%25/main", "admin:abcd%25") == "/0/…/main"


def test_a_short_password_and_an_empty_one_do_not_cut_the_path_to_pieces() -> None:
    assert hide_secrets("/Channels/101", "admin:1") == "/Channels/101"
    assert hide_secrets("/Channels/101", "admin:101") == "/Channels/101"
    assert hide_secrets("/Channels/101", "admin:") == "/Channels/101"
    assert hide_secrets("/admin/101", "admin") == "/admin/101"
    assert hide_secrets("/a1b2/101", "admin:a1b2") == "/…/101"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=20), st.booleans())
def test_no_text_shows_a_password_that_the_camera_repeats(password: str, is_quoted: bool) -> None:
    """As [camera] source has it; the login is before the host, and again in the path."""
    login = f"admin:{quote(password, safe='')}"
    again = quote(password, safe="") if is_quoted else password
    source = f"rtsp://{login}@10.0.0.5/user=admin_password={again}{CHANNEL}"
    assume(password not in "rtsp://10.0.0.5/user=…_password=…_channel=1_stream=0.sdp?real_stream")
    assert password not in hide_secrets(f"/user=admin_password={again}{CHANNEL}", login)
    assert password not in redact_source(source)
    try:
        parsed = NetworkAddress.parse(source)
    except ValueError:
        return
    assert password not in parsed.redacted_text
