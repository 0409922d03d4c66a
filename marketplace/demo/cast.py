"""The demo cast as plain data: three studios, eight characters with their terms, three creators, two reviewers.

Nothing here touches the database; the demo command reads it and does the work through the product's own services.
Fees are in minor units (cents) of the character's currency; shares of a split sheet are parts per million.
"""

from __future__ import annotations

from pathlib import Path

from .casting import AMERICAS, EUROPE, PACIFIC, WORLDWIDE, Character, Person, Share, Studio, Terms

ART = Path(__file__).resolve().parent / "art"
"""Folder of the pictures named in ``Character.art``."""

STUDIOS = (
    Studio(
        slug="larkspoon-house",
        name="Larkspoon House",
        description="Picture-book people in ink and watercolour, drawn at one kitchen table since the first of them.",
        owner_name="Ottilie Brandreth",
        owner_email="ottilie@larkspoon.studio.example",
        accent="#B4552D",
        accent_dark="#F0A35E",
    ),
    Studio(
        slug="hexbright-arcade",
        name="Hexbright Arcade",
        description="Loud, angular, lit from behind: characters from games that never had a console.",
        owner_name="Dario Venn",
        owner_email="dario@hexbright.studio.example",
        accent="#C4126F",
        accent_dark="#29F0FF",
    ),
    Studio(
        slug="fernfold",
        name="Fernfold",
        description="A paper-cutting atelier that folds woods, weather and patient creatures from coloured stock.",
        owner_name="Maëlle Corvisse",
        owner_email="maelle@fernfold.studio.example",
        accent="#2C6A52",
        accent_dark="#8DB65C",
    ),
)

_GENTLE = ("violence", "weapons", "sexual", "drugs", "hate", "horror", "self_harm")
_FOR_CHILDREN = (*_GENTLE, "alcohol", "tobacco", "gambling", "politics", "religion")
_ARCADE = ("sexual", "drugs", "hate", "self_harm")

CHARACTERS = (
    Character(
        slug="tobble-wickmere",
        name="Tobble Wickmere",
        aliases=("Tobble", "the Lamplighter Mole"),
        studio="larkspoon-house",
        tagline="He lights the lamps so that nobody else has to be brave.",
        story=(
            "Every evening, at the minute the street goes blue, Tobble Wickmere comes up through the cellar of the old "
            "post office with a pole twice his height and an oil can that drips. He is very short-sighted and a little "
            "afraid of the dark, which is exactly why he took the job. He knows the forty-one lamps of Lower "
            "Thistle by "
            "name, and greets each before he lights it. The coat belonged to an uncle; the patch is his own work. On "
            "windless nights he lets one lamp burn until morning, and will not say for whom."
        ),
        art=("tobble-wickmere.png", "tobble-wickmere-2.png"),
        tile_colour="#e5a52f",
        terms=Terms(
            purposes=("personal", "social", "commercial", "advertising"),
            territories=WORLDWIDE,
            tiers={"storyboard": 10, "standard": 8},
            prohibited_themes=_GENTLE,
            daily_cap=20,
            currency="USD",
            fees={
                "storyboard": {"personal": 100, "social": 250, "commercial": 900, "advertising": 2500},
                "standard": {"personal": 300, "social": 750, "commercial": 2400, "advertising": 6500},
            },
            free_allowance_eligible=True,
        ),
        splits=(
            Share("studio", "Larkspoon House", "ottilie@larkspoon.studio.example", 550_000),
            Share("artist", "Henrike Soll", "henrike@larkspoon.studio.example", 350_000),
            Share("voice", "Bertram Quill", "bertram@voices.example", 100_000),
        ),
        prompts=(
            "Tobble walks through a snowy city at night, lighting one lamp after another, slow push-in.",
            "In the rain at dusk, Tobble looks up at his lantern and jumps for joy when it catches.",
            "Tobble waves from a quiet village street at sunset, gentle pan to the right.",
        ),
    ),
    Character(
        slug="aldous-crumbwell",
        name="Aldous Crumbwell",
        aliases=("Aldous", "Baker Crumbwell"),
        studio="larkspoon-house",
        tagline="The first bun of the day is always given away.",
        story=(
            "Aldous Crumbwell gets up at three, because bread does. He fills the whole doorway of the smallest "
            "bakery in "
            "the valley, so customers order through the window and he passes everything out over the geraniums. "
            "He hums "
            "to the dough, argues with the oven, and keeps a wooden spoon in his apron for emergencies nobody has ever "
            "seen. The rule of the house is older than he is: the first bun out goes to whoever looks as if they need "
            "it. He is never wrong about who that is, and never mentions it again."
        ),
        art=("aldous-crumbwell.png", "aldous-crumbwell-2.png"),
        tile_colour="#5f86a8",
        terms=Terms(
            purposes=("personal", "social", "commercial"),
            territories=(*EUROPE, *AMERICAS),
            tiers={"storyboard": 10, "standard": 6},
            prohibited_themes=(*_GENTLE, "alcohol", "tobacco", "gambling"),
            daily_cap=10,
            currency="USD",
            fees={
                "storyboard": {"personal": 120, "social": 300, "commercial": 1100},
                "standard": {"personal": 350, "social": 900, "commercial": 2900},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Larkspoon House", "ottilie@larkspoon.studio.example", 600_000),
            Share("artist", "Henrike Soll", "henrike@larkspoon.studio.example", 250_000),
            Share("writer", "Pell Adeyinka", "pell@larkspoon.studio.example", 150_000),
        ),
        prompts=(
            "Aldous carries a basket of bread through a misty village at sunrise, slow pan.",
            "Snow falls in the forest while Aldous offers a steaming bun to the camera.",
        ),
    ),
    Character(
        slug="marnie-puddlewright",
        name="Marnie Puddlewright",
        aliases=("Marnie", "the Weather Girl of Gull Street"),
        studio="larkspoon-house",
        tagline="She keeps the good storms.",
        story=(
            "Marnie Puddlewright collects weather. There is a shelf above her bed with a fog from the harbour, "
            "two sorts "
            "of drizzle, a sunbeam that needs feeding, and a space left for a proper storm. She catches them in "
            "jam jars, "
            "with a hole in the lid so they can breathe, and writes the date and the street on a label. She has been "
            "told that you cannot own the rain. She agrees entirely: she only looks after it, and lets each one "
            "go again "
            "on a day that could do with it."
        ),
        art=("marnie-puddlewright.png", "marnie-puddlewright-2.png"),
        tile_colour="#2f7d86",
        terms=Terms(
            purposes=("personal", "social"),
            territories=WORLDWIDE,
            tiers={"storyboard": 8, "standard": 5},
            prohibited_themes=_FOR_CHILDREN,
            daily_cap=3,
            currency="USD",
            fees={
                "storyboard": {"personal": 150, "social": 400},
                "standard": {"personal": 450, "social": 1200},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Larkspoon House", "ottilie@larkspoon.studio.example", 450_000),
            Share("artist", "Imke Varga", "imke@larkspoon.studio.example", 400_000),
            Share("voice", "Saoirse Plum", "saoirse@voices.example", 150_000),
        ),
        prompts=(
            "Marnie jumps across puddles in the rain by the sea, camera follows with a gentle shake.",
            "At night on a city rooftop Marnie opens her jar and a storm flies out, slow push-in.",
            "Marnie spins under her umbrella in a meadow while the clouds clear.",
        ),
    ),
    Character(
        slug="kestra-nine",
        name="Kestra Nine",
        aliases=("Kestra", "K9 Courier"),
        studio="hexbright-arcade",
        tagline="Delivered before you knew you had sent it.",
        story=(
            "Kestra Nine runs the ninth route, the one that crosses the flyover, the flooded arcade and the roof "
            "of the "
            "bank. Nobody knows who sends the parcels; they arrive at her locker warm and humming, with an "
            "address and a "
            "time. She has never been late and never once been curious, until the cube that would not stop glowing and "
            "was addressed to her. Now she carries it everywhere, balanced on one hand, and takes the long way round. "
            "The board is borrowed. The hair is not a wig. Do not ask about route eight."
        ),
        art=("kestra-nine.png", "kestra-nine-2.png"),
        tile_colour="#3b2a86",
        terms=Terms(
            purposes=("personal", "social", "commercial", "advertising"),
            territories=WORLDWIDE,
            tiers={"storyboard": 10, "standard": 10},
            prohibited_themes=(*_ARCADE, "politics"),
            daily_cap=25,
            currency="USD",
            fees={
                "storyboard": {"personal": 80, "social": 200, "commercial": 800, "advertising": 3200},
                "standard": {"personal": 250, "social": 600, "commercial": 2200, "advertising": 7900},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Hexbright Arcade", "dario@hexbright.studio.example", 500_000),
            Share("artist", "Noor Kitagawa-Lund", "noor@hexbright.studio.example", 425_000),
            Share("music", "Low Ceiling Collective", "desk@lowceiling.example", 75_000),
        ),
        prompts=(
            "Kestra flies over a neon city at night in the rain, fast pan with motion blur.",
            "Kestra walks out of the fog at sunrise, parcel spinning over her hand, slow push-in.",
            "Kestra jumps between rooftops above a desert highway at sunset, camera shake.",
        ),
    ),
    Character(
        slug="barnaby-tilt",
        name="Barnaby Tilt",
        aliases=("Barnaby", "the Cabinet"),
        studio="hexbright-arcade",
        tagline="One more go. It is on him.",
        story=(
            "Barnaby Tilt stood in the corner of a seaside arcade for thirty-one summers and was unplugged on a "
            "Tuesday. "
            "He waited until the lights were out, pulled his own plug the rest of the way, and left by the fire "
            "door on "
            "a pair of trainers from lost property. He has one token, won from himself, and flips it for every "
            "decision. "
            "He believes everybody deserves another life and says so often. If you lean on him to the left he giggles; "
            "lean too hard and the sign goes dark, and he has to be told it was only a joke."
        ),
        art=("barnaby-tilt.png", "barnaby-tilt-2.png"),
        tile_colour="#16c7b0",
        terms=Terms(
            purposes=("personal", "social", "commercial", "advertising"),
            territories=(*AMERICAS, *PACIFIC, *EUROPE),
            tiers={"storyboard": 10, "standard": 8},
            prohibited_themes=(*_ARCADE, "gambling", "alcohol"),
            daily_cap=30,
            currency="USD",
            fees={
                "storyboard": {"personal": 60, "social": 150, "commercial": 700, "advertising": 1900},
                "standard": {"personal": 200, "social": 500, "commercial": 1900, "advertising": 5200},
            },
            free_allowance_eligible=True,
        ),
        splits=(
            Share("studio", "Hexbright Arcade", "dario@hexbright.studio.example", 700_000),
            Share("artist", "Teodor Makinde", "teodor@hexbright.studio.example", 300_000),
        ),
        prompts=(
            "Barnaby waves in an empty arcade room at night, flickering light, slow push-in.",
            "Barnaby walks along the beach at sunset, flipping his token, gentle pan.",
        ),
    ),
    Character(
        slug="onyx-tremolo",
        name="Onyx Tremolo",
        aliases=("Onyx", "Tremolo"),
        studio="hexbright-arcade",
        tagline="Nine lives, all of them loud.",
        story=(
            "Onyx Tremolo tunes by ear, and the ears are excellent. He plays a keytar salvaged from a lift that "
            "used to "
            "play only waiting music, and has sworn that nothing it touches will ever be quiet again. On stage he "
            "is all "
            "teeth and lightning. Off stage he irons his own waistcoat, feeds pigeons, and cannot leave a room until "
            "every chord in it has been resolved. Three people made him and none of them will say which third is "
            "theirs. "
            "The tail moves on the off-beat; it always has."
        ),
        art=("onyx-tremolo.png", "onyx-tremolo-2.png"),
        tile_colour="#b6ff3c",
        terms=Terms(
            purposes=("personal", "social", "commercial"),
            territories=("US", "CA", "MX", "BR", "JP", "KR"),
            tiers={"storyboard": 10, "standard": 6},
            prohibited_themes=(*_ARCADE, "religion", "politics", "tobacco"),
            daily_cap=8,
            currency="USD",
            fees={
                "storyboard": {"personal": 100, "social": 275, "commercial": 1250},
                "standard": {"personal": 325, "social": 825, "commercial": 3400},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Hexbright Arcade", "dario@hexbright.studio.example", 333_334),
            Share("artist", "Noor Kitagawa-Lund", "noor@hexbright.studio.example", 333_333),
            Share("music", "Rhys Obafemi", "rhys@hexbright.studio.example", 333_333),
        ),
        prompts=(
            "Onyx plays on a stage in space, stars behind him, orbiting camera and a shake on the last chord.",
            "Onyx walks through a city in heavy rain at night, neon reflections, slow pan.",
        ),
    ),
    Character(
        slug="sorrel-hush",
        name="Sorrel Hush",
        aliases=("Sorrel", "the Seed-Keeper"),
        studio="fernfold",
        tagline="She plants what the wind forgets.",
        story=(
            "Sorrel Hush walks the edges of fields, where nobody sows, and leaves something there. Her staff is a "
            "dandelion clock that never quite runs out: each morning it has one seed fewer, each evening one more, and "
            "she has stopped trying to catch it counting. The cloak is made of leaves that other trees lent her, so it "
            "turns with the year and rustles when she lies. She speaks seldom and listens with both ears. Where "
            "she has "
            "rested for a night there is a ring of poppies by June, and a smell of rain."
        ),
        art=("sorrel-hush.png", "sorrel-hush-2.png"),
        tile_colour="#7fa79b",
        terms=Terms(
            purposes=("personal", "social", "commercial"),
            territories=EUROPE,
            tiers={"storyboard": 10, "standard": 8},
            prohibited_themes=(*_GENTLE, "alcohol", "tobacco", "politics"),
            daily_cap=6,
            currency="EUR",
            fees={
                "storyboard": {"personal": 110, "social": 260, "commercial": 950},
                "standard": {"personal": 320, "social": 780, "commercial": 2600},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Fernfold", "maelle@fernfold.studio.example", 400_000),
            Share("artist", "Ysolt Brennand", "ysolt@fernfold.studio.example", 500_000),
            Share("writer", "Anselm Duvray", "anselm@fernfold.studio.example", 100_000),
        ),
        prompts=(
            "Sorrel walks through a misty forest at sunrise, seeds drifting past, slow push-in.",
            "In a meadow at sunset Sorrel spins once and the dandelion lets go, gentle pan.",
        ),
    ),
    Character(
        slug="orrin-fellmoss",
        name="Orrin Fellmoss",
        aliases=("Orrin", "Old Fellmoss"),
        studio="fernfold",
        tagline="A hill that got up to see the other side.",
        story=(
            "For nine hundred years Orrin Fellmoss was a hill, and a good one. Then a child asked from his "
            "shoulder what "
            "was behind him, and he found that he did not know. So he stood up, carefully, because of the house. He "
            "carries a whole valley where other people keep a stomach; it is always early morning there, and if "
            "you look "
            "in for long enough a light goes on. He walks slowly, rings a bell so the birds can decide, and apologises "
            "to every path. He still does not know what is behind him, but he is enjoying the looking."
        ),
        art=("orrin-fellmoss.png", "orrin-fellmoss-2.png"),
        tile_colour="#8fa7c9",
        terms=Terms(
            purposes=("personal", "social", "commercial", "advertising"),
            territories=WORLDWIDE,
            tiers={"storyboard": 8, "standard": 8},
            prohibited_themes=(*_GENTLE, "politics"),
            daily_cap=12,
            currency="EUR",
            fees={
                "storyboard": {"personal": 130, "social": 340, "commercial": 1300, "advertising": 4800},
                "standard": {"personal": 400, "social": 990, "commercial": 3600, "advertising": 12500},
            },
            free_allowance_eligible=False,
        ),
        splits=(
            Share("studio", "Fernfold", "maelle@fernfold.studio.example", 375_000),
            Share("artist", "Ysolt Brennand", "ysolt@fernfold.studio.example", 375_000),
            Share("estate", "Estate of Ludo Fenn", "estate@ludofenn.example", 250_000),
        ),
        prompts=(
            "Orrin walks across a foggy moor at sunrise, birds in the sky, slow pan.",
            "Snow falls on Orrin in the mountains at night while the light in his valley glows, slow push-in.",
        ),
    ),
)

CREATORS = (
    Person("June Castellane", "june@creators.example"),
    Person("Ravi Thornquist", "ravi@creators.example"),
    Person("Mina Oyelaran", "mina@creators.example"),
)

REVIEWERS = (
    Person("Harriet Blom", "harriet@marquee.example"),
    Person("Stellan Ruiz", "stellan@marquee.example"),
)
