"""Stings and music: decoded, and kept as 48 kHz, 16 bit, stereo FLAC whatever they came as."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from schemas.units import Sha256
from style_plane.assets.facts import FLAC_TYPE, REVISION, AssetFacts, Refused
from style_plane.assets.loudness import RATE, integrated, true_peak
from style_plane.assets.signatures import sound_format

MAX_SECONDS = 300
MIN_MS = 20
PARTS = 160
"""Of the waveform."""
FORMATS = {"wav": "wav", "flac": "flac", "mp3": "mp3", "ogg": "ogg", "m4a": "mov"}
"""What is taken, to FFmpeg's name of it."""
MEDIA_TYPES = {
    "wav": "audio/wav",
    "flac": FLAC_TYPE,
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}
CODECS = frozenset({
    "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le", "flac", "mp3", "mp3float",
    "vorbis", "opus", "aac", "alac",
})  # fmt: skip
QUIET_DBTP = -1.0
Pcm = npt.NDArray[np.int16]
"""Samples by two channels."""


def as_flac(data: bytes) -> tuple[bytes, Pcm]:
    """A sound as FLAC, and its samples.

    The same samples give the same bytes: FLAC of the FLAC is the FLAC.

    Raises:
        Refused: for what cannot be decoded, is too long, or has no sound.
    """
    pcm = decoded(data)
    return _encoded(pcm), pcm


def decoded(data: bytes) -> Pcm:
    """The samples of a sound, at 48 kHz in two channels.

    Raises:
        Refused: as `as_flac`.
    """
    name = sound_format(data)
    if name is None:
        raise Refused("The sound is none of WAV, FLAC, MP3, OGG and M4A. Convert it to one.")
    try:
        pcm = _decoded(data, FORMATS[name])
    except FFmpegError as error:
        raise Refused(
            f"The sound cannot be decoded: {error.strerror}. Export it as WAV."
        ) from error
    if pcm.shape[0] < RATE * MIN_MS // 1000:
        raise Refused(f"The sound is shorter than {MIN_MS} ms. Export it again.")
    return pcm


def inspect_sound(data: bytes, sha256: Sha256, pcm: Pcm) -> AssetFacts:
    """Facts of a sound with these samples."""
    samples = pcm.T.astype(np.float64) / 32768
    loudness, peak = integrated(samples), true_peak(samples)
    warnings = []
    if loudness is None:
        warnings.append("The sound is silent.")
    elif peak is not None and peak > QUIET_DBTP:
        warnings.append(f"The true peak of {peak:g} dBTP is over {QUIET_DBTP:g}: it may distort.")
    return AssetFacts(
        sha256=sha256,
        kind="sound",
        media_type=MEDIA_TYPES[sound_format(data) or "flac"],
        size=len(data),
        revision=REVISION,
        duration_ms=round(pcm.shape[0] * 1000 / RATE),
        loudness=loudness,
        true_peak=peak,
        peaks=_peaks(pcm),
        warnings=tuple(warnings),
    )


def _decoded(data: bytes, format_name: str) -> Pcm:
    """Stereo at 48 kHz; decoding stops where a sound may not be longer."""
    blocks: list[Pcm] = []
    length = 0
    for block in _blocks(data, format_name):
        blocks.append(block)
        length += block.shape[0]
        if length > RATE * MAX_SECONDS:
            raise Refused(f"The sound is longer than {MAX_SECONDS // 60} minutes. Cut it shorter.")
    if not blocks:
        raise Refused("The file holds no sound. Export it again.")
    return np.concatenate(blocks)


def _blocks(data: bytes, format_name: str) -> Iterator[Pcm]:
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)
    options = {"protocol_whitelist": "", "format_whitelist": _demuxers(format_name)}
    with av.open(io.BytesIO(data), "r", format=format_name, options=options) as container:
        if not container.streams.audio:
            raise Refused("The file holds no sound. Export it again.")
        stream = container.streams.audio[0]
        codec = stream.codec_context.codec.name
        if codec not in CODECS:
            raise Refused(f"The codec {codec!r} is not taken. Export the sound as WAV or FLAC.")
        for frame in container.decode(stream):
            frame.pts = None
            for made in resampler.resample(frame):
                yield _samples(made)
        for made in resampler.resample(None):
            yield _samples(made)


def _demuxers(format_name: str) -> str:
    return "mov,mp4,m4a,3gp,3g2,mj2" if format_name == "mov" else format_name


def _samples(frame: Any) -> Pcm:
    return np.asarray(frame.to_ndarray().reshape(-1, 2), dtype=np.int16)


def _encoded(pcm: Pcm) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=RATE, layout="stereo", format="s16")
        stream.codec_context.options = {"compression_level": "8", "flags": "+bitexact"}
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm).reshape(1, -1), "s16", "stereo"
        )
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def _peaks(pcm: Pcm) -> tuple[int, ...]:
    highest = np.abs(pcm.astype(np.int32)).max(axis=1)
    edges = np.linspace(0, highest.size, min(PARTS, highest.size) + 1).astype(int)
    return tuple(
        round(int(highest[start:end].max()) * 100 / 32768)
        for start, end in itertools.pairwise(edges)
    )
