"""Errors that a person reads. Retryable or fatal is decided by the class, once, where it is caught.

A message says what is wrong, with the value, and what to do. Constructors hand their own arguments
to `super().__init__`, so that every error pickles.
"""

from __future__ import annotations


class StageError(Exception):
    """Root of everything a stage raises on purpose."""


class RetryableError(StageError):
    """May well succeed when tried again: a busy provider, a lost connection, a full disk."""


class FatalError(StageError):
    """Will fail the same way every time."""


class InputRefusedError(FatalError):
    """What was handed in cannot be used; exit code 2."""


class SourceRefusedError(InputRefusedError):
    """The recording is outside the media contract."""

    def __init__(self, name: str, reason: str, detail: str, remedy: str) -> None:
        super().__init__(name, reason, detail, remedy)
        self.name, self.reason, self.detail, self.remedy = name, reason, detail, remedy

    def __str__(self) -> str:
        return f"{self.name!r} is refused ({self.reason}): {self.detail} {self.remedy}"


class SourceNotFoundError(InputRefusedError):
    """The recording is not where it was said to be."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(location, why)
        self.location, self.why = location, why

    def __str__(self) -> str:
        return f"No recording at {self.location!r}: {self.why}. Check the path or address."


class HomeUnusableError(FatalError):
    """Reelwright's home cannot be made or used."""

    def __init__(self, home: str, why: str) -> None:
        super().__init__(home, why)
        self.home, self.why = home, why

    def __str__(self) -> str:
        return (
            f"Reelwright cannot work in {self.home!r}: {self.why}. Set REELWRIGHT_HOME to a folder "
            f"that you may write in."
        )


class LedgerUnavailableError(RetryableError):
    """The database of runs does not answer, or is none."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)
        self.address, self.why = address, why

    def __str__(self) -> str:
        return (
            f"The ledger at {self.address} cannot be used: {self.why}. See that the database runs "
            f"and may be written, or set REELWRIGHT_DATABASE_URL to another; no work is lost."
        )


class PrefectUnavailableError(RetryableError):
    """The configured Prefect API does not answer."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)
        self.address, self.why = address, why

    def __str__(self) -> str:
        return (
            f"Prefect's API at {self.address} does not answer: {self.why}. Start it, or unset "
            f"PREFECT_API_URL: a command then brings a server of its own. What is done is kept."
        )


class CaptionsUnreadableError(InputRefusedError):
    """The caption file holds nothing that can be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The captions in {self.name!r} cannot be read: {self.why}. Hand in a .vtt, .srt, "
            f".ttml, .ass, .sbv, .sub, .smi, .lrc or transcript .json, or leave captions out to have "
            f"the recording transcribed."
        )


class GlossaryError(InputRefusedError):
    """The list of names and terms cannot be used."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return (
            f"The glossary cannot be used: {self.why}. Give names with commas between them, or a "
            f"file with one on each line."
        )


class NoSpeechError(InputRefusedError):
    """There are no words to choose moments from."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"No speech was found in {self.name!r}: {self.why}. Clips are chosen by what is said; "
            f"hand in captions with --captions FILE if there is speech."
        )


class ModelUnavailableError(FatalError):
    """A model cannot be loaded."""

    def __init__(self, model: str, why: str, remedy: str) -> None:
        super().__init__(model, why, remedy)
        self.model, self.why, self.remedy = model, why, remedy

    def __str__(self) -> str:
        return f"The model {self.model!r} cannot be loaded: {self.why}. {self.remedy}"


class TranscriberUnavailableError(RetryableError):
    """A transcription service does not answer now, or not with an answer."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(service, why)
        self.service, self.why = service, why

    def __str__(self) -> str:
        return (
            f"The transcription service {self.service} cannot be used now: {self.why}. Try again "
            f"later, or choose another with --transcriber."
        )


class TranscriberRefusedError(FatalError):
    """A transcription service will not do the job as it stands."""

    def __init__(self, service: str, why: str, remedy: str) -> None:
        super().__init__(service, why, remedy)
        self.service, self.why, self.remedy = service, why, remedy

    def __str__(self) -> str:
        return f"The transcription service {self.service} cannot be used: {self.why}. {self.remedy}"


class InferenceProfileError(InputRefusedError):
    """An inference profile is not there, or is none."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The inference profile {self.name!r} cannot be used: {self.why}. Mend it, or unset "
            f"REELWRIGHT_INFERENCE for the embedded analyser."
        )


class InferenceError(StageError):
    """A language model gave no answer that can be used."""


class ModelsUnavailableError(InferenceError, RetryableError):
    """No model of the chain answers at present."""

    def __init__(self, chain: str, why: str) -> None:
        super().__init__(chain, why)
        self.chain, self.why = chain, why

    def __str__(self) -> str:
        return f"No model answers ({self.chain}): {self.why}. Try again later."


class ModelRefusedError(InferenceError, FatalError):
    """A provider refuses the request itself: key, name or form."""

    def __init__(self, model: str, why: str, remedy: str) -> None:
        super().__init__(model, why, remedy)
        self.model, self.why, self.remedy = model, why, remedy

    def __str__(self) -> str:
        return f"{self.model} refuses: {self.why}. {self.remedy}"


class BudgetRefusedError(InferenceError, FatalError):
    """The request might cost more than may still be spent; it was not sent."""

    def __init__(self, scope: str, needed_usd: str, left_usd: str) -> None:
        super().__init__(scope, needed_usd, left_usd)
        self.scope, self.needed_usd, self.left_usd = scope, needed_usd, left_usd

    def __str__(self) -> str:
        return (
            f"The budget {self.scope} has {self.left_usd} USD left and the request may cost "
            f"{self.needed_usd} USD; it was not sent. Raise the limit in the profile's next version."
        )


class ModelUnpricedError(InferenceError, FatalError):
    """Nobody knows what the model costs; it was not asked."""

    def __init__(self, model: str, profile: str) -> None:
        super().__init__(model, profile)
        self.model, self.profile = model, profile

    def __str__(self) -> str:
        return (
            f"There is no price for {self.model}, so it was not asked. Give it a `price` in the "
            f"profile {self.profile}, or let it charge the ceiling (`on_unpriced`)."
        )


class AnswerRejectedError(InferenceError, FatalError):
    """A model answered, and not even its repaired answer can be used."""

    def __init__(self, model: str, why: str) -> None:
        super().__init__(model, why)
        self.model, self.why = model, why

    def __str__(self) -> str:
        return f"The answer of {self.model} cannot be used: {self.why}. Try another model."


class TasteProfileError(InputRefusedError):
    """A taste profile that a run names cannot be used."""

    def __init__(self, ref: str, why: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(ref, why, known)
        self.ref, self.why, self.known = ref, why, known

    def __str__(self) -> str:
        hint = f" Known profiles: {', '.join(self.known)}." if self.known else ""
        return f"The taste profile {self.ref!r} cannot be used: {self.why}.{hint}"


class PublishedUnreadableError(InputRefusedError):
    """A list of stories that were told before cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The list of published stories {self.name!r} cannot be read: {self.why}. Hand in text "
            f"with one story on a line, or the JSON that `reelwright plan --json` prints."
        )


class ReviewRefusedError(InputRefusedError):
    """What a person wants of a plan cannot be done."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return (
            f"The review of {self.what!r} cannot be used: {self.why}. Correct it and send it again."
        )


class NotWaitingError(InputRefusedError):
    """A run is to go on that no person is waited for."""

    def __init__(self, run: str, state: str) -> None:
        super().__init__(run, state)
        self.run, self.state = run, state

    def __str__(self) -> str:
        return (
            f"The run {self.run} does not wait for a review: it is {self.state}. "
            f"`reelwright rerun {self.run}` makes its clips once more."
        )


class NudgeRefusedError(InputRefusedError):
    """An end of a clip cannot be moved there."""

    def __init__(self, clip: str, why: str) -> None:
        super().__init__(clip, why)
        self.clip, self.why = clip, why

    def __str__(self) -> str:
        return f"The ends of {self.clip!r} cannot be moved so: {self.why}."


class RewordingRefusedError(InputRefusedError):
    """A word cannot be written so."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return f"{self.what!r} cannot be used: {self.why}."


class TooLittleToLearnError(InputRefusedError):
    """A catalogue does not hold enough to learn from."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why)
        self.folder, self.why = folder, why

    def __str__(self) -> str:
        return (
            f"Nothing can be learned from {self.folder!r}: {self.why}. Give more whole episodes as "
            f"NAME.vtt, with their openings, or with NAME.clips.json that lists what was published: "
            f'[{{"start_ms": 61000, "end_ms": 95000}}].'
        )


class StyleNotFoundError(InputRefusedError):
    """The style plane knows no such style or version."""

    def __init__(self, ref: str, why: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(ref, why, known)
        self.ref, self.why, self.known = ref, why, known

    def __str__(self) -> str:
        hint = f" Known styles: {', '.join(self.known)}." if self.known else ""
        return f"There is no style {self.ref!r}: {self.why}.{hint}"


class StyleWithdrawnError(InputRefusedError):
    """The version was withdrawn: no new run may pin it."""

    def __init__(self, ref: str, why: str) -> None:
        super().__init__(ref, why)
        self.ref, self.why = ref, why

    def __str__(self) -> str:
        return (
            f"The style {self.ref} is withdrawn: {self.why} Name another version, or, where its use "
            f"is still allowed, ask for it with --allow-withdrawn."
        )


class StyleForbiddenError(InputRefusedError):
    """The style plane does not give this to whoever asks."""

    def __init__(self, ref: str, why: str) -> None:
        super().__init__(ref, why)
        self.ref, self.why = ref, why

    def __str__(self) -> str:
        return (
            f"The style plane refuses {self.ref!r}: {self.why} Put a token that may have it into "
            f"REELWRIGHT_STYLE_PLANE_USAGE_TOKEN."
        )


class StyleOverrideError(InputRefusedError):
    """What a run would change of its style cannot be."""

    def __init__(self, style: str, wrong: tuple[str, ...]) -> None:
        super().__init__(style, wrong)
        self.style, self.wrong = style, wrong

    def __str__(self) -> str:
        return (
            f"The override does not fit {self.style}: {'; '.join(self.wrong)}. Only subtitles, "
            f"overlays (by id), visual and audio can be changed for one run."
        )


class StyleBundleError(InputRefusedError):
    """A file that should hold a style holds none, or was changed."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"The style bundle {self.name!r} cannot be used: {self.why} Export it again."


class AspectNotPromisedError(InputRefusedError):
    """The style was not made for an aspect ratio that was asked for."""

    def __init__(self, style: str, asked: str, promised: str) -> None:
        super().__init__(style, asked, promised)
        self.style, self.asked, self.promised = style, asked, promised

    def __str__(self) -> str:
        return (
            f"The style {self.style} is not made for {self.asked}, only for {self.promised}. Ask for "
            f"one of these, or take another style."
        )


class SlotsDoNotFitError(InputRefusedError):
    """What the producer filled in does not fit the style's slots."""

    def __init__(self, style: str, problems: str) -> None:
        super().__init__(style, problems)
        self.style = style
        self.problems = problems

    def __str__(self) -> str:
        return (
            f"The slots of {self.style} cannot be filled: {self.problems}. Give each as "
            f"NAME=VALUE with what the style asks for."
        )


class StylePlaneUnavailableError(RetryableError):
    """The style plane does not answer."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(url, why)
        self.url, self.why = url, why

    def __str__(self) -> str:
        return (
            f"The style plane at {self.url} does not answer: {self.why}. Start it with "
            f"`reelwright up`, or unset REELWRIGHT_STYLE_PLANE_URL to use the one that comes with "
            f"each command."
        )


class DigestMismatchError(FatalError):
    """Bytes are not what their name says."""

    def __init__(self, what: str, expected: str, found: str) -> None:
        super().__init__(what, expected, found)
        self.what, self.expected, self.found = what, expected, found

    def __str__(self) -> str:
        return (
            f"{self.what} should have sha256 {self.expected} but has {self.found}: it was changed "
            f"after it was stored. Nothing was made from it; run again to have it made anew."
        )


class ArtifactMissingError(FatalError):
    """Bytes that a pointer names are gone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256

    def __str__(self) -> str:
        return f"The artifact {self.sha256} is gone from the store. Run again to have it made anew."


class OutputsFullError(RetryableError):
    """The disk that finished clips are put on has no room left."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"No room left in the output folder {self.folder!r}. Free some space, or name a folder on "
            f"another disk, and run the same command again: what is done is kept."
        )


class StorageFullError(RetryableError):
    """The disk has no room left."""

    def __init__(self, where: str, needed: str) -> None:
        super().__init__(where, needed)
        self.where, self.needed = where, needed

    def __str__(self) -> str:
        return (
            f"No room left at {self.where} ({self.needed}). Free some space, or set REELWRIGHT_HOME "
            f"to a larger disk, and run the same command again: what is done is kept."
        )


class OutputFolderError(InputRefusedError):
    """The output folder cannot be written."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why)
        self.folder, self.why = folder, why

    def __str__(self) -> str:
        return f"The output folder {self.folder!r} cannot be written: {self.why}. Name another."


class SourceGoneError(InputRefusedError):
    """The kept bytes of a recording are gone, or are not what they were."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"The recording {self.name!r} is no longer kept whole: its bytes are gone or were changed. "
            f"Hand it in again with `reelwright clip FILE`: what was made of it attaches."
        )


class JobEndedError(FatalError):
    """A job was ended by somebody else, such as after its worker had been silent for too long."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return (
            f"{self.what} was ended by somebody else ({self.why}), as happens when a machine sleeps "
            f"in the middle of its work. Run the same command again: what is done is kept."
        )


class RunNotFoundError(InputRefusedError):
    """The ledger knows no such run."""

    def __init__(self, run_id: str, why: str) -> None:
        super().__init__(run_id, why)
        self.run_id, self.why = run_id, why

    def __str__(self) -> str:
        return f"There is no run {self.run_id!r} to use: {self.why}. `reelwright show` lists runs."


class MediaToolError(FatalError):
    """FFmpeg or a decoder failed on input that was accepted."""

    def __init__(self, doing: str, why: str) -> None:
        super().__init__(doing, why)
        self.doing, self.why = doing, why

    def __str__(self) -> str:
        return f"{self.doing} failed: {self.why}"


class StyleFontError(FatalError):
    """A font of the style cannot be read."""

    def __init__(self, family: str, sha256: str) -> None:
        super().__init__(family, sha256)
        self.family, self.sha256 = family, sha256

    def __str__(self) -> str:
        return (
            f"The font {self.family!r} ({self.sha256[:12]}) holds no glyphs that can be read. "
            f"Publish the style again with a static TTF or OTF file."
        )


class StyleImageError(FatalError):
    """A logo of the style cannot be read."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256

    def __str__(self) -> str:
        return (
            f"The logo {self.sha256[:12]} is no picture that can be read. Publish the style again "
            f"with a PNG file."
        )


class StyleLutError(FatalError):
    """A colour look-up table of the style cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return (
            f"The LUT cannot be read: {self.why}. Export it again as a 3D .cube file with "
            f"LUT_3D_SIZE 2 to 65, and publish the style's next version with it."
        )


class StyleSoundError(FatalError):
    """A sting or a piece of music of the style cannot be decoded."""

    def __init__(self, sha256: str, why: str) -> None:
        super().__init__(sha256, why)
        self.sha256 = sha256
        self.why = why

    def __str__(self) -> str:
        return (
            f"The style's sound {self.sha256} cannot be decoded: {self.why}. Publish the style's "
            f"next version with it as WAV or FLAC."
        )


class StyleTooNewError(FatalError):
    """The style says something that this release does not know."""

    def __init__(self, label: str, format_number: str, why: str) -> None:
        super().__init__(label, format_number, why)
        self.label, self.format_number, self.why = label, format_number, why

    def __str__(self) -> str:
        return (
            f"The style {self.label} (format {self.format_number}) cannot be read by this release: "
            f"{self.why}. It reads format 1. Update Reelwright here, or name an older version."
        )


class StyleAnswerError(FatalError):
    """What was sent for a style is not what was asked for, or contradicts itself."""

    def __init__(self, ref: str, sender: str, why: str) -> None:
        super().__init__(ref, sender, why)
        self.ref, self.sender, self.why = ref, sender, why

    def __str__(self) -> str:
        return (
            f"{self.sender} was asked for the style {self.ref}, but {self.why}. Nothing was made "
            f"with it. Ask whoever runs it to check its database and its files."
        )


class OutputRejectedError(FatalError):
    """A rendered file is not what was promised; it is not delivered."""

    def __init__(self, clip_id: str, aspect: str, wrong: tuple[str, ...]) -> None:
        super().__init__(clip_id, aspect, wrong)
        self.clip_id, self.aspect, self.wrong = clip_id, aspect, wrong

    def __str__(self) -> str:
        return (
            f"The output {self.clip_id} in {self.aspect} is not delivered: {'; '.join(self.wrong)}. "
            f"Run again with --from render to have it made anew."
        )


class SourceUnreachableError(RetryableError):
    """The server that holds the recording does not answer now."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(location, why)
        self.location, self.why = location, why

    def __str__(self) -> str:
        return (
            f"The recording at {self.location!r} cannot be fetched now: {self.why}. Try again "
            f"later, or download it and give the path."
        )
