"""A tenant's repository, as a kiosk sees it: TUF checks every byte, and this module names the reason of a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.ngclient import Updater, UpdaterConfig

from edge.fleet.fetcher import METADATA, TARGETS, BoundedFetcher, FolderSource, RedirectError, Source
from edge.fleet.fingerprint import is_root_with_fingerprint
from edge.fleet.refusals import NO_ROOT, UNREACHABLE, FleetRefused
from edge.fleet.roles import BINS, BINS_PREFIX, DELEGATED_ROLES, MAKER, OPERATOR, role_family
from edge.fleet.rollout import Go, Plan, PlanError, parse_go, parse_plan
from edge.fleet.targets import GO, PLAN, SettingsTarget, SoftwareTarget, TargetError, parse_target, settings_names

MOST_ROOTS = 32
MOST_ROOT_BYTES, MOST_TIMESTAMP_BYTES, MOST_METADATA_BYTES = 65_536, 16_384, 512_000
MOST_SMALL_FILE_BYTES = 262_144
"""Longest settings file, plan or release of a ring."""
MOST_PROGRAM_BYTES = 1_000_000_000
"""Longest program. Two copies of it must fit on the disk beside the messages that wait there."""
_NEVER_OVER = datetime(1970, 1, 1, tzinfo=timezone.utc)

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (RedirectError, "other_host"),
    (exceptions.DownloadLengthMismatchError, "size"),
    (exceptions.DownloadError, UNREACHABLE),
    (exceptions.ExpiredMetadataError, "expired"),
    (exceptions.BadVersionNumberError, "rollback"),
    (exceptions.UnsignedMetadataError, "signature"),
    (exceptions.LengthOrHashMismatchError, "content"),
    (exceptions.RepositoryError, "format"),
)
_CURES = {
    UNREACHABLE: "Check the network and [fleet] url; the kiosk tries again by itself.",
    "expired": "Run `vitrina-central fleet status`, sign again what is over, and publish it.",
    "rollback": "Publish the newest state of the repository again.",
    "other_host": "Set [fleet] url to the final address: a kiosk follows no redirect.",
}
_USUAL_CURE = "Nothing was changed. Compare the repository with the folder on your stick: vitrina-central fleet status."


class Repository:
    """A repository with its trusted state in `metadata_dir`, which must hold a root (`install_root`).

    `is_offline`: a person stands at the kiosk with a stick, so timestamp, snapshot and the release of a ring may have
    expired; roots and signatures of people may not. All methods raise FleetRefused, and OSError if the disk fails.
    """

    def __init__(self, metadata_dir: Path, targets_dir: Path, source: Source, is_offline: bool) -> None:
        self._metadata_dir, self._targets_dir, self._is_offline = metadata_dir, targets_dir, is_offline
        self._fetcher = BoundedFetcher(source, targets_dir)
        self._client: _Client | None = None

    @property
    def received_bytes(self) -> int:
        """Bytes of all files that were read from the source."""
        return self._fetcher.received_bytes

    def refresh(self, now: datetime) -> int:
        """Look at the repository, and return the version of its timestamp. `now`: checked time, in UTC."""
        if not (self._metadata_dir / "root.json").is_file():
            raise FleetRefused(
                NO_ROOT, "fleet: this kiosk has no root. Run: sudo vitrina enrol CODE --root FINGERPRINT"
            )
        with _name_refusals():
            self._client = _Client(self._metadata_dir, self._targets_dir, self._fetcher, now, self._is_offline)
            self._client.refresh()
        return self._client.timestamp_version

    def software(self) -> tuple[SoftwareTarget, ...]:
        """Programs that the maker offers, in the order of their names."""
        with _name_refusals():
            names = self._loaded().names_of_role(MAKER, "software/")
            found = [self._target(name) for name in names]
        return tuple(each for each in found if isinstance(each, SoftwareTarget))

    def settings(self, tenant: str, site: str, device: str) -> tuple[SettingsTarget, ...]:
        """Settings for a kiosk, from the widest to the narrowest. Files of others are never asked for."""
        with _name_refusals():
            found = [self._target(name) for name in settings_names(tenant, site, device)]
        return tuple(each for each in found if isinstance(each, SettingsTarget))

    def plan(self) -> Plan | None:
        """Plan of the operator, if there is one."""
        data = self._small_file(PLAN)
        with _name_refusals():
            return None if data is None else parse_plan(data)

    def go(self) -> Go | None:
        """Ring that central has released, if any. With a stick it may have expired."""
        data = self._small_file(GO)
        with _name_refusals():
            return None if data is None else parse_go(data)

    def fetch(self, name: str) -> Path:
        """Download a file, unless it is there, check it, and return its path."""
        with _name_refusals():
            info = self._loaded().find(name)
            if info is None:
                raise FleetRefused("target", f"fleet: the repository has no {name}. Publish it, or change the plan.")
            most = MOST_PROGRAM_BYTES if name.startswith("software/") else MOST_SMALL_FILE_BYTES
            if info.length > most:
                raise FleetRefused("size", f"fleet: {name} is longer than {most:,} bytes. Shorten it.")
            return self._loaded().download(info)

    def newest_signing_time(self) -> datetime | None:
        """Time at which a person last signed something that was loaded: the age behind the alert `fleet.old`."""
        return max(self._loaded().signing_times(), default=None)

    def _small_file(self, name: str) -> bytes | None:
        with _name_refusals():
            if self._loaded().find(name) is None:
                return None
        return self.fetch(name).read_bytes()

    def _target(self, name: str) -> SoftwareTarget | SettingsTarget | None:
        info = self._loaded().find(name)
        return None if info is None else parse_target(name, _custom_fields(info))

    def _loaded(self) -> "_Client":
        if self._client is None:
            raise RuntimeError("refresh() comes first")
        return self._client


class _Client(Updater):
    """TUF client of one look at a time that the caller has checked: a kiosk's own clock may be wrong."""

    def __init__(
        self, metadata_dir: Path, targets_dir: Path, fetcher: BoundedFetcher, now: datetime, is_offline: bool
    ) -> None:
        config = UpdaterConfig(
            max_root_rotations=MOST_ROOTS,
            max_delegations=len(DELEGATED_ROLES) + 2,
            root_max_length=MOST_ROOT_BYTES,
            timestamp_max_length=MOST_TIMESTAMP_BYTES,
            snapshot_max_length=MOST_METADATA_BYTES,
            targets_max_length=MOST_METADATA_BYTES,
        )
        # The root of this folder was given by a person (install_root), and rotated since: it is the anchor.
        super().__init__(str(metadata_dir), METADATA, str(targets_dir), TARGETS, fetcher, config, bootstrap=None)
        self._now, self._is_offline = now, is_offline
        # TUF compares everything with one time. With a stick, `_check_role` compares what people signed instead.
        self._trusted_set.reference_time = _NEVER_OVER if is_offline else now

    @property
    def timestamp_version(self) -> int:
        """Version of the timestamp."""
        return self._trusted_set.timestamp.version

    def refresh(self) -> None:
        """Load the metadata of the top roles. Raises RepositoryError, DownloadError, FleetRefused or OSError."""
        before = self._trusted_set.root.version
        self._load_root()
        self._check_root(self._trusted_set.root, before)
        self._load_timestamp()
        self._load_snapshot()
        top = self._load_targets("targets", "root")
        if top.is_expired(self._now):
            raise exceptions.ExpiredMetadataError("targets is over")
        if top.targets:
            raise FleetRefused("format", "fleet: the role targets names files itself. Sign them as maker or operator.")

    def find(self, name: str) -> TargetFile | None:
        """Signed entry of a file, from the one role that may name it."""
        info = self.get_targetinfo(name)
        for role, signed in self._delegated().items():
            self._check_role(role, signed)
        return info

    def names_of_role(self, role: str, folder: str) -> list[str]:
        """Names below a folder that a role signs."""
        self.find(f"{folder}-")  # loads the role
        signed = self._delegated().get(role)
        return [] if signed is None else sorted(name for name in signed.targets if name.startswith(folder))

    def download(self, info: TargetFile) -> Path:
        """Download a file unless it is there, and check it."""
        return Path(self.find_cached_target(info) or self.download_target(info))

    def signing_times(self) -> Iterator[datetime]:
        """Times at which people signed the loaded roles, from their expiry and validity."""
        for name, signed in self._delegated().items():
            family = role_family(name)
            if not family.is_online:
                yield signed.expires - timedelta(days=family.days)

    def _delegated(self) -> dict[str, Targets]:
        names = (*(role.name for role in DELEGATED_ROLES), *BINS)
        return {name: cast(Targets, self._trusted_set[name]) for name in names if name in self._trusted_set}

    def _check_root(self, root: Root, before: int) -> None:
        if root.version - before >= MOST_ROOTS:
            raise FleetRefused("roots", f"fleet: {MOST_ROOTS} new roots at once. The next look goes on; check why.")
        if root.is_expired(self._now):
            raise exceptions.ExpiredMetadataError("the root is over")
        if any(key.keytype != "ed25519" for key in root.keys.values()):
            raise FleetRefused("signature", "fleet: a key of the root is not ed25519. Rotate it to an ed25519 key.")

    def _check_role(self, name: str, signed: Targets) -> None:
        """Check what TUF leaves open. Raises RepositoryError or FleetRefused.

        TUF keeps roles by name. An operator who delegates to an own role called `maker` would replace the maker.
        """
        if signed.is_expired(self._now) and not (self._is_offline and role_family(name).is_online):
            raise exceptions.ExpiredMetadataError(f"{name} is over")
        if (further := signed.delegations) is None:
            return
        bins = further.succinct_roles
        if name != OPERATOR or further.roles is not None or bins is None or bins.name_prefix != BINS_PREFIX:
            raise FleetRefused("signature", f"fleet: {name} hands its rights on. Rotate the keys of {name}.")


def install_root(metadata_dir: Path, data: bytes, fingerprint: str | None) -> int:
    """Store the first root that a person has given, and return its version.

    `fingerprint`: what the person compared; None: the person gave the file itself. Raises FleetRefused, also if another
    root is there; OSError.
    """
    if len(data) > MOST_ROOT_BYTES:
        raise FleetRefused("size", f"fleet: a root has at most {MOST_ROOT_BYTES:,} bytes. Choose a file N.root.json.")
    if fingerprint is not None and not is_root_with_fingerprint(data, fingerprint):
        raise FleetRefused(
            "fingerprint", "fleet: the root has another fingerprint. Type the 16 digits that `fleet status` prints."
        )
    with _name_refusals():
        root: Metadata[Root] = Metadata[Root].from_bytes(data)
        if root.signed.type != Root.type:
            raise FleetRefused("format", f"fleet: this is a file of {root.signed.type}. Choose a file N.root.json.")
        root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
    present = metadata_dir / "root.json"
    if present.exists():
        if data in [path.read_bytes() for path in (metadata_dir / "root_history").glob("*.root.json")]:
            return root.signed.version
        raise FleetRefused(
            "fingerprint", f"fleet: {metadata_dir} has another root. Remove it first: vitrina forget --fleet"
        )
    metadata_dir.mkdir(parents=True, exist_ok=True)
    # The client itself stores the root as it reads it later. It fetches nothing here.
    Updater(
        str(metadata_dir), METADATA, fetcher=BoundedFetcher(FolderSource(metadata_dir), metadata_dir), bootstrap=data
    )
    return root.signed.version


def _custom_fields(info: TargetFile) -> dict[str, Any]:
    fields = info.custom
    return fields if isinstance(fields, dict) else {}


@contextmanager
def _name_refusals() -> Iterator[None]:
    """Context manager that turns the errors of the TUF client into FleetRefused."""
    try:
        yield
    except (TargetError, PlanError) as error:
        raise FleetRefused("target", f"fleet: {error}. Nothing was changed.") from None
    except (exceptions.RepositoryError, exceptions.DownloadError) as error:
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        raise FleetRefused(code, f"fleet: {str(error).rstrip('.')}. {_CURES.get(code, _USUAL_CURE)}") from None
