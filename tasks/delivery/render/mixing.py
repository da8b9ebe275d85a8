"""The brand's sounds over the clip's own: stings at its ends, music under it that gives way."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from schemas.artifacts import Blob, Ref
from schemas.sounds import AddedSound, Bed, Sound
from tasks.delivery.render.base import Locate
from tasks.errors.styles import StyleSoundError
from tasks.tools.media.encode import AUDIO_RATE
from tasks.tools.media.voice import SHARE, told_apart

Samples = npt.NDArray[np.float32]
"""Stereo, n x 2, -1 to 1, 48 kHz."""

CONTROL_HZ = 100
"""How often the level of speech is looked at."""
SPEECH_BELOW_DB = 26.0
"""Speech is what lies at most this far below the clip's loud places, and well above its quiet ones."""
QUIET_DB = -60.0
"""Nothing below this is speech."""
BREATH_MS = 300
"""The music does not come back in a pause this short."""
SEAM_MS = 400
"""Over which the music's end fades into its beginning when it is repeated."""


@dataclass(frozen=True, eq=False)
class Added:
    """Decoded sounds, each with how it is laid in."""

    sting_in: Samples | None = None
    sting_out: Samples | None = None
    music: Samples | None = None
    bed: Bed | None = None


def added_sounds(sound: Sound, locate: Locate) -> Added | None:
    """What a plan adds to the clip's own sound, at its gain; None when that is nothing.

    Raises:
        StyleSoundError: when one cannot be decoded.
    """
    if sound.sting_in is None and sound.sting_out is None and sound.music is None:
        return None
    bed = sound.music
    return Added(
        sting_in=_sting(sound.sting_in, locate),
        sting_out=_sting(sound.sting_out, locate),
        music=_decoded(bed.audio, locate) * _factor(bed.gain) if bed else None,
        bed=bed,
    )


def _sting(sting: AddedSound | None, locate: Locate) -> Samples | None:
    return None if sting is None else _decoded(sting.audio, locate) * _factor(sting.gain)


def _decoded(ref: Ref[Blob], locate: Locate) -> Samples:
    """48 kHz stereo, whatever the file holds."""
    parts: list[npt.NDArray[np.float32]] = []
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=AUDIO_RATE)
    try:
        with av.open(str(locate(ref))) as file:
            frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
            frames += resampler.resample(None)
            parts = [np.asarray(frame.to_ndarray(), np.float32) for frame in frames]
    except (av.FFmpegError, IndexError) as error:
        raise StyleSoundError(ref.sha256, str(error) or type(error).__name__) from error
    if not parts:
        raise StyleSoundError(ref.sha256, "it holds no sound")
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T)


def _factor(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def mixed(voice: Samples, added: Added) -> Samples:
    """The clip's sound with what is added, as long as before."""
    result = voice.copy()
    count = len(result)
    if added.music is not None and added.bed is not None and len(added.music):
        result += looped(added.music, count) * bed_gain(voice, added.bed)[:, None]
    if added.sting_in is not None:
        part = added.sting_in[:count]
        result[: len(part)] += part
    if added.sting_out is not None:
        part = added.sting_out[-count:] if count else added.sting_out[:0]
        result[count - len(part) :] += part
    return result


def looped(samples: Samples, count: int) -> Samples:
    """`count` samples of a piece that begins again before it ends, without a seam."""
    seam = min(SEAM_MS * AUDIO_RATE // 1000, len(samples) // 2)
    if count <= len(samples):
        return samples[:count]
    fade = np.sqrt((np.arange(seam, dtype=np.float32) + 0.5) / max(1, seam))[:, None]
    step = len(samples) - seam
    result = np.zeros((count + len(samples), 2), dtype=np.float32)
    for start in range(0, count, step):
        part = samples.copy()
        if start > 0:
            part[:seam] *= fade
        part[len(part) - seam :] *= fade[::-1]
        result[start : start + len(part)] += part
    return result[:count]


def bed_gain(voice: Samples, bed: Bed) -> npt.NDArray[np.float32]:
    """How much of the music is heard at each sample: less under speech, nothing at the end."""
    count = len(voice)
    hop = AUDIO_RATE // CONTROL_HZ
    spoken = speech(voice, hop)
    wanted = np.where(spoken, -bed.duck, 0.0)
    # it gives way before the first sound of a word, so that the word is heard whole
    ahead = round(bed.attack_ms * CONTROL_HZ / 1000)
    wanted = np.minimum(
        wanted, np.append(wanted[ahead:], np.full(min(ahead, len(wanted)), wanted[-1]))
    )
    curve = _followed(wanted, bed.attack_ms, bed.release_ms)
    at = (np.arange(len(curve)) + 0.5) * hop
    gain = np.interp(np.arange(count), at, 10 ** (curve / 20))
    tail = min(count, bed.fade_out_ms * AUDIO_RATE // 1000)
    if tail:
        gain[count - tail :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(tail) + 0.5) / tail)
    return gain.astype(np.float32)


def speech(voice: Samples, hop: int) -> npt.NDArray[np.bool_]:
    """For each `hop` samples whether someone speaks; at least one value."""
    count = max(1, -(-len(voice) // hop))
    padded = np.zeros((count * hop, 2), dtype=np.float32)
    padded[: len(voice)] = voice
    power = np.square(padded).reshape(count, hop * 2).mean(axis=1)
    level = 10 * np.log10(np.maximum(ndimage.uniform_filter1d(power, 5, mode="nearest"), 1e-12))
    heard = level > max(QUIET_DB, _least_speech(level))
    breath = max(1, BREATH_MS * CONTROL_HZ // 1000)
    held = ndimage.binary_closing(np.pad(heard, breath), structure=np.ones(breath + 1, bool))
    result: npt.NDArray[np.bool_] = held[breath : breath + count] | heard
    return result


def _least_speech(level: npt.NDArray[np.float64]) -> float:
    """The level from which on someone speaks; rooms that lie near speech are told apart from it."""
    least = float(np.percentile(level, 95)) - SPEECH_BELOW_DB
    apart = told_apart(level)
    if apart is None:
        return least
    silence, spoken = apart
    return max(least, silence + SHARE * (spoken - silence))


def _followed(
    wanted: npt.NDArray[np.float64], attack_ms: int, release_ms: int
) -> npt.NDArray[np.float64]:
    """Decibels that go down as fast as the attack and up as slowly as the release."""
    steps = {
        True: 1 - np.exp(-3000.0 / CONTROL_HZ / max(1, attack_ms)),
        False: 1 - np.exp(-3000.0 / CONTROL_HZ / max(1, release_ms)),
    }
    now = float(wanted[0])
    curve = np.empty(len(wanted))
    for index, target in enumerate(wanted.tolist()):
        now += (target - now) * steps[target < now]
        curve[index] = now
    return curve
