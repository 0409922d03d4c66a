"""The words the animatic knows, in English and French: plain data, no imports beyond the standard library.

One entry per meaning, `meaning: words`, which may go on over indented lines. A word with `_` is a phrase. `saut~`
stands for the forms of a regular French -er verb. English plurals and verb endings are tried by the parser, so only
base forms need to be listed.
"""

from __future__ import annotations

PLACES = """
city: city town downtown street avenue metropolis skyscraper building alley urban ville rue metropole
    gratte-ciel immeuble boulevard ruelle quartier
rooftop: rooftop roof_top on_the_roof roof toit toits sur_le_toit terrasse
forest: forest wood woods woodland grove pine foret bois sous-bois sapiniere bosquet clairiere
jungle: jungle rainforest tropics tropical foret_tropicale
beach: beach shore seaside coast sand sandy plage bord_de_mer bord_de_la_mer rivage cote sable
sea: sea ocean the_waves ocean_waves sea_waves big_waves among_waves over_waves open_sea mer vague vagues
    au_large pleine_mer
underwater: underwater under_water undersea under_the_sea seabed reef deep_sea sous_l_eau sous_la_mer
    fonds_marins recif aquarium
space: space outer_space cosmos galaxy orbit nebula asteroid espace galaxie orbite nebuleuse
moon: on_the_moon moon_surface lunar lunar_surface planet planets alien_planet mars sur_la_lune planete planetes
    lunaire
desert: desert dune sahara cactus canyon
mountain: mountain summit peak alps cliff valley hill hills montagne sommet alpes falaise vallee colline collines
meadow: meadow field grass grassland prairie pasture countryside champ champs pre herbe campagne
snowfield: snowfield arctic antarctic north_pole south_pole iceberg ice glacier banquise pole_nord arctique
    glacier glace
lake: lake pond river riverside stream lac etang riviere fleuve ruisseau
island: island desert_island ile ilot
village: village hamlet cottage farm small_town village hameau ferme chaumiere
castle: castle fortress palace tower kingdom chateau forteresse palais la_tour royaume
garden: garden park orchard greenhouse jardin parc verger
cave: cave cavern grotto crystal_cave caverne grotte cristaux
road: road highway path trail crossroads route chemin sentier autoroute
room: room bedroom living_room house_interior indoors inside kitchen office studio_flat home library classroom
    chambre salon dans_la_piece interieur cuisine bureau maison bibliotheque classe
stage: stage theatre theater spotlight concert opera on_stage curtain podium sur_scene sur_la_scene projecteur rideau
cinema: cinema movie_theatre movie_theater film_set screening red_carpet marquee salle_de_cinema projection
    tapis_rouge
studio: studio backdrop plain_background white_background studio_photo fond_uni fond_blanc
"""

TIMES = """
dawn: dawn sunrise daybreak early_morning morning aube aurore lever_du_soleil lever_de_soleil matin matinee
day: day daytime noon midday afternoon daylight sunny sunshine jour journee midi apres-midi ensoleille
sunset: sunset dusk evening twilight golden_hour sundown coucher_du_soleil coucher_de_soleil crepuscule soir
    soiree heure_doree
night: night midnight nighttime at_night moonlight moonlit starry starlit nuit minuit nocturne clair_de_lune
    etoilee etoile_nuit
"""

WEATHERS = """
rain: rain rainy drizzle downpour raining pluie pleut pluvieux averse bruine
snow: snow snowy snowing snowfall blizzard snowflake neige neiger neigeux flocon flocons blizzard
storm: storm stormy thunder lightning thunderstorm tempest orage orageux tempete eclair eclairs tonnerre foudre
fog: fog foggy mist misty haze hazy brouillard brume brumeux
wind: wind windy breeze breezy gust vent venteux brise bourrasque
cloud: cloud cloudy overcast nuage nuageux nuages couvert
clear: clear_sky blue_sky cloudless ciel_bleu ciel_clair degage
"""

MOTIONS = """
walk: walk stroll march wander approach cross tiptoe arrive enter come go march~ promen~ avanc~ se_promene
    arriv~ entr~ travers~ approch~
run: run ran race sprint dash rush chase hurry jog court courir courent courant cours fonc~ sprint~
jump: jump leap hop bounce skip saut~ bondit bondir bondissent rebond~
fly: fly flew flies soar glide hover vole voler volent volant planer planent
float: float drift levitate swim hovering flott~ nag~ levit~ deriv~
spin: spin twirl turn whirl rotate pirouette tourn~ tournoi~ pirouette virevolt~ pivot~
wave: wave wave_hello waving waves_hello waves_at waved greet salute say_hello says_hello salu~ fait_signe
    fait_coucou coucou dit_bonjour
dance: dance groove boogie waltz dans~ danse valse
nod: nod agree bow hoche_la_tete acquiesc~ s_incline
shake: tremble shiver shudder scared trembl~ frissonn~
laugh: laugh giggle chuckle cheer celebrate rit rire riant rient rigol~ fete
sneak: sneak creep tiptoeing faufil~
look: look watch gaze stare admire observe regard~ observ~ contempl~ admir~
rest: stand sit rest sleep wait breathe pose idle still attend dort dormir assis debout respir~ repos~ pos~
"""

CAMERAS = """
push: push_in pushes_in push-in dolly_in zoom_in zooms_in zoom move_in closer close_in slow_push-in slow_push_in
    travelling_avant zoom_avant rapproch~
pull: pull_out pull_back pulls_back pull-out dolly_out zoom_out zooms_out travelling_arriere zoom_arriere recule
    reculer
pan-left: pan_left pans_left panoramique_gauche
pan-right: pan pan_right pans_right panning panoramique panoramique_droite
orbit: orbit_around arc_shot orbiting circle_around camera_orbits orbits_around tourne_autour autour_de
tilt-up: tilt_up tilts_up look_up tilt contre-plongee
tilt-down: tilt_down tilts_down look_down plongee
crane: crane crane_up crane_shot rising_shot drone aerial grue
follow: tracking_shot track tracking follow follows camera_follows travelling la_camera_suit suivre
shaky: shaky handheld hand-held camera_shake earthquake camera_epaule tremblement
static: static locked_off fixed_camera still_camera plan_fixe camera_fixe
"""

MOODS = """
happy: happy joyful cheerful playful fun cute sweet joyeux joyeuse heureux heureuse gai gaie mignon mignonne
calm: calm peaceful quiet serene gentle soft tranquil cosy cozy calme paisible tranquille serein douce doux
dreamy: dreamy magical dream fairy fairytale enchanted whimsical magic reve magique feerique onirique enchante
    enchantee
epic: epic heroic majestic grand dramatic adventure epique heroique majestueux dramatique aventure
scary: scary spooky creepy haunted horror sinister effrayant hante hantee horreur sinistre
sad: sad lonely melancholy melancholic alone triste seul seule melancolie melancolique
romantic: romantic love lovely romantique amour amoureux
mystery: mysterious mystery secret eerie mysterieux mysterieuse mystere
neon: neon cyberpunk synthwave futuristic arcade neon futuriste cyberpunk
vintage: vintage retro sepia nostalgic old_film nostalgie nostalgique ancien
noir: noir black_and_white monochrome noir_et_blanc
warm: warm golden chaud chaude dore doree
cold: cold icy frozen chilly froid froide glacial gele gelee
"""

FRAMINGS = """
close: close-up close_up closeup portrait_shot gros_plan plan_rapproche
wide: wide wide_shot long_shot establishing_shot panorama landscape plan_large plan_general paysage
low: low_angle from_below
"""

TEMPOS = """
slow: slow slowly slow_motion slow-motion lazily ralenti lent lente lentement au_ralenti
fast: fast quick quickly rapid rapidly speedy swiftly rapide rapidement vite
"""

THINGS = """
moon: moon full_moon lune pleine_lune
sun: sun soleil
stars: star stars shooting_star etoile etoiles etoile_filante
fireflies: firefly fireflies luciole lucioles
petals: petal blossom cherry_blossom sakura petale petales cerisier
leaves: leaf leaves autumn fall_leaves feuille feuilles automne
confetti: confetti party birthday confettis anniversaire
embers: ember fire campfire flame spark feu braise flamme etincelle etincelles
bubbles: bubble bulle bulles
sparkles: sparkle glitter fairy_dust paillettes
rainbow: rainbow arc-en-ciel
aurora: aurora northern_lights aurora_borealis aurore_boreale
flowers: flower tulip daisy poppy fleur fleurs coquelicot
balloons: balloon hot_air_balloon ballon ballons montgolfiere
boat: boat ship sailboat bateau voilier navire
lanterns: lantern lampion lanterne lanternes lampions
birds: bird seagull oiseau oiseaux mouette
"""

SIDES = """
left: from_the_left on_the_left de_la_gauche a_gauche
right: from_the_right on_the_right de_la_droite a_droite
"""

# In the order the parser prefers when one spelling has two meanings.
KINDS: tuple[tuple[str, str], ...] = (
    ("place", PLACES),
    ("time", TIMES),
    ("weather", WEATHERS),
    ("motion", MOTIONS),
    ("camera", CAMERAS),
    ("mood", MOODS),
    ("framing", FRAMINGS),
    ("tempo", TEMPOS),
    ("thing", THINGS),
    ("side", SIDES),
)

NEGATIONS = frozenset({"no", "not", "without", "never", "sans", "pas", "aucun", "aucune", "ni"})

_STOP_WORDS = """
    a an the and or but so then than that this these those there here of in on at to from by with into onto over under
    through across along around up down out off near next between behind beside before after while when as is are was
    were be been being am it its he she they them his her their our your my me we you i who which what where how why do
    does did doing done has have having had will would can could should may might must just very really too also again
    some any each every all both more most much many few several one two three four s t re ll ve d m its' let lets
    toward towards above below against until during about upon via per no not without never
    show shows shown make makes made made-up get gets shot scene clip video camera frame film picture image
    le la les un une des du de d l et ou mais donc or car que qu qui quoi dont ou ce cet cette ces se s sa son ses mon
    ma mes ton ta tes notre nos votre vos leur leurs il elle ils elles on je j tu nous vous me m te t lui y en au aux a
    dans sur sous par pour avec vers chez entre devant derriere avant apres pendant quand comme si plus moins tres trop
    tout toute tous toutes est sont etre etait etaient suis es sommes etes ai as avons avez ont avoir fait faire font
    va vont aller puis ensuite alors ainsi aussi encore deja ne n pas sans ni bien loin pres autour jusque jusqu deux
    trois quatre plan video image aucun aucune cela ca c
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
