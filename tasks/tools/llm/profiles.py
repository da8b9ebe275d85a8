"""Inference profiles by name: those that come with the program, those of a folder, and the one that
`REELWRIGHT_MODEL` makes."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import ValidationError

from schemas.inference import InferenceProfile, ProfileRoute, one_model
from tasks.errors.inference import InferenceProfileError
from tasks.settings import Settings

SHIPPED = Path(__file__).parent / "profiles"
NAMED = re.compile(r"(?P<name>[a-z][a-z0-9-]{0,62})(?:@(?P<version>[1-9][0-9]*))?")


def profile_of(settings: Settings) -> InferenceProfile | None:
    """The profile that runs of this process use; None for the embedded analyser alone.

    Raises:
        InferenceProfileError: when it is not there, is no profile, or two were asked for.
    """
    if settings.inference and settings.model:
        why = "REELWRIGHT_INFERENCE and REELWRIGHT_MODEL are both set"
        raise InferenceProfileError(settings.inference, why)
    if settings.inference:
        return find(settings.inference, settings.inference_profiles)
    return of_one_model(settings.model, settings.model_base_url) if settings.model else None


def routes_of(settings: Settings) -> tuple[ProfileRoute, ...]:
    """The routes that runs of this process use, with their profiles.

    Raises:
        InferenceProfileError: when a route names none that is there.
    """
    return tuple(
        ProfileRoute.model_validate(
            route.model_dump()
            | {
                "profile": find(route.profile, settings.inference_profiles)
                if route.profile
                else None
            }
        )
        for route in settings.inference_routes
    )


def find(name: str, folder: Path | None = None) -> InferenceProfile:
    """The profile `NAME` (its newest version) or `NAME@VERSION`.

    Raises:
        InferenceProfileError: see `profile_of`.
    """
    asked = NAMED.fullmatch(name)
    if asked is None:
        raise InferenceProfileError(name, "a profile is named NAME or NAME@VERSION")
    known = profiles(folder)
    fitting = [
        profile
        for profile in known
        if profile.name == asked["name"]
        and (asked["version"] is None or profile.version == int(asked["version"]))
    ]
    if not fitting:
        labels = ", ".join(profile.label for profile in known)
        raise InferenceProfileError(name, f"known profiles: {labels}")
    return max(fitting, key=lambda profile: profile.version)


def profiles(folder: Path | None = None) -> list[InferenceProfile]:
    """Every profile, by name and version; those of `folder` beside the shipped ones.

    Raises:
        InferenceProfileError: when a file holds none, or two differ under one name and version.
    """
    if folder is not None and not folder.is_dir():
        raise InferenceProfileError(str(folder), "REELWRIGHT_INFERENCE_PROFILES is no folder")
    found: dict[str, InferenceProfile] = {}
    for place in (SHIPPED, folder):
        for path in sorted(place.glob("*.json")) if place else ():
            profile = _read(path)
            if found.setdefault(profile.label, profile) != profile:
                why = "this version is there already and never changes; give it the next number"
                raise InferenceProfileError(profile.label, f"{path}: {why}")
    return [found[label] for label in sorted(found)]


def of_one_model(model: str, base_url: str = "") -> InferenceProfile:
    """The profile of one model such as `openai:gpt-5-mini`; a server of its own address may be asked
    without a key.

    Raises:
        InferenceProfileError: when the name has no provider.
    """
    try:
        made = one_model(model, base_url)
    except ValidationError as error:
        why = f"REELWRIGHT_MODEL is PROVIDER:MODEL, such as openai:gpt-5-mini ({_first(error)})"
        raise InferenceProfileError(model, why) from error
    (ref,) = made.chain
    if base_url and not os.environ.get(ref.api_key_env):
        made = made.model_copy(update={"chain": (ref.model_copy(update={"api_key_env": ""}),)})
    return made


def missing_keys(profile: InferenceProfile) -> tuple[str, ...]:
    """Environment variables of keys that the profile names and that are not set."""
    named = dict.fromkeys(ref.api_key_env for ref in profile.chain if ref.api_key_env)
    return tuple(name for name in named if not os.environ.get(name))


def _read(path: Path) -> InferenceProfile:
    try:
        return InferenceProfile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise InferenceProfileError(str(path), _first(error)) from error


def _first(error: ValidationError) -> str:
    item = error.errors()[0]
    return f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}".lstrip(": ")
