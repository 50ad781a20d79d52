"""The bill of materials lists what is installed, with versions and licences."""

import importlib.metadata

from edge.tools.papers.packages import package_rows


def test_packages_of_this_installation_are_listed_with_version_and_licence() -> None:
    rows = {name.lower(): (version, licence) for name, version, licence in package_rows()}
    assert rows["pydantic"] == (importlib.metadata.version("pydantic"), "MIT")
    assert rows["pydantic_core"][0] == importlib.metadata.version("pydantic-core")  # of pydantic
    assert all(licence and len(licence) <= 300 for _, licence in rows.values())
    assert list(rows) == sorted(rows)


def test_a_licence_is_named_and_not_who_approved_it() -> None:
    """Some packages have only a classifier such as "License :: OSI Approved" beside their licence."""
    licences = {licence for _, _, licence in package_rows()}
    assert not licences & {"OSI Approved", "DFSG approved"}
