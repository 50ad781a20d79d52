"""Values of attributes: in no plain byte, replaced and removed one by one, and gone with their participant."""

from pathlib import Path

import pytest

from edge.study.attributes import FILE, Attribute, read_attributes
from edge.study.errors import StudyError, StudyKeyMissingError
from tests.doubles.study import Lab, record

PLANTED = "planted-in-an-attribute"
AGE, REMARK = Attribute("age", "integer", True, low=18), Attribute("remark", "text", True)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_values_are_stored_with_their_types_replaced_and_removed(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        values = study.attribute_values
        assert values.read_values("w1", (AGE, REMARK)) == {}
        values.change_values("w1", {"remark": "tall", "age": 34})
        values.change_values("w1", {"age": 35})
        assert values.read_values("w1", (AGE, REMARK)) == {"age": 35, "remark": "tall"}
        assert list(values.read_values("w1", (AGE, REMARK))) == ["age", "remark"]
        assert values.read_values("w1", (REMARK,)) == {"remark": "tall"}
        values.change_values("w1", {"remark": None})
        assert values.read_values("w1", (AGE, REMARK)) == {"age": 35}


def test_a_value_that_the_definition_no_longer_allows_names_the_participant(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        study.attribute_values.change_values("w1", {"age": 17})
        with pytest.raises(StudyError, match=r"age=17 is not allowed.* Set it again for w1: vitrina study participant"):
            study.attribute_values.read_values("w1", (AGE,))


def test_a_value_is_in_no_plain_byte_and_a_withdrawal_destroys_it(lab: Lab) -> None:
    """Also what was stored before and replaced; the row counts in the preview and in the proof."""
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        study.participants.add("w2", lab.terms())
        for text in (PLANTED, f"{PLANTED}-2"):
            study.attribute_values.change_values("w1", {"remark": text})
        study.attribute_values.change_values("w2", {"remark": "other"})
        record(study, "w1", 1.0)
        assert not [path for path, data in lab.files().items() if PLANTED.encode() in data]
        assert study.withdrawal.preview_loss("w1").rows == 10  # participant, consent, attributes, session, six files
        assert '"rows":10' in study.withdrawal.withdraw_participant("w1")[0].replace(" ", "")
        assert study._database.fetch_rows("SELECT participant FROM attributes") == [("w2",)]
        with pytest.raises(StudyKeyMissingError):
            study.attribute_values.change_values("w1", {"age": 34})
        assert study.attribute_values.read_values("w2", (REMARK,)) == {"remark": "other"}


def test_the_definitions_go_with_the_study(lab: Lab) -> None:
    (lab.folder / FILE).write_text('[age]\ntype = "integer"\npersonal = true\n')
    assert len(read_attributes(lab.folder)) == 1
    lab.now_s += 60 * 86_400
    with pytest.raises(StudyError, match="all recordings have been deleted"):
        lab.open()
    assert not (lab.folder / FILE).exists()
