"""List of what is inside a package (software bill of materials), as CycloneDX: `python -m tests.packaging sbom`.

Components are the Python packages that lie in it, with version and licence as each says of itself, and the shared
libraries that they bring, such as FFmpeg in OpenCV's.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from hashlib import sha256
from importlib.metadata import Distribution, PathDistribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from tests.packaging.sources import made_s

LICENCES = LicenseFactory()
VERSIONED = re.compile(r"^(lib[A-Za-z0-9_+-]+?)(?:-[0-9a-f]{8})*\.so\.([0-9.]+)$")
"""Name of a library that a wheel brings: its own name, hashes of auditwheel, its version."""


def sbom_of(deb: Path) -> str:
    """The list of a package of Debian, as JSON. The same package gives the same text. Raises ReleaseError."""
    with tempfile.TemporaryDirectory(prefix="vitrina-sbom-") as folder:
        _unpack(deb, Path(folder))
        packages = [str(path) for path in Path(folder).glob("opt/vitrina/**/lib/python3*/site-packages")]
        found = sorted(distributions(path=packages), key=lambda each: each.metadata["Name"].lower())
        digest = sha256(deb.read_bytes()).hexdigest()
        own = next(each for each in found if each.metadata["Name"] == "vitrina")
        main = _component(own, [HashType(alg=HashAlgorithm.SHA_256, content=digest)])
        bom = Bom(
            metadata=BomMetaData(component=main, timestamp=datetime.fromtimestamp(made_s(), timezone.utc)),
            components=[_component(each) for each in found if each is not own],
            serial_number=uuid5(NAMESPACE_URL, digest),
        )
        bom.register_dependency(main, bom.components)
    text = make_outputter(bom=bom, output_format=OutputFormat.JSON, schema_version=SchemaVersion.V1_6)
    return str(text.output_as_string(indent=1)) + "\n"


def _unpack(deb: Path, folder: Path) -> None:
    """Unpacks what says something of the packages inside: their metadata, and the names of their libraries."""
    wanted = ["--wildcards", "*.dist-info/METADATA", "*.dist-info/RECORD"]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", folder, *wanted], stdin=archive.stdout, check=True)


def _component(found: Distribution, hashes: Iterable[HashType] = ()) -> Component:
    assert isinstance(found, PathDistribution)
    name, version = found.metadata["Name"], found.version
    return Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION if name == "vitrina" else ComponentType.LIBRARY,
        bom_ref=f"{name}@{version}",
        purl=PackageURL("pypi", None, name.lower().replace("_", "-"), version),
        licenses=list(licences_of(found)),
        hashes=hashes,
        components=[
            Component(name=library, version=number, type=ComponentType.LIBRARY, bom_ref=f"{name}@{version}/{library}")
            for library, number in sorted(set(libraries_of(found)))
        ],
    )


def licences_of(found: Distribution) -> Iterator[License]:
    """The licence of a package: its expression, else those of its classifiers, else its own word of a line."""
    told = found.metadata
    classifiers = [each for each in told.get_all("Classifier") or [] if each.startswith("License")]
    word = (told["License"] or "").strip()
    if told["License-Expression"]:
        yield LICENCES.make_from_string(told["License-Expression"])
    elif classifiers:
        yield from (LICENCES.make_with_name(each.rpartition(" :: ")[2]) for each in classifiers)
    elif word and "\n" not in word:
        yield LICENCES.make_with_name(word)


def libraries_of(found: Distribution) -> Iterator[tuple[str, str]]:
    """Name and version of the shared libraries that a wheel brings beside its own modules."""
    for file in found.files or ():
        match = VERSIONED.match(file.name)
        if match and ".libs" in str(file.parent):
            yield match[1], match[2]
