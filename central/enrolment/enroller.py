"""Creates one-time codes for kiosks. A kiosk redeems its code once. Revoking the kiosk makes the code invalid.

Credentials are created only when a code is redeemed, so the store contains nothing that can be misused.
"""

import secrets
from dataclasses import dataclass

from central.clock import now_ms
from central.enrolment.credentials import SALT_BYTES, acl_lines, kiosk_password, password_line
from central.enrolment.dynamic_security import DynamicSecurity
from central.enrolment.places import Places, read_kiosk_places
from central.errors import BrokerRefusedError, UsageError
from central.ingest.session import BrokerOptions
from central.settings import Settings
from central.store import audit, enrolments
from central.store.attempts import address_bucket, clear_attempts, take_attempt
from central.store.audit import COMMAND, Actor
from central.store.database import translate_database_errors
from central.store.enrolments import OpenCode
from central.store.names import ensure_site
from central.store.secrets import secret_digest
from central.store.sites import site_country, site_zone
from central.store.store import Store
from central.store.tokens import KIOSK_PREFIX, replace_media_token, revoke_existing_token
from edge.messages.enrolment import SECRET_BYTES, VALID_MS, EnrolledBroker, EnrolmentAnswer, EnrolmentCode


@dataclass(frozen=True, slots=True)
class NewCode:
    """A new code. `password_line` and `acl_lines` are for a broker without the plugin."""

    device: str
    code: EnrolmentCode
    expires_ms: int
    password_line: str | None = None
    acl_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refusal of a code. `wait_s`: seconds to wait after too many attempts. `device`: the kiosk of the code,
    if another kiosk sent it; the code is then still valid.
    """

    wait_s: int = 0
    device: str | None = None


class Enroller:
    """Creates and redeems codes. `options`: connection to a broker with the dynamic security plugin."""

    def __init__(self, store: Store, settings: Settings, options: BrokerOptions | None) -> None:
        self._store, self._settings = store, settings
        self._plugin = None if options is None else DynamicSecurity(options)

    @property
    def creates_accounts(self) -> bool:
        """True if central creates and deletes the broker accounts of kiosks itself."""
        return self._plugin is not None

    def make_code(self, tenant: str, site: str, device: str, *, by: Actor = COMMAND) -> NewCode:
        """Create a code for a kiosk, which makes an older code invalid. `by`: who does it, for the audit log.

        With the plugin, the kiosk's present credentials work until the code is redeemed. Raises UsageError if the
        present settings prevent every kiosk from using the code, or BrokerRefusedError.
        """
        places, key = read_kiosk_places(self._settings), f"{tenant}/{site}/{device}"
        if self._plugin is not None:
            self._plugin.check_plugin()
        secret, salt, at_ms = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SALT_BYTES), now_ms()
        code = OpenCode(key, secret_digest(secret.hex()), salt)
        with translate_database_errors(), self._store.engine.begin() as connection:
            ensure_site(connection, tenant, site)
            enrolments.put_code(connection, code, at_ms, at_ms + VALID_MS, by=by)
            audit.record_entry(connection, by.name, "enrol.code", key, by.address, tenant=tenant)
        made = EnrolmentCode(places.host, places.port, places.fingerprint, secret)
        if self._plugin is not None:
            return NewCode(key, made, at_ms + VALID_MS)
        line = password_line(key, kiosk_password(secret, salt))
        return NewCode(key, made, at_ms + VALID_MS, line, tuple(acl_lines(key)))

    def redeem_code(self, secret: str, present: str | None, address: str) -> EnrolmentAnswer | Refusal:
        """Return credentials for the secret of a code, in hex. `present`: the kiosk for which the caller is already set
        up.

        If the server or the broker fails, the code remains valid. Raises CentralError.
        """
        claimed = self._claim_code(secret, present, address)
        if isinstance(claimed, Refusal):
            return claimed
        try:
            return self._issue_credentials(claimed, bytes.fromhex(secret), address)
        except BaseException:
            with translate_database_errors(), self._store.engine.begin() as connection:
                enrolments.release_code(connection, claimed.digest)
            raise

    def withdraw_code(self, device: str, *, by: Actor = COMMAND) -> None:
        """Make the unused code of a kiosk invalid. A kiosk that is already enrolled stays enrolled.

        Raises UsageError.
        """
        with translate_database_errors(), self._store.engine.begin() as connection:
            if not enrolments.withdraw_code(connection, device, now_ms()):
                raise UsageError(f"enrol: no code of {device} waits to be used. Nothing was changed.")
            audit.record_entry(
                connection, by.name, "enrol.withdraw", device, by.address, tenant=audit.find_place_tenant(device)
            )

    def revoke_kiosk(self, device: str, *, by: Actor = COMMAND) -> None:
        """Revoke the credentials, token and code of a kiosk, and end its connection. `by`: who does it.

        Raises UsageError or CentralError.
        """
        with translate_database_errors(), self._store.engine.begin() as connection:
            if not enrolments.revoke_enrolment(connection, device, now_ms()):
                raise UsageError(f"enrol: there is no kiosk {device}. See: vitrina-central kiosk list --enrolled")
            revoke_existing_token(connection, token_name(device))
            audit.record_entry(
                connection, by.name, "enrol.revoke", device, by.address, tenant=audit.find_place_tenant(device)
            )
        if self._plugin is not None:
            try:
                self._plugin.revoke_kiosk(device)
            except BrokerRefusedError as error:
                raise BrokerRefusedError(
                    f"{error} The code and the token of {device} are now invalid, but its broker account still works."
                ) from None

    def _claim_code(self, secret: str, present: str | None, address: str) -> OpenCode | Refusal:
        """Claim the code, so that no other request can use it. The response never reveals why a code is invalid."""
        at_ms, digest = now_ms(), secret_digest(secret)
        with translate_database_errors(), self._store.engine.begin() as connection:
            wait_s = take_attempt(connection, [attempt_bucket(address)], at_ms)
            if wait_s:
                return Refusal(wait_s)
            code = enrolments.find_open_code(connection, digest, at_ms)
            if code is None:
                audit.record_entry(connection, "?", "enrol.wrong", "", address, tenant=None)
                return Refusal()
            if present not in (None, code.device):
                return Refusal(device=code.device)
            return code if enrolments.claim_code(connection, digest, at_ms) else Refusal()

    def _issue_credentials(self, code: OpenCode, secret: bytes, address: str) -> EnrolmentAnswer | Refusal:
        places, password = read_kiosk_places(self._settings), kiosk_password(secret, code.salt)
        if self._plugin is not None:
            self._plugin.enrol_kiosk(code.device, password)
        tenant, site, device = code.device.split("/")
        with translate_database_errors(), self._store.engine.begin() as connection:
            if enrolments.complete_enrolment(connection, code.digest, now_ms()):
                token = replace_media_token(connection, token_name(code.device), f"{tenant}/{site}")
                audit.record_entry(connection, f"kiosk {code.device}", "enrol", "", address, tenant=tenant)
                clear_attempts(connection, attempt_bucket(address))
                return EnrolmentAnswer(
                    tenant=tenant,
                    site=site,
                    device=device,
                    timezone=site_zone(connection, f"{tenant}/{site}"),
                    country=site_country(connection, f"{tenant}/{site}"),
                    broker=_broker(places, code.device, password),
                    media_url=places.media_url,
                    media_token=token,
                    media_ca=places.media_ca,
                    fleet_root=self._fleet_root(tenant),
                )
        if self._plugin is not None:  # revoked in this moment, or another code was made
            self._plugin.revoke_kiosk(code.device)
        return Refusal()

    def _fleet_root(self, tenant: str) -> str | None:
        """Newest root of a tenant's signed files. None if this server has none, or lacks the packages for it."""
        media = self._settings.films
        if media is None or not (media / "fleet" / tenant).is_dir():
            return None
        from central.fleet.layout import newest_root

        root = newest_root(media, tenant)
        return None if root is None else root.decode()


def token_name(device: str) -> str:
    """Name under which the media token of a kiosk is stored."""
    return f"{KIOSK_PREFIX}{device}"


def attempt_bucket(address: str) -> str:
    """Bucket that counts the enrolment attempts of an address, separate from sign-in attempts."""
    return f"enrol {address_bucket(address)}"


def _broker(places: Places, username: str, password: str) -> EnrolledBroker:
    broker = places.broker
    return EnrolledBroker(
        host=broker.host, port=broker.port, tls=broker.tls, ca=broker.ca, username=username, password=password
    )
