"""Frames to files: the H.264 clip, its poster and its moving preview, in one pass over the frames.

This is the only module that touches H.264. The clip is written to a real file: FFmpeg's faststart needs to reopen it,
which memory buffers do not allow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from PIL import Image

from generation.rendering.base import OnProgress, OutputRejected, Progress, RenderError, RenderResult

Pixels: TypeAlias = npt.NDArray[Any]

CRF = "20"
PRESET = "veryfast"
THREADS = 2  # fixed, because x264's output depends on it
BT709 = 1  # code point for primaries, transfer and matrix in ITU-T H.273
LIMITED_RANGE = 1  # AVCOL_RANGE_MPEG
REPORT_EVERY = 6

POSTER_WINDOW = (0.34, 0.40, 0.46, 0.52)  # shares of the clip tried for the poster
PREVIEW_WIDTH, PREVIEW_FPS, PREVIEW_SECONDS, PREVIEW_START = 480, 8, 3.0, 0.28
PREVIEW_BYTES = 400_000
PREVIEW_TRIES = ((1.0, 74), (1.0, 56), (1.0, 38), (0.75, 38), (0.5, 34), (0.25, 30))  # share of the size, quality
FLATTEST = 3.0  # standard deviation of luma below which a frame shows nothing, 0..255


@dataclass(frozen=True)
class EncodedClip:
    """The files of one clip and the facts about them. Sizes in pixels and bytes; `sha256` is of the video file."""

    video: Path
    poster: Path
    preview: Path
    width: int
    height: int
    fps: int
    frame_count: int
    duration_ms: int
    sha256: str
    video_bytes: int
    poster_bytes: int
    preview_bytes: int


@dataclass(frozen=True)
class ClipFacts:
    """What a video file says about itself. `faststart` is True when the index comes before the pictures."""

    codec: str
    pixel_format: str
    width: int
    height: int
    fps: float
    frame_count: int
    duration_ms: int
    colour_space: int
    faststart: bool


@dataclass
class _Stills:
    """Collects the poster and the preview's frames while the clip is encoded."""

    frame_count: int
    fps: int
    poster: Pixels | None = None
    poster_score: float = -1.0
    preview: list[Pixels] = field(default_factory=list)
    liveliest: float = 0.0

    def __post_init__(self) -> None:
        last = self.frame_count - 1
        self._poster_frames = {min(last, int(self.frame_count * share)) for share in POSTER_WINDOW}
        wanted = max(1, min(round(PREVIEW_SECONDS * PREVIEW_FPS), round(self.frame_count * PREVIEW_FPS / self.fps)))
        step = self.fps / PREVIEW_FPS
        start = min(self.frame_count * PREVIEW_START, max(0.0, self.frame_count - wanted * step))
        self._preview_frames = {min(last, int(start + number * step)) for number in range(wanted)}

    def look_at(self, number: int, frame: Pixels) -> None:
        """Keep what is needed of one frame."""
        if number in self._poster_frames:
            score = _detail(frame)
            if score > self.poster_score * 1.08:  # a later frame must be clearly better to win
                self.poster, self.poster_score = frame.copy(), score
        if number in self._preview_frames:
            height, width = frame.shape[:2]
            wide = min(PREVIEW_WIDTH, width)
            size = (wide, max(2, round(height * wide / width)))
            self.preview.append(cv2.resize(frame, size, interpolation=cv2.INTER_AREA))
        if number % max(1, self.frame_count // 12) == 0:
            small = cv2.resize(frame, (64, 64), interpolation=cv2.INTER_AREA)
            self.liveliest = max(self.liveliest, float(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).std()))


def encode_clip(result: RenderResult, folder: Path, *, on_progress: OnProgress) -> EncodedClip:
    """Draw the frames of `result` and write clip.mp4, poster.webp and preview.webp into `folder`.

    Raises OutputRejected when the frames are malformed or show nothing; whatever the frames or `on_progress` raise
    goes through. Nothing is left in the folder after an error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    video, poster, preview = folder / "clip.mp4", folder / "poster.webp", folder / "preview.webp"
    try:
        stills, (width, height) = _encode_video(result, video, on_progress)
        _write_poster(stills, poster)
        on_progress(Progress("encoding", result.frame_count, result.frame_count + 2))
        _write_preview(stills, preview)
        on_progress(Progress("encoding", result.frame_count + 2, result.frame_count + 2))
    except BaseException:
        for path in (video, poster, preview):
            path.unlink(missing_ok=True)
        raise
    return EncodedClip(
        video=video,
        poster=poster,
        preview=preview,
        width=width,
        height=height,
        fps=result.fps,
        frame_count=result.frame_count,
        duration_ms=round(result.frame_count * 1000 / result.fps),
        sha256=_digest(video),
        video_bytes=video.stat().st_size,
        poster_bytes=poster.stat().st_size,
        preview_bytes=preview.stat().st_size,
    )


def read_clip_facts(path: Path) -> ClipFacts:
    """Open a clip and count what is in it. Raises RenderError when it cannot be read as a video."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            context = stream.codec_context
            frames = sum(1 for packet in container.demux(stream) if packet.pts is not None)
            rate = float(stream.average_rate or 0)
            return ClipFacts(
                codec=context.name,
                pixel_format=str(context.pix_fmt),
                width=context.width,
                height=context.height,
                fps=rate,
                frame_count=frames,
                duration_ms=round(frames * 1000 / rate) if rate else 0,
                colour_space=int(context.colorspace),
                faststart=_index_comes_first(path),
            )
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise RenderError(f"{path.name} cannot be read as a video ({error}). Render the clip again.") from error


def _encode_video(result: RenderResult, path: Path, on_progress: OnProgress) -> tuple[_Stills, tuple[int, int]]:
    """Encode every frame once; returns the stills seen on the way and (width, height)."""
    if result.frame_count < 1:
        raise OutputRejected("The renderer promised no frames. Render the clip again.")
    frames = _checked(result)
    first = next(frames)
    stills = _Stills(result.frame_count, result.fps)
    height, width = first.shape[:2]
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    # One helper thread encodes a frame while the next is drawn; both release the interpreter lock.
    with av.open(str(path), "w", format="mp4", options=options) as container, ThreadPoolExecutor(1) as helper:
        stream = _video_stream(container, result.fps, width, height)
        busy: Future[None] | None = None
        for number, frame in enumerate(_with_first(first, frames)):
            if number % REPORT_EVERY == 0:
                on_progress(Progress("encoding", number, result.frame_count + 2))
            if busy is not None:
                busy.result()
            busy = helper.submit(_encode_frame, container, stream, frame, number, result.fps)
            stills.look_at(number, frame)
        if busy is not None:
            busy.result()
        container.mux(stream.encode(None))
    if stills.liveliest < FLATTEST:
        raise OutputRejected(
            "Every frame is blank. Nothing was charged; try another prompt or another reference picture."
        )
    return stills, (width, height)


def _encode_frame(
    container: av.container.OutputContainer, stream: VideoStream, frame: Pixels, number: int, fps: int
) -> None:
    """Encode one frame and write what comes out."""
    container.mux(stream.encode(_picture(frame, number, fps)))


def _video_stream(container: av.container.OutputContainer, fps: int, width: int, height: int) -> VideoStream:
    """The H.264 stream, tagged BT.709 limited range, with byte-stable settings."""
    options = {"preset": PRESET, "crf": CRF, "threads": str(THREADS), "flags": "+bitexact"}
    stream = container.add_stream("libx264", rate=fps, options=options)
    if not isinstance(stream, VideoStream):
        raise RenderError("This installation of PyAV has no libx264. Install the av wheel named in the requirements.")
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.time_base = Fraction(1, fps)
    context = stream.codec_context
    context.gop_size = fps * 2
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED_RANGE
    return stream


def _picture(frame: Pixels, number: int, fps: int) -> av.VideoFrame:
    """One RGB frame as BT.709 limited-range YUV with its time stamp."""
    rgb = av.VideoFrame.from_ndarray(frame, format="rgb24")
    yuv = rgb.reformat(
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    yuv.pts = number
    yuv.time_base = Fraction(1, fps)
    return yuv


def _checked(result: RenderResult) -> Iterator[Pixels]:
    """The frames, each checked; exactly as many as promised and all of one even size."""
    shape: tuple[int, ...] | None = None
    number = 0
    for frame in result.frames:
        if number >= result.frame_count:
            raise OutputRejected(
                f"The renderer made more frames than the {result.frame_count} it promised. Render again."
            )
        _check_frame(frame, number, shape)
        shape = frame.shape
        yield np.ascontiguousarray(frame)
        number += 1
    if number != result.frame_count:
        raise OutputRejected(
            f"The renderer made {number} of the {result.frame_count} frames it promised. Render again."
        )


def _check_frame(frame: object, number: int, shape: tuple[int, ...] | None) -> None:
    """Raise OutputRejected unless this is an RGB uint8 picture of even size, like the frames before it."""
    if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8:
        kind = getattr(frame, "dtype", type(frame).__name__)
        raise OutputRejected(f"Frame {number} holds {kind} values, not 8-bit pixels. Render the clip again.")
    if frame.ndim != 3 or frame.shape[2] != 3 or (shape is not None and frame.shape != shape):
        raise OutputRejected(
            f"Frame {number} has the shape {frame.shape}; an RGB picture of one size is needed. Render again."
        )
    if frame.shape[0] % 2 or frame.shape[1] % 2 or 0 in frame.shape:
        raise OutputRejected(
            f"Frame {number} is {frame.shape[1]} x {frame.shape[0]}; H.264 needs even sides. Render again."
        )


def _with_first(first: Pixels, rest: Iterator[Pixels]) -> Iterator[Pixels]:
    """`first`, then `rest`."""
    yield first
    yield from rest


def _detail(frame: Pixels) -> float:
    """How much there is to see in a frame: the energy of its mid-size edges."""
    grey = cv2.cvtColor(cv2.resize(frame, (240, 240), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).std())


def _write_poster(stills: _Stills, path: Path) -> None:
    """The poster, full size."""
    if stills.poster is None:
        raise OutputRejected("No frame was fit for the poster. Render the clip again.")
    Image.fromarray(stills.poster).save(path, "WEBP", quality=86, method=3)


def _write_preview(stills: _Stills, path: Path) -> None:
    """The looping preview, at the best quality that stays under PREVIEW_BYTES."""
    for share, quality in PREVIEW_TRIES:
        pictures = [Image.fromarray(frame) for frame in stills.preview]
        if share < 1:
            pictures = [
                each.resize((max(2, int(each.width * share)), max(2, int(each.height * share)))) for each in pictures
            ]
        pictures[0].save(
            path,
            "WEBP",
            save_all=True,
            append_images=pictures[1:],
            duration=1000 // PREVIEW_FPS,
            loop=0,
            quality=quality,
            method=2,
        )
        if path.stat().st_size <= PREVIEW_BYTES:
            return


def _digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _index_comes_first(path: Path) -> bool:
    """Whether the moov box lies before the mdat box (ISO/IEC 14496-12 box layout)."""
    with path.open("rb") as stream:
        while header := stream.read(8):
            size, kind = int.from_bytes(header[:4], "big"), header[4:8]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            if size == 1:
                size = int.from_bytes(stream.read(8), "big") - 8
            if size < 8:
                return False
            stream.seek(size - 8, 1)
    return False
