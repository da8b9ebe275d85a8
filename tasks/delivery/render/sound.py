"""The clip's own sound -> the mix: cleaned, levelled, faded, at its loudness, under its ceiling."""

from __future__ import annotations

import math
import wave
from pathlib import Path

import numpy as np
from scipy import ndimage

from schemas.media import Loudness
from schemas.sounds import Sound
from tasks.delivery.render.denoise import denoised
from tasks.delivery.render.filters import filtered, rumble
from tasks.delivery.render.hiding import hidden
from tasks.delivery.render.limiting import Master
from tasks.delivery.render.loudness import (
    GATE_LUFS,
    gated,
    is_room,
    loudness_range,
    short_terms,
    true_peak,
    weighed,
)
from tasks.delivery.render.mixing import Added, Samples, mixed
from tasks.delivery.render.riding import ridden
from tasks.delivery.render.sides import centred
from tasks.tools.media.encode import AUDIO_RATE, decode_audio, encode_aac

TRIES = 5
CLOSE_ENOUGH_LU = 0.3
ENCODER_LOSS_LU = 0.15
"""What AAC is expected to take, mostly from the highest tones; measured afterwards."""
ENCODER_MARGIN_DB = 0.3
"""What AAC is expected to add to peaks; measured afterwards."""
CONTROL_HZ = 200
EDGE_MS = 5
"""Over which a mix comes and goes whatever its fades are: what is cut in a wave clicks."""
KNEE_DB = -26.0
"""The compressor works on what is louder than this, relative to full scale, in a sound at `USUAL_LUFS`:
a quiet recording is levelled as much as a loud one."""
USUAL_LUFS = -20.0


def master(
    sound: Sound, wav: Path, seconds: float, out: Path, added: Added | None = None
) -> Loudness:
    """Write `seconds` of finished AAC to `out` and measure what a player will hear.

    `added` are the brand's sounds, laid over the clip's own before its loudness is set.
    Encoded again while the decoded result is off its loudness or over its ceiling. Silence,
    what lies below the gate of the measurement, and a room without a voice keep their level.
    """
    own = centred(read_wav(wav, round(seconds * AUDIO_RATE)), AUDIO_RATE)
    mix = treat(sound, own, AUDIO_RATE)
    if added is not None:
        mix = mixed(as_loud(mix, sound.loudness), added)
    mix = faded(mix, EDGE_MS, EDGE_MS, AUDIO_RATE)
    mastered = Master(mix)
    if mastered.is_room:
        encode_aac(out, mix)
        return measure(out)
    loss, ceiling = ENCODER_LOSS_LU, sound.true_peak - ENCODER_MARGIN_DB
    before = math.inf
    for _ in range(TRIES):
        encode_aac(out, mastered.at(sound.loudness + loss, ceiling))
        found = measure(out)
        off = sound.loudness - found.integrated_lufs
        over = found.true_peak_dbtp - sound.true_peak
        if over <= 0 and (abs(off) <= CLOSE_ENOUGH_LU or abs(before - off) < 0.05):
            break
        before = off
        loss += off
        ceiling -= over + 0.1 if over > 0 else 0.0
    return found


def measure(path: Path) -> Loudness:
    """EBU R128 of an encoded file; finite numbers also for silence."""
    samples = decode_audio(path)
    energy = weighed(samples, AUDIO_RATE)
    lufs = gated(energy, AUDIO_RATE)
    return Loudness(
        integrated_lufs=round(max(lufs, GATE_LUFS), 2),
        true_peak_dbtp=round(max(true_peak(samples), -120.0), 2),
        range_lu=round(loudness_range(short_terms(energy, AUDIO_RATE)), 2),
        threshold_lufs=round(max(lufs, GATE_LUFS) - 10, 2),
        silent=lufs <= GATE_LUFS,
    )


def read_wav(path: Path, count: int) -> Samples:
    """`count` stereo samples, -1 to 1, of a 16-bit WAV; silence follows where it is shorter."""
    with wave.open(str(path)) as file:
        channels = file.getnchannels()
        raw = file.readframes(min(count, file.getnframes()))
    samples = np.frombuffer(raw, dtype="<i2").reshape(-1, channels).astype(np.float32) / 32768
    stereo = np.zeros((count, 2), dtype=np.float32)
    stereo[: len(samples)] = samples[:, [0, min(1, channels - 1)]]
    return stereo


def treat(sound: Sound, samples: Samples, rate: int) -> Samples:
    """Rumble filter, noise, levelling, loudness range, swear words, fades."""
    if sound.highpass_hz > 0:
        samples = filtered(samples, rumble(sound.highpass_hz, rate))
    samples = denoised(samples, sound.noise_reduction)
    if sound.compress > 0:
        samples = levelled(as_loud(samples, USUAL_LUFS), sound.compress, rate)
    if sound.loudness_range is not None:
        samples = ridden(samples, sound.loudness_range, rate)
    samples = hidden(samples, sound.hidden, sound.bleep, rate)
    return faded(samples, sound.fade_in_ms, sound.fade_out_ms, rate)


def levelled(samples: Samples, amount: float, rate: int) -> Samples:
    """Gentle compression, up to 4 to 1, by the loudness of the last few hundredths of a second."""
    hop = rate // CONTROL_HZ
    count = -(-len(samples) // hop)
    padded = np.zeros((count * hop, 2), dtype=np.float32)
    padded[: len(samples)] = samples
    power = np.square(padded).reshape(count, hop * 2).mean(axis=1)
    smooth = ndimage.uniform_filter1d(power, size=9, mode="nearest")
    level = 10 * np.log10(np.maximum(smooth, 1e-10))
    ratio = 1 + 3 * amount
    gain = -np.maximum(0.0, level - KNEE_DB) * (1 - 1 / ratio)
    gain = ndimage.gaussian_filter1d(gain, sigma=CONTROL_HZ * 0.03, mode="nearest")
    at = (np.arange(count) + 0.5) * hop
    curve = np.interp(np.arange(len(samples)), at, 10 ** (gain / 20))
    result: Samples = (samples * curve[:, None]).astype(np.float32)
    return result


def faded(samples: Samples, fade_in_ms: int, fade_out_ms: int, rate: int) -> Samples:
    """Cosine fades; each takes at most half of the sound."""
    result = samples.copy()
    half = len(samples) // 2
    for length_ms, tail in ((fade_in_ms, False), (fade_out_ms, True)):
        count = min(half, length_ms * rate // 1000)
        if count == 0:
            continue
        curve = (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)).astype(np.float32)
        part = slice(-count, None) if tail else slice(0, count)
        result[part] *= (curve[::-1] if tail else curve)[:, None]
    return result


def as_loud(samples: Samples, target: float) -> Samples:
    """At the loudness, whatever it was recorded at: what is laid over it has its gain relative to
    that. Silence stays silence, and a room without a voice as quiet as it was. Peaks may pass full
    scale; the mix is limited."""
    energy = weighed(samples, AUDIO_RATE)
    if is_room(energy, AUDIO_RATE):
        return samples
    return _gained(samples, target - gated(energy, AUDIO_RATE))


def _gained(samples: Samples, decibels: float) -> Samples:
    return samples * np.float32(10 ** (decibels / 20))
