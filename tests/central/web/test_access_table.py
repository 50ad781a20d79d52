"""Table of the answers by route and role in the documents."""

from tests.central.web.access_table import NAME, PAGE, table
from tests.evidence.tables import part_of


def test_the_table_in_the_documents_is_that_of_the_rules() -> None:
    """The matrix shows that the application answers by the rules; `make access-table` writes the table again."""
    part = part_of(PAGE.read_text("utf-8"), NAME)
    assert part is not None
    assert part["content"].strip() == table().strip()
