"""The colour of a scene: what the hour, the weather, the place and the mood do to sky, air, light and film stock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generation.rendering.animatic.pixels import Colour, hexed, lifted, luminance, mix


@dataclass(frozen=True)
class Palette:
    """Colours of the air and light of one shot.

    `sky` runs from zenith to horizon. `ambient` multiplies local colours (255 is neutral). `haze` is what distance
    fades to, `density` how fast. `shade` is the colour multiplied into shadows. `lift`/`gain` tone film shadows and
    highlights. `height` is the key light's height above the ground, 0..1; `stars` 0..1; `lamps` how lit windows are.
    """

    sky: tuple[Colour, Colour, Colour, Colour]
    ambient: Colour
    figure: Colour
    haze: Colour
    density: float
    key: Colour
    rim: Colour
    shade: Colour
    lift: Colour
    gain: Colour
    height: float
    stars: float
    lamps: float
    shadow: float
    contrast: float = 1.0
    colour: float = 1.0
    glow: float = 0.5

    def local(self, colour: Colour, distance: float) -> Colour:
        """A material's colour in this light, seen through the air. `distance` is in stage depths (1 is the stage)."""
        lit = (colour[0] * self.ambient[0] / 255, colour[1] * self.ambient[1] / 255, colour[2] * self.ambient[2] / 255)
        fade = 1.0 - 2.0 ** (-self.density * max(0.0, distance - 0.8) ** 0.78)
        return mix((min(lit[0], 255), min(lit[1], 255), min(lit[2], 255)), self.haze, fade)


HOURS: dict[str, Palette] = {
    "dawn": Palette(
        sky=(hexed("#5a7ab8"), hexed("#a99ccb"), hexed("#f3b7a8"), hexed("#ffe2b4")),
        ambient=(238, 216, 226),
        figure=(255, 240, 236),
        haze=hexed("#e9c4c4"),
        density=0.13,
        key=hexed("#ffd8a0"),
        rim=hexed("#ffe3b8"),
        shade=(122, 106, 158),
        lift=(10, 6, 22),
        gain=(255, 246, 236),
        height=0.30,
        stars=0.0,
        lamps=0.35,
        shadow=0.42,
    ),
    "day": Palette(
        sky=(hexed("#2f7fd0"), hexed("#6db5ec"), hexed("#b5dff6"), hexed("#eef7f0")),
        ambient=(255, 253, 246),
        figure=(255, 255, 252),
        haze=hexed("#cbe4f0"),
        density=0.12,
        key=hexed("#fff3d2"),
        rim=hexed("#fffbe8"),
        shade=(96, 112, 158),
        lift=(4, 8, 18),
        gain=(255, 252, 244),
        height=0.72,
        stars=0.0,
        lamps=0.0,
        shadow=0.46,
    ),
    "sunset": Palette(
        sky=(hexed("#2c2a63"), hexed("#8b3f7f"), hexed("#f2714f"), hexed("#ffd486")),
        ambient=(236, 178, 166),
        figure=(255, 228, 210),
        haze=hexed("#d98a7e"),
        density=0.115,
        key=hexed("#ffb55c"),
        rim=hexed("#ffcf7d"),
        shade=(98, 62, 108),
        lift=(18, 4, 30),
        gain=(255, 240, 218),
        height=0.16,
        stars=0.12,
        lamps=0.6,
        shadow=0.50,
        glow=0.8,
    ),
    "night": Palette(
        sky=(hexed("#060a20"), hexed("#101c4a"), hexed("#21407c"), hexed("#4d74a8")),
        ambient=(84, 108, 172),
        figure=(176, 190, 236),
        haze=hexed("#28487f"),
        density=0.15,
        key=hexed("#c9d9ff"),
        rim=hexed("#b9d2ff"),
        shade=(38, 48, 96),
        lift=(2, 6, 22),
        gain=(250, 250, 255),
        height=0.5,
        stars=1.0,
        lamps=1.0,
        shadow=0.42,
        glow=0.8,
    ),
}


def palette_for(hour: str, weathers: tuple[str, ...], moods: tuple[str, ...]) -> Palette:
    """The palette of an hour of the day, changed by the weather and then by the mood words."""
    palette = HOURS[hour]
    for weather in weathers:
        palette = _under_weather(palette, weather)
    for mood in moods:
        palette = _in_mood(palette, mood)
    return palette


def _under_weather(palette: Palette, weather: str) -> Palette:
    """What rain, snow, storm, fog and cloud do to light and air."""
    if weather in ("rain", "cloud"):
        return _overcast(palette, grey=0.5, dim=0.84, density=0.22 if weather == "rain" else 0.16)
    if weather == "storm":
        stormy = _overcast(palette, grey=0.68, dim=0.52, density=0.2)
        return replace(stormy, contrast=1.12, lift=(2, 8, 18), lamps=max(palette.lamps, 0.7))
    if weather == "snow":
        pale = _overcast(palette, grey=0.42, dim=0.97, density=0.24)
        return replace(pale, haze=mix(pale.haze, lifted(pale.haze, 0.5), 0.6))
    if weather == "fog":
        misty = _overcast(palette, grey=0.35, dim=0.98, density=0.62)
        return replace(misty, haze=lifted(misty.haze, 0.12), shadow=palette.shadow * 0.4, contrast=0.94)
    return palette


def _overcast(palette: Palette, *, grey: float, dim: float, density: float) -> Palette:
    """Cloud between the key and the ground: flatter, greyer, softer shadows."""

    def flat(colour: Colour) -> Colour:
        level = luminance(colour) * 255
        cool: Colour = (level * 0.93, level * 1.0, level * 1.09)
        muted = mix(colour, cool, grey)
        return (min(255.0, muted[0] * dim), min(255.0, muted[1] * dim), min(255.0, muted[2] * dim))

    first, second, third, fourth = (flat(colour) for colour in palette.sky)
    return replace(
        palette,
        sky=(first, second, third, fourth),
        haze=flat(palette.haze),
        ambient=flat(palette.ambient),
        key=flat(palette.key),
        figure=mix(palette.figure, flat(palette.figure), 0.55),
        density=max(density, palette.density),
        shadow=palette.shadow * 0.55,
        stars=palette.stars * 0.15,
        lamps=max(palette.lamps, 0.45),
    )


def _in_mood(palette: Palette, mood: str) -> Palette:
    """Film stock for a mood: split toning, contrast, saturation."""
    toned: dict[str, Palette] = {
        "happy": replace(palette, colour=1.14, gain=(255, 252, 240)),
        "calm": replace(palette, contrast=0.94, lift=lifted(palette.lift, 0.03)),
        "dreamy": replace(palette, lift=(30, 16, 48), gain=(255, 244, 250), contrast=0.92, glow=1.0),
        "epic": replace(palette, contrast=1.16, lift=(0, 10, 26), gain=(255, 244, 220)),
        "scary": replace(palette, contrast=1.18, colour=0.62, lift=(0, 12, 8), gain=(232, 246, 232)),
        "sad": replace(palette, colour=0.6, lift=(6, 12, 26), gain=(236, 242, 252)),
        "romantic": replace(palette, lift=(34, 6, 30), gain=(255, 238, 240), glow=0.9),
        "mystery": replace(palette, contrast=1.1, lift=(0, 14, 30), gain=(236, 248, 246), colour=0.82),
        "neon": replace(palette, lift=(34, 0, 54), gain=(236, 250, 255), colour=1.3, lamps=1.0, glow=1.0),
        "vintage": replace(palette, lift=(34, 22, 16), gain=(250, 234, 200), colour=0.66, contrast=0.93),
        "noir": replace(palette, colour=0.0, contrast=1.25, lift=(0, 0, 2), gain=(252, 252, 250)),
        "warm": replace(palette, lift=(20, 8, 0), gain=(255, 240, 212)),
        "cold": replace(palette, lift=(0, 10, 28), gain=(232, 244, 255), colour=0.86),
    }
    return toned.get(mood, palette)
