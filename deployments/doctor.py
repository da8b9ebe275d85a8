"""`doctor`: is everything here that a run needs? Each line is a fact, or what to do about it."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.markup import escape

from deployments.exits import DONE, FAILED, print_json
from schemas.inference import InferenceProfile
from style_plane.starters.fonts import FONTS, font_path
from tasks.settings import Settings

GIB = 1 << 30
ABSENT = "is not here: the first recording without captions downloads it"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    said: str


def examine(*, as_json: bool) -> int:
    """Look at everything; returns the exit code."""
    findings = [_found(what, look) for what, look in LOOKS.items()]
    good = all(finding.good for finding in findings)
    if as_json:
        print_json([asdict(finding) for finding in findings])
        return DONE if good else FAILED
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        mark = "[green]ok[/]  " if finding.good else "[red]bad[/] "
        console.print(f"{mark} {finding.what}: {escape(finding.said)}")
    console.print(
        "Next: [bold]reelwright demo[/]" if good else "Mend what is bad, then run it again."
    )
    return DONE if good else FAILED


def _found(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except Exception as error:  # noqa: BLE001  whatever is wrong is what a doctor reports
        return Finding(what, False, str(error) or type(error).__name__)


def _python() -> str:
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        raise RuntimeError("Python 3.11 or 3.12 is needed; `make setup` brings one")
    return ".".join(str(part) for part in sys.version_info[:3])


def _ffmpeg() -> str:
    from tasks.tools.media.ffmpeg import ffmpeg_program
    from tasks.tools.media.process import run_guarded

    program = ffmpeg_program()
    said = run_guarded([program, "-version"], timeout_s=30)
    if said.code != 0:
        raise RuntimeError(f"{program} ends with code {said.code}: {said.err.strip()[:200]}")
    return f"{said.out.splitlines()[0].partition(' Copyright')[0]} at {program}"


def _encoder() -> str:
    from tasks.tools.media.hardware import hardware_encoder

    found = hardware_encoder()
    return (
        f"x264; {found} with REELWRIGHT_ENCODER=hardware" if found else "x264; no graphics chip's"
    )


def _skia() -> str:
    try:
        skia = importlib.import_module("skia")
    except ImportError as error:
        raise RuntimeError(f"{error}. Run: apt-get install -y libgl1 libegl1") from error
    for name in FONTS:
        if skia.Typeface.MakeFromFile(str(font_path(name))) is None:
            raise RuntimeError(f"the starter font {name} cannot be read; run `make setup` again")
    return f"skia-python {skia.__version__}, {len(FONTS)} starter fonts"


def _faces() -> str:
    from tasks.composition.track_faces.mediapipe import MediaPipeDetector

    detector = MediaPipeDetector()
    detector.warm()
    return detector.name


def _whisper() -> str:
    import faster_whisper

    from schemas.speech import TranscribeOptions
    from tasks.analysis.transcribe.whisper import device, found

    name = TranscribeOptions().whisper_model
    where = found(name, Settings().whisper_models)
    model = f"model {name} in {where}" if where else f"model {name} {ABSENT}"
    place, numbers = device()
    return f"faster-whisper {faster_whisper.__version__} on {place} ({numbers}), {model}"


def _services() -> str:
    """Which services can be asked; nothing is sent anywhere."""
    from tasks.analysis.transcribe.routing import SERVICES, service_options

    settings = Settings()
    keys = {"openai": settings.openai_audio_key, "deepgram": settings.deepgram_key}
    said = []
    for name in SERVICES:
        place = service_options(settings, name)
        key = "key set" if keys[name].get_secret_value() else "no key"
        said.append(f"{name} ({place.model} at {place.base_url}, {key})")
    return "; ".join(said)


def _diarizers() -> str:
    from tasks.analysis.diarize.stage import PROVIDERS

    installed = importlib.util.find_spec("pyannote") is not None
    missing = "" if installed else ' (pyannote: `pip install "reelwright[pyannote]"`)'
    names = [name for name in PROVIDERS if name != "pyannote" or installed]
    return f"{', '.join(names)}{missing}"


def _models() -> str:
    from tasks.tools.llm.profiles import profile_of, routes_of

    usual, routes = profile_of(Settings()), routes_of(Settings())
    found = [usual, *(route.profile for route in routes)]
    said = [_profile(profile) for profile in dict.fromkeys(found) if profile is not None]
    return "; ".join(said) or "the embedded analyser alone; REELWRIGHT_INFERENCE names a profile"


def _profile(profile: InferenceProfile) -> str:
    from tasks.tools.llm.profiles import missing_keys

    chain = ", then ".join(ref.label for ref in profile.chain)
    missing = missing_keys(profile)
    if missing:
        raise RuntimeError(f"profile {profile.label} ({chain}): {', '.join(missing)} is not set")
    return f"profile {profile.label} ({profile.digest[:12]}): {chain}; its keys are set"


def _home() -> str:
    from deployments.runtime import home

    folder = home()
    free = shutil.disk_usage(folder).free
    if free < GIB:
        raise RuntimeError(f"{folder} has {free / GIB:.2f} GiB free; a run wants 1 GiB or more")
    return f"{folder}, {free / GIB:.0f} GiB free"


def _ledger() -> str:
    from tasks.tools.runs.context import Workshop

    shop = Workshop.open(Settings())
    return f"{shop.ledger.door.engine.url.render_as_string(hide_password=True)}"


def _plane() -> str:
    import httpx

    from deployments.runtime import style_plane

    with style_plane():
        url = Settings().style_plane_url
        answer = httpx.get(f"{url}/api/v1/styles", timeout=10.0)
        answer.raise_for_status()
    return f"answers with {len(answer.json())} styles"


LOOKS: dict[str, Callable[[], str]] = {
    "Python": _python,
    "FFmpeg": _ffmpeg,
    "encoder": _encoder,
    "painter": _skia,
    "face detector": _faces,
    "transcriber": _whisper,
    "transcription services": _services,
    "diarizers": _diarizers,
    "language models": _models,
    "home": _home,
    "ledger": _ledger,
    "style plane": _plane,
}
