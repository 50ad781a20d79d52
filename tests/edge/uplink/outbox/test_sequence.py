"""Numbers are reserved in blocks, and no number is given twice."""

from pathlib import Path

import pytest

from edge.uplink.outbox.sequence import MessageNumberReservation, SequenceFileError


def test_numbers_are_on_the_disk_before_they_are_used(tmp_path: Path) -> None:
    """A block of 1,000 is reserved at a time. The file holds its end, and is not written again within the block."""
    path = tmp_path / "outbox.db.seq"
    seqs = MessageNumberReservation(path)
    assert seqs.first_free(last_used=0) == 1
    seqs.reserve(1)
    assert path.read_text() == "1000\n"
    seqs.reserve(1000)
    assert path.read_text() == "1000\n"
    seqs.reserve(1001)
    assert path.read_text() == "2000\n"
    assert [file.name for file in tmp_path.iterdir()] == ["outbox.db.seq"]


@pytest.mark.parametrize(
    ("reserved", "last_used", "first_free"),
    [
        ("1000", 41, 42),  # nothing was lost
        ("1000", 0, 1001),  # the outbox is lost
        ("3000", 1500, 3001),  # an old copy of the outbox was restored
        ("2000", 1000, 1001),  # the power failed between reserving a block and using it
        ("1000", 1000, 1001),  # the block is used up
        (None, 41, 42),  # the file of numbers is lost, the outbox is not
    ],
)
def test_whatever_was_lost_no_number_is_given_twice(
    tmp_path: Path, reserved: str | None, last_used: int, first_free: int
) -> None:
    """The next number is higher than all numbers in the outbox and in the file of numbers."""
    path = tmp_path / "seq"
    if reserved is not None:
        path.write_text(reserved)
    assert MessageNumberReservation(path).first_free(last_used) == first_free


def test_numbers_of_lost_messages_are_not_given_again(tmp_path: Path) -> None:
    """The outbox detects that its newest messages are lost, but not their number."""
    path = tmp_path / "seq"
    path.write_text("1000")
    assert MessageNumberReservation(path).first_free(41, is_tail_lost=True) == 1001


@pytest.mark.parametrize("junk", [b"", b"soon", b"-4", b"\xff\xfe", b"12 13"])
def test_an_invalid_file_of_numbers_is_an_error(tmp_path: Path, junk: bytes) -> None:
    """A guess could give numbers twice."""
    path = tmp_path / "seq"
    path.write_bytes(junk)
    with pytest.raises(SequenceFileError, match="seq"):
        MessageNumberReservation(path)


def test_a_disk_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A number that is not reserved is not given."""
    seqs = MessageNumberReservation(tmp_path / "gone" / "seq")
    with pytest.raises(SequenceFileError, match="cannot be written"):
        seqs.reserve(1)
    assert seqs.up_to == 0
