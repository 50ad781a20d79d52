# ruff: noqa: E501  # documents of makers have long lines
"""Simulated network cameras on addresses of the loopback network, with WS-Discovery and ONVIF over real sockets.

The answers have the forms that three makers publish or that their users paste: other prefixes, order, extra elements and
line breaks. They were written from those, and not from our client. No real camera was tried.
"""

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Interface
from xml.etree import ElementTree

from edge.onvif.discovery import GROUP
from edge.tools.camera.search import Networks
from tests.doubles.http_digest import DigestDoor

_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

USER, PASSWORD = "admin", 'p&ss <w>ord:/@"'
NETWORK = IPv4Interface("127.0.0.1/8")

MATCH = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><SOAP-ENV:Header><wsa:MessageID>urn:uuid:11223344-0000-1000-8000-0011223344aa</wsa:MessageID><wsa:RelatesTo>{relates}</wsa:RelatesTo><wsa:To SOAP-ENV:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action></SOAP-ENV:Header><SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:11223344</wsa:Address></wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{services}</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"""


@dataclass(frozen=True)
class Profile:
    token: str
    encoding: str
    width: int
    height: int
    rate: str


@dataclass
class Camera:
    """A camera. Each fault is a field; the defaults are a camera that works."""

    address: str
    envelope: str  # form of the maker, with {body}
    profile: Callable[[Profile], str]
    scopes: str
    profiles: tuple[Profile, ...]
    clock_error: timedelta = timedelta()
    tells_clock: bool = True
    stream_host: str | None = None
    stream_port: int = 554
    service_host: str | None = None
    match: bytes | None = None
    answer: bytes | None = None
    bodies: dict[str, str] = field(default_factory=dict)  # other bodies, by action
    services: tuple[str, ...] = ("device", "media")  # versions of ONVIF's services, as the last part of their address
    accepts_digest: bool = True
    refusal_status: int = 400
    door: DigestDoor | None = None  # asks for HTTP Digest and for no token
    door_has_clock: bool = False
    challenges: tuple[str, ...] = ()  # of refusals without `door`
    understands_security: bool = True
    requests: list[tuple[str, str]] = field(default_factory=list)  # Authorization and body of each
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def probe_match(self, relates: str) -> bytes:
        if self.match is not None:
            return self.match
        service = f"http://{self.service_host or self.address}:{self.port}/onvif/device_service"
        services = f"{service} http://[fe80::1]/onvif/device_service"
        return MATCH.format(relates=relates, scopes=self.scopes, services=services).encode()

    def answer_http(self, path: str, authorization: str, request: str) -> tuple[int, list[str], bytes]:
        """Status, challenges and content."""
        self.requests.append((authorization, request))
        if not self.understands_security and "mustUnderstand" in request:
            return 500, [], NOT_UNDERSTOOD
        is_open = self.door is None or ("GetSystemDateAndTime" in request and not self.door_has_clock)
        if self.door is not None and not is_open and not self.door.opens_for(authorization, "POST", path):
            return 401, self.door.challenges(), b""
        status, content = self.answer_to(request)
        return status, [*self.challenges] if status == 401 else [], content

    def answer_to(self, request: str) -> tuple[int, bytes]:
        if self.answer is not None:
            return 200, self.answer
        action = re.findall(r"<(?:\w+:)?(Get\w+)", request)[0]
        self.asked.append(action)
        if action in self.bodies:
            return 200, self.envelope.format(body=self.bodies[action]).encode()
        if action == "GetSystemDateAndTime":
            return (200, self._clock()) if self.tells_clock else (self.refusal_status, REFUSED)
        if self.door is None and self.understands_security and not self._is_authorized(request):
            return self.refusal_status, REFUSED
        base = f"http://{self.address}:{self.port}"
        body = {
            "GetCapabilities": f"<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>{base}/onvif/Media"
            "</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast></tt:StreamingCapabilities>"
            "</tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>",
            "GetServices": f"<tds:GetServicesResponse>{''.join(_service(base, name) for name in self.services)}"
            "</tds:GetServicesResponse>",
            "GetProfiles": f"<trt:GetProfilesResponse>{''.join(map(self.profile, self.profiles))}</trt:GetProfilesResponse>",
            "GetStreamUri": "<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>rtsp://"
            f"{self.stream_host or self.address}:{self.stream_port}/{_token(request)}?unicast=true&amp;proto=Onvif</tt:Uri>"
            "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:Timeout>PT60S</tt:Timeout></trt:MediaUri>"
            "</trt:GetStreamUriResponse>",
        }[action]
        return 200, self.envelope.format(body=body).encode()

    def _clock(self) -> bytes:
        now = datetime.now(timezone.utc) + self.clock_error
        body = (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
            "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8:00:00</tt:TZ></tt:TimeZone>"
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute><tt:Second>"
            f"{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month>"
            f"<tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime>"
            "</tds:GetSystemDateAndTimeResponse>"
        )
        return self.envelope.format(body=body).encode()

    def _is_authorized(self, request: str) -> bool:
        """As the Username Token Profile has it; digests older than a minute are refused."""
        header = {
            element.tag.rpartition("}")[2]: element
            for element in ElementTree.fromstring(request).iter()
            if element.tag.rpartition("}")[0][1:] in (_WSSE, _WSU)
        }
        password = header.get("Password")
        if password is None or not password.get("Type", "").endswith("#PasswordDigest") or not self.accepts_digest:
            return False
        user, nonce, created = (header[name].text or "" for name in ("Username", "Nonce", "Created"))
        digest = password.text
        made = datetime.strptime(created, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        is_fresh = abs(datetime.now(timezone.utc) + self.clock_error - made) < timedelta(minutes=1)
        wanted = hashlib.sha1(base64.b64decode(nonce) + created.encode() + PASSWORD.encode()).digest()
        return user == USER and is_fresh and base64.b64encode(wanted).decode() == digest


def _service(base: str, name: str) -> str:
    """A service as GetServices lists it, such as media2."""
    version = "20" if name.endswith("2") else "10"
    return (
        f"<tds:Service><tds:Namespace>http://www.onvif.org/ver{version}/{name.rstrip('2')}/wsdl</tds:Namespace>"
        f"<tds:XAddr>{base}/onvif/{name}_service</tds:XAddr><tds:Version><tt:Major>21</tt:Major><tt:Minor>6</tt:Minor>"
        "</tds:Version></tds:Service>"
    )


def _token(request: str) -> str:
    return "".join(re.findall(r"ProfileToken>(.*?)</", request)[:1])


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""
NOT_UNDERSTOOD = b"""<?xml version="1.0"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault><env:Code><env:Value>env:MustUnderstand</env:Value></env:Code><env:Reason><env:Text xml:lang="en">Header not understood</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>"""
REFUSED = b"""<?xml version="1.0"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:ter="http://www.onvif.org/ver10/error"><env:Body><env:Fault><env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>ter:NotAuthorized</env:Value></env:Subcode></env:Code><env:Reason><env:Text xml:lang="en">Sender not Authorized</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>"""

_NAMES = (
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" '
    'xmlns:tt="http://www.onvif.org/ver10/schema"'
)
_FIRST = f'<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" {_NAMES}><env:Body>{{body}}</env:Body></env:Envelope>\n'
_SECOND = f'<?xml version="1.0" encoding="utf-8" standalone="yes" ?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:sc="http://www.w3.org/2003/05/soap-encoding" {_NAMES}><s:Header/><s:Body>{{body}}</s:Body></s:Envelope>'
_THIRD = f"""<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" {_NAMES}>
  <SOAP-ENV:Body>
    {{body}}
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>"""


def _first_profile(one: Profile) -> str:
    return (
        f'<trt:Profiles token="{one.token}" fixed="true"><tt:Name>mainStream</tt:Name><tt:VideoSourceConfiguration '
        'token="VideoSourceToken"><tt:Name>VideoSourceConfig</tt:Name><tt:UseCount>2</tt:UseCount><tt:Bounds x="0" '
        'y="0" width="2560" height="1440"></tt:Bounds></tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration '
        f'token="VideoEncoderToken_1"><tt:Name>VideoEncoder_1</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>'
        f"{one.encoding}</tt:Encoding><tt:Resolution><tt:Width>{one.width}</tt:Width><tt:Height>{one.height}"
        f"</tt:Height></tt:Resolution><tt:Quality>3.000000</tt:Quality><tt:RateControl><tt:FrameRateLimit>{one.rate}"
        "</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>4096</tt:BitrateLimit>"
        "</tt:RateControl><tt:H264><tt:GovLength>50</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264>"
        "</tt:VideoEncoderConfiguration></trt:Profiles>"
    )


def _second_profile(one: Profile) -> str:
    """The order of the elements differs, and there is an encoder for sound."""
    return (
        f'<trt:Profiles fixed="false" token="{one.token}"><tt:Name>{one.token}</tt:Name><tt:AudioEncoderConfiguration '
        'token="000"><tt:Encoding>G711</tt:Encoding><tt:Bitrate>64</tt:Bitrate></tt:AudioEncoderConfiguration>'
        f'<tt:VideoEncoderConfiguration token="{one.token}"><tt:Encoding>{one.encoding}</tt:Encoding><tt:RateControl>'
        f"<tt:FrameRateLimit>{one.rate}</tt:FrameRateLimit></tt:RateControl><tt:Resolution><tt:Height>{one.height}"
        f"</tt:Height><tt:Width>{one.width}</tt:Width></tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>"
    )


def _third_profile(one: Profile) -> str:
    return _first_profile(one).replace("><", ">\n      <").replace("mainStream", "profile_1 h264")


def first_maker(address: str = "127.0.0.11") -> Camera:
    return Camera(
        address,
        _FIRST,
        _first_profile,
        "onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/Profile/Streaming "
        "onvif://www.onvif.org/hardware/DX-2143 onvif://www.onvif.org/name/NORTH%20DX-2143 onvif://www.onvif.org/location/",
        (
            Profile("Profile_1", "H264", 2560, 1440, "25"),
            Profile("Profile_2", "H264", 640, 360, "25"),
            Profile("Profile_3", "H264", 1280, 720, "20"),
        ),
    )


def second_maker(address: str = "127.0.0.12") -> Camera:
    return Camera(
        address,
        _SECOND,
        _second_profile,
        "onvif://www.onvif.org/location/country/none onvif://www.onvif.org/name/Lobby onvif://www.onvif.org/hardware/IPC-9",
        (
            Profile("MediaProfile000", "H264", 1920, 1080, "30"),
            Profile("MediaProfile001", "H264", 1920, 1080, "15"),
            Profile("MediaProfile002", "JPEG", 1280, 720, "15"),
        ),
    )


def third_maker(address: str = "127.0.0.13") -> Camera:
    """It answers refused users with HTTP status 401, and its rates have decimals."""
    return Camera(
        address,
        _THIRD,
        _third_profile,
        "onvif://www.onvif.org/hardware/P32-LV onvif://www.onvif.org/name/WEST%20P32-LV",
        (
            Profile("profile_1_h264", "H264", 1280, 720, "25.000000"),
            Profile("profile_1_jpeg", "JPEG", 1920, 1080, "25"),
        ),
        refusal_status=401,
    )


def _fourth_profile(one: Profile) -> str:
    """By Media 2."""
    return (
        f'<tr2:Profiles xmlns:tr2="http://www.onvif.org/ver20/media/wsdl" token="{one.token}" fixed="true"><tr2:Name>'
        f'{one.token}</tr2:Name><tr2:Configurations><tr2:VideoSource token="0"><tt:Name>0</tt:Name></tr2:VideoSource>'
        f'<tr2:VideoEncoder token="1" GovLength="30" Profile="Main"><tt:Name>1</tt:Name><tt:Encoding>{one.encoding}'
        f"</tt:Encoding><tt:Resolution><tt:Width>{one.width}</tt:Width><tt:Height>{one.height}</tt:Height>"
        f'</tt:Resolution><tt:RateControl ConstantBitRate="true"><tt:FrameRateLimit>{one.rate}</tt:FrameRateLimit>'
        "<tt:BitrateLimit>2048</tt:BitrateLimit></tt:RateControl></tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>"
    )


def fourth_maker(address: str = "127.0.0.14") -> Camera:
    """It has Media 2 and not Media 1. The stream's address has no wrapper there."""
    camera = Camera(
        address,
        _FIRST,
        _fourth_profile,
        "onvif://www.onvif.org/Profile/T onvif://www.onvif.org/name/East onvif://www.onvif.org/hardware/T-1",
        (Profile("h265", "H265", 3840, 2160, "25"), Profile("h264", "H264", 1280, 720, "15.0")),
        services=("device", "media2"),
    )
    camera.bodies = {
        "GetCapabilities": "<tds:GetCapabilitiesResponse><tds:Capabilities/></tds:GetCapabilitiesResponse>",
        "GetStreamUri": f"<tr2:GetStreamUriResponse xmlns:tr2='http://www.onvif.org/ver20/media/wsdl'><tr2:Uri>rtsp://"
        f"{address}/media2</tr2:Uri></tr2:GetStreamUriResponse>",
    }
    return camera


@contextmanager
def camera_network(*cameras: Camera) -> Iterator[Networks]:
    """Serves the cameras until the end of the block, as one network of the loopback addresses."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as switch:
        switch.bind(("127.0.0.1", 0))
        with _answering(switch, cameras):
            yield Networks((NETWORK,), switch.getsockname())


@contextmanager
def multicast_cameras(interface: str, *cameras: Camera) -> Iterator[None]:
    """Serves the cameras until the end of the block. They hear the multicast of the interface with this address."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as switch:
        switch.bind(("", GROUP[1]))
        joined = socket.inet_aton(GROUP[0]) + socket.inet_aton(interface)
        switch.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
        with _answering(switch, cameras):
            yield


@contextmanager
def _answering(switch: socket.socket, cameras: tuple[Camera, ...]) -> Iterator[None]:
    """The cameras answer what arrives at `switch`, until the end of the block."""
    with ExitStack() as served:
        for camera in cameras:
            served.enter_context(_served(camera))
        thread = threading.Thread(target=_forward_probes, args=(switch, cameras))
        thread.start()
        try:
            yield
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
                ending.sendto(b"", ("127.0.0.1", switch.getsockname()[1]))
            thread.join()


def _forward_probes(switch: socket.socket, cameras: tuple[Camera, ...]) -> None:
    while True:
        content, sender = switch.recvfrom(65_535)
        if not content:
            return
        relates = re.findall(r"MessageID>(.*?)</", content.decode())[0]
        for camera in cameras:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as answering:
                answering.bind((camera.address, 0))
                answering.sendto(camera.probe_match(relates), sender)


@contextmanager
def _served(camera: Camera) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, challenges, content = camera.answer_http(self.path, self.headers["Authorization"] or "", request)
            self.send_response(status)
            for challenge in challenges:
                self.send_header("WWW-Authenticate", challenge)
            self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((camera.address, 0), Handler)
    camera.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
