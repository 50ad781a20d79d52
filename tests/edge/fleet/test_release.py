import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile, Targets

from central.fleet.keys import public_fields
from edge.fleet.refusals import FleetRefused
from edge.fleet.release import SIGNATURE_SUFFIX, check_release, parse_project_key, read_project_key
from tests.edge.fleet.worlds import NOW, SOFTWARE

NAME = "vitrina_0.2.0_debian13_amd64.tar"


@pytest.fixture
def signer() -> CryptoSigner:
    return CryptoSigner.generate_ed25519()


def sign(tar: Path, signer: CryptoSigner, custom: dict[str, Any] = SOFTWARE, name: str = NAME) -> None:
    target = TargetFile.from_file(name, str(tar), ["sha256"])
    target.unrecognized_fields["custom"] = custom
    signed = Metadata(Targets(expires=NOW + timedelta(days=1), targets={target.path: target}))
    signed.sign(signer)
    signed.to_file(str(tar.with_name(tar.name + SIGNATURE_SUFFIX)))


@pytest.fixture
def tar(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_bytes(b"tree")
    return tmp_path / NAME


def test_a_signed_release_is_accepted(tar: Path, signer: CryptoSigner) -> None:
    sign(tar, signer)
    key = tar.with_name("key.json")
    key.write_text(json.dumps(public_fields(signer.public_key)))
    assert check_release(tar, read_project_key(key)).version == "0.2.0"


def refusal(tar: Path, signer: CryptoSigner) -> str:
    with pytest.raises(FleetRefused) as refused:
        check_release(tar, signer.public_key)
    return refused.value.code


def test_a_release_is_refused_without_signature_by_another_key_or_with_other_bytes(
    tar: Path, signer: CryptoSigner
) -> None:
    assert refusal(tar, signer) == "signature"
    sign(tar, CryptoSigner.generate_ed25519())
    assert refusal(tar, signer) == "signature"
    sign(tar, signer)
    tar.write_bytes(b"tres")
    assert refusal(tar, signer) == "content"


def test_a_signature_is_good_for_one_name_and_for_fields_that_fit(tar: Path, signer: CryptoSigner) -> None:
    sign(tar, signer, name="vitrina_0.3.0_debian13_amd64.tar")
    assert refusal(tar, signer) == "signature"
    sign(tar, signer, custom={**SOFTWARE, "version": "0.9.0"})
    assert refusal(tar, signer) == "target"
    tar.with_name(tar.name + SIGNATURE_SUFFIX).write_bytes(b"{}")
    assert refusal(tar, signer) == "format"
    tar.with_name(tar.name + SIGNATURE_SUFFIX).write_bytes(b" " * 70_000)
    assert refusal(tar, signer) == "size"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"keyid":"a","keytype":"rsa","scheme":"x","keyval":{"public":"1"}}']
)
def test_a_file_that_is_no_key_is_refused(content: str) -> None:
    with pytest.raises(FleetRefused, match=r"vitrina-release\.pub\.json"):
        parse_project_key(content.encode(), "key.json")
