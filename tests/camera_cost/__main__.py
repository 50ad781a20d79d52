"""Processor time of a kiosk on the largest stream of a network camera and on the one that the search chooses.

`python -m tests.camera_cost --table docs/evidence/camera.md` (`make camera-cost`). The camera is simulated: it offers
its profiles by ONVIF, and sends each by RTSP. The kiosk, its models, its broker and the search are real. The streams
take turns in one run. Replays show who is found in each video.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from edge.exit_codes import BAD_USAGE, DONE
from edge.onvif.soap import Login
from edge.tools.camera.search import search_cameras
from models.serving.fetch import FetchError
from tests.camera_cost import tables
from tests.camera_cost.replays import replay
from tests.camera_cost.turns import Turn, measure
from tests.camera_cost.videos import ENCODINGS, RATE_HZ, SMALL, Encoding, repeat, write_videos
from tests.doubles import rtsp
from tests.doubles.camera_zoo import PASSWORD, USER, Profile, camera_network, first_maker
from tests.evidence.parts import fill_part, write_part

PART, QUOTE = "camera cost", "camera cost sentence"
PAGE = Path("docs/shop/camera.md")
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"


@contextmanager
def camera(videos: dict[Encoding, Path]) -> Iterator[dict[Encoding, str]]:
    """Addresses of the streams of one camera, as a kiosk that searches finds them."""
    one = first_maker()
    streams = {f"/{each.token}": f"filesrc location={repeat(file)} ! {each.stream}" for each, file in videos.items()}
    with rtsp.RtspServer(streams, one.address) as server:
        one.stream_port = server.port
        one.profiles = tuple(
            Profile(each.token, each.codec, each.width_px, each.height_px, str(RATE_HZ)) for each in videos
        )
        with camera_network(one) as networks:
            (found,) = search_cameras(Login(USER, PASSWORD), networks).results
        assert found.stream is not None, found.problem
        assert found.stream.profile.token == SMALL.token
        address = found.stream.address
        yield {each: address.replace(SMALL.token, each.token) for each in videos}


def measure_turns(addresses: dict[Encoding, str], turns: int) -> dict[Encoding, list[Turn]]:
    """Each stream in turn, so many times."""
    costs: dict[Encoding, list[Turn]] = {encoding: [] for encoding in addresses}
    for _ in range(turns):
        for encoding, address in addresses.items():
            costs[encoding].append(measure(address))
            print(f"{encoding.text}: {costs[encoding][-1]}", file=sys.stderr, flush=True)
    return costs


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the tables, and writes them with the sentence that quotes them. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.camera_cost", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each stream (default: 3)")
    parser.add_argument("--videos", type=Path, help="folder for the videos; uses those that an earlier run left there")
    parser.add_argument("--table", type=Path, help=f"document with <!-- {PART} -->; {PAGE} then quotes it")
    options = parser.parse_args(arguments)
    if missing := _missing():
        print(f"camera_cost: missing here: {missing}. Install it: make camera-cost", file=sys.stderr)
        return BAD_USAGE
    with tempfile.TemporaryDirectory() as folder:
        videos = {each: (options.videos or Path(folder)) / f"{each.token}.mkv" for each in ENCODINGS}
        if not all(file.is_file() for file in videos.values()):
            try:
                videos = write_videos(options.videos or Path(folder))
            except FetchError as error:
                print(f"camera_cost: there are no people to show. {error}", file=sys.stderr)
                return BAD_USAGE
        views = {each: replay(file) for each, file in videos.items()}
        with camera(videos) as addresses:
            costs = measure_turns(addresses, options.turns)
    text = f"{tables.cost_table(costs)}\n{tables.view_table(views)}"
    print(text, tables.sentence(costs, views), sep="\n", end="")
    if options.table:
        write_part(options.table, PART, text)
        fill_part(PAGE, QUOTE, tables.sentence(costs, views))
    return DONE


def _missing() -> str:
    """Programs and packages that are not installed, as a list."""
    programs = [program for program in ("ffmpeg", "mosquitto") if shutil.which(program, path=_PATH) is None]
    return ", ".join(programs + ([] if rtsp.is_installed() else ["gir1.2-gst-rtsp-server-1.0"]))


if __name__ == "__main__":
    sys.exit(main())
