"""A CSV file of shops, as spreadsheets write it, changes shops as a whole or not at all."""

from io import BytesIO

import pytest

from central.errors import UsageError
from central.reports.rendering.table import table_csv
from central.store.database import read_view
from central.store.scope import Scope
from central.store.shop_file import COLUMNS, MOST_BYTES, BadLine, parse_shops, read_text, store_changes
from central.store.shops import LONGEST, Shop, read_shops
from central.store.store import Store
from tests.central.store.test_shops import add_sites

NOTHING = dict.fromkeys(LONGEST)


def shop(key: str, **details: str) -> Shop:
    tenant, site = key.split("/")
    return Shop(tenant, site, **{**NOTHING, **details})


def shops(*some: Shop) -> dict[str, Shop]:
    return {each.key: each for each in some}


KNOWN = shops(shop("acme/berlin-7", name="Alexa", city="Berlin"), shop("acme/bonn-1"))


def changes(text: str, known: dict[str, Shop] = KNOWN) -> dict[str, dict[str, str | None]]:
    found = parse_shops(text, known)
    assert found.bad == []
    return {change.shop.key: dict(change.details) for change in found.changes}


def bad(text: str, known: dict[str, Shop] = KNOWN) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in parse_shops(text, known).bad]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_form_of_a_spreadsheet_is_read(mark: bytes, separator: str, end: str) -> None:
    lines = [
        ["site", "Name", " city "],
        ["berlin-7", '"Kauf; ""Haus"", Ost"', "Köln"],
        ["", "", ""],
        ["acme/bonn-1", "", "Bonn"],
    ]
    content = mark + end.join(separator.join(cells) for cells in lines).encode()
    assert changes(read_text(BytesIO(content))) == {
        "acme/berlin-7": {"name": 'Kauf; "Haus", Ost', "city": "Köln"},
        "acme/bonn-1": {"city": "Bonn"},
    }


def test_a_missing_column_changes_nothing_and_an_empty_cell_deletes() -> None:
    """What already is as in the file does not change."""
    assert changes("site,name\nberlin-7,Alexa\n") == {}
    assert changes("site,name\nberlin-7,\n") == {"acme/berlin-7": {"name": None}}
    assert parse_shops("site,name\nberlin-7,Alexa\n", KNOWN).lines == 1


def test_every_bad_line_is_named_with_its_number() -> None:
    text = "\n".join(
        [
            "site,name,opening",
            "berlin-7,Alexa,",
            "nowhere,x,",
            "bonn-1,too\u202eold,",
            "acme/berlin-7,again,",
            "bonn-1",
            'other/berlin-7,"two',
            'lines",',
            f"bonn-1,{'x' * 101},",
        ]
    )
    assert bad(text) == [
        (3, "there is no site 'nowhere'."),
        (4, "shop: the name 'tooold' is not one line of at most 100 characters without control characters."),
        (5, "line 2 already names acme/berlin-7."),
        (6, "it has 1 columns, but the first line has 3."),
        (7, "there is no site 'other/berlin-7'."),
        (9, "line 4 already names acme/bonn-1."),
    ]
    assert bad("site,opening\nberlin-7,always\n")[0][1].startswith("shop: the opening hours 'always' cannot be read. ")


def test_a_reason_repeats_no_control_character() -> None:
    (reason,) = [reason for _, reason in bad("site,name\nx\u202e\x1b[31m,y\n")]
    assert reason == "there is no site 'x[31m'."


def test_the_tenant_is_left_out_only_where_there_is_one() -> None:
    several = KNOWN | shops(shop("other/berlin-7"))
    assert bad("site,name\nberlin-7,x\n", several) == [(2, "there is no site 'berlin-7'.")]
    assert changes("site,name\nother/berlin-7,x\n", several) == {"other/berlin-7": {"name": "x"}}
    assert bad("site,name\nberlin-7,x\n", {}) == [(2, "there is no site 'berlin-7'.")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the first line has no column 'site'"),
        ("name,city\nx,y\n", "the first line has no column 'site'"),
        ("site,name,street\n", "the column 'street' of the first line is unknown. Use these columns: site, name, city"),
        ("site,na\u202eme\n", "the column 'name' of the first line is unknown"),
        ("site,name,NAME\n", "the first line has the column 'name' twice"),
        ("site,name\n\n", "names no shop"),
        ('site,name\nberlin-7,"open\nbonn-1,x\n', "line 2: its quotation marks do not match"),
        ('site,name\nberlin-7,"a"b\n', "line 2: its quotation marks do not match"),
        ("site,name\nberlin-7," + "x" * 200_000, "line 2"),
    ],
)
def test_a_file_that_is_no_list_of_shops_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match="shops: ") as refused:
        parse_shops(text, KNOWN)
    assert reason in str(refused.value)
    assert str(refused.value).endswith("Nothing was stored.")
    assert str(refused.value).isprintable()


class Endless(BytesIO):
    """A file without an end, which counts what is read of it."""

    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0, "the whole file was wanted"
        self.read_bytes += size
        return b"x" * size


def test_a_file_that_is_too_large_is_not_read_to_its_end() -> None:
    """Of 100 MB or a million lines, little is read."""
    file = Endless()
    with pytest.raises(UsageError, match="larger than 500,000 bytes"):
        read_text(file)
    assert file.read_bytes == MOST_BYTES + 1
    assert len(read_text(BytesIO(b"x" * MOST_BYTES))) == MOST_BYTES


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        read_text(BytesIO("site,name\nbonn-1,Köln\n".encode("cp1252")))


def test_the_exported_list_is_read_back_as_it_was() -> None:
    """No cell is a formula in a spreadsheet, and the apostrophe that prevents it does not come back."""
    evil = ("=HYPERLINK(0)", "+1", "-1", "@SUM(A1)")
    known = shops(*(shop(f"acme/s-{place}", name=name, city="Köln; Mitte") for place, name in enumerate(evil)))
    text = table_csv(COLUMNS, [[each.key, *each.details.values()] for each in known.values()])
    lines = text.splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert [line.split(",")[1][:2] for line in lines[1:]] == ["'=", "'+", "'-", "'@"]
    assert changes(text, known) == {}


def test_changes_are_stored_and_counted_by_tenant(store: Store) -> None:
    add_sites(store)
    text = "site,name,group\nother/berlin-7,Zoo,\nacme/berlin-7,New,malls\nacme/bonn-1,Bonn,\n"
    with store.engine.begin() as connection:
        found = parse_shops(text, read_shops(connection, Scope.whole_store()))
        assert store_changes(connection, found.changes) == {"acme": 2, "other": 1}
    with read_view(store) as connection:
        stored = read_shops(connection, Scope.whole_store())
    assert {key: each.title for key, each in stored.items()} == {
        "acme/berlin-7": "New",
        "acme/bonn-1": "Bonn",
        "other/berlin-7": "Zoo",
    }
    assert stored["acme/berlin-7"].city == "Berlin"
    assert found.bad == [] != [BadLine(1, "")]
