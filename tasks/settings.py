"""Every setting of the environment, in one class, with the prefix `REELWRIGHT_`."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.inference import InferenceRoute
from schemas.speech import TranscriberRoute
from tasks.machine import usable_cpus, usable_memory


def _default_home() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "reelwright"


class Settings(BaseSettings):
    """Read once where a process starts, then handed on."""

    model_config = SettingsConfigDict(
        env_prefix="REELWRIGHT_", frozen=True, use_attribute_docstrings=True, extra="ignore"
    )

    home: Path = Field(default_factory=_default_home)
    """Where artifacts, results, runs, the ledger and styles are kept."""
    tenant: str = Field(default="default", pattern=r"^[a-z][a-z0-9-]{0,62}$")
    """Whose work this is: a folder and a column; reuse never crosses it."""
    database_url: str = ""
    """SQLAlchemy address of the ledger. Empty: SQLite at HOME/ledger.db."""
    style_plane_url: str = ""
    """Address of a running style plane. Empty: each command serves its own on loopback."""
    style_plane_usage_token: str = ""
    """Bearer token for the style plane; runs report with it which version they use."""
    style_plane_admin_token: str = ""
    """Bearer token of an admin of the style plane; shown only with `--allow-withdrawn`."""
    inference: str = ""
    """Inference profile that runs use, NAME or NAME@VERSION. Empty: the embedded analyser alone."""
    inference_profiles: Path | None = None
    """Folder with further profiles (`*.json`) beside those that come with the program."""
    inference_routes: tuple[InferenceRoute, ...] = ()
    """JSON list; the first route that fits a recording's language and length names its profile."""
    model: str = ""
    """Instead of a profile: one pydantic-ai model, such as `openai:gpt-5-mini`."""
    model_base_url: str = ""
    """Address of an OpenAI-compatible server, for `model`."""
    whisper_models: Path | None = None
    """Folder with Whisper models by name. Empty: the hub's own cache."""
    whisper_batch: int = Field(default=0, ge=0, le=64)
    """How many stretches Whisper decodes at once. 0: 16 on a GPU, else one after another."""
    transcriber_routes: tuple[TranscriberRoute, ...] = ()
    """JSON list; the first route that fits a recording's language and length says who listens."""
    openai_audio_key: SecretStr = SecretStr("")
    """Key of an OpenAI-compatible transcription service; may stay empty for one's own server."""
    openai_audio_url: str = "https://api.openai.com/v1"
    """Its address, up to and with `/v1`."""
    openai_audio_model: str = "whisper-1"
    """Its model; it must be able to give times of words or segments (`verbose_json`)."""
    openai_audio_usd_minute: float | None = Field(default=None, ge=0)
    """What it costs a minute. Empty: the list price where that is known."""
    deepgram_key: SecretStr = SecretStr("")
    """Key of Deepgram."""
    deepgram_url: str = "https://api.deepgram.com/v1"
    """Address of Deepgram, up to and with `/v1`."""
    deepgram_model: str = "nova-3"
    """Deepgram's model."""
    deepgram_usd_minute: float | None = Field(default=None, ge=0)
    """What it costs a minute. Empty: the list price where that is known."""
    pyannote_model: str = "pyannote/speaker-diarization-3.1"
    """Name at the hub, or a folder, for the diarizer `pyannote`."""
    hub_token: SecretStr = SecretStr("")
    """Token of the model hub, for models whose terms must be accepted."""
    encoder: Literal["x264", "hardware"] = "x264"
    """`hardware`: new runs encode with the graphics chip of the machine that starts them, where it has
    one that FFmpeg can use."""
    cpus: int = Field(default_factory=lambda: min(256, usable_cpus()), ge=1, le=256)
    """How many processors a run may keep busy. Not set: all that its container may use."""
    memory_mib: int = Field(default_factory=lambda: max(256, usable_memory()), ge=256)
    """How much memory a run may take: it renders fewer clips at once where that is little. Not set: all
    that its container may use."""
    lease_seconds: float = Field(default=30.0, ge=1, le=600)
    """How long a silent worker keeps its hold on a job."""
    attempts: int = Field(default=4, ge=1, le=10)
    """How often a stage is tried when its error is retryable."""
    backoff_seconds: float = Field(default=1.0, ge=0, le=60)
    """First pause between tries; it doubles each time, with jitter."""
    max_source_hours: float = Field(default=6.0, gt=0, le=48)
    """Longer recordings are refused."""
    barrier: str = ""
    """For tests of durability: `STAGE:POINT:FILE` waits there for ever and writes its pid to FILE."""

    @cached_property
    def tenant_home(self) -> Path:
        """Root of this tenant's artifacts, results and runs."""
        return self.home / "tenants" / self.tenant

    @cached_property
    def ledger_url(self) -> str:
        """SQLAlchemy address of the ledger."""
        return self.database_url or f"sqlite:///{self.home / 'ledger.db'}"
