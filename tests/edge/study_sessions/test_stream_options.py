"""Streams that a session is asked to record."""

from datetime import date

import pytest

from edge.study.definition import new_definition
from edge.study.errors import StudyError
from edge.study_sessions.stream_options import StreamRequest, parse_stream_option, requests_by_scope

STUDY = new_definition("Ads", date(2026, 11, 1), date(2027, 1, 1), {"eye": "Tobii", "stim": "PsychoPy 2"})


def test_a_stream_is_named_with_the_hosts_that_may_send_it() -> None:
    assert parse_stream_option("name=Tobii") == StreamRequest("Tobii")
    assert parse_stream_option("name=PsychoPy 2,host=lab-2,host=Lab-3.local") == StreamRequest(
        "PsychoPy 2", ("lab-2", "Lab-3.local")
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "Tobii", "name=", "host=lab-2", "name=a,name=b", "name=a,port=3", "name=a,host=", "name=it's",
        "name=a,host=x}\n[lab]", "name=a,host={127.0.0.1", "name=a,host=-x", "name=a,,host=b",
    ],
)  # fmt: skip
def test_an_option_that_could_mean_anything_else_is_refused(text: str) -> None:
    """Names of hosts go into the library's configuration file, and the name of the stream into its query."""
    with pytest.raises(StudyError, match="must be name=NAME"):
        parse_stream_option(text)


def test_each_stream_has_the_scope_that_the_study_names() -> None:
    assert requests_by_scope(["name=Tobii,host=lab-2", "name=PsychoPy 2"], STUDY) == {
        "eye": StreamRequest("Tobii", ("lab-2",)),
        "stim": StreamRequest("PsychoPy 2"),
    }
    with pytest.raises(StudyError, match=r"no scope for the stream EEG. Its streams: PsychoPy 2, Tobii"):
        requests_by_scope(["name=EEG"], STUDY)
    with pytest.raises(StudyError, match="names the stream Tobii twice"):
        requests_by_scope(["name=Tobii", "name=Tobii,host=b"], STUDY)
