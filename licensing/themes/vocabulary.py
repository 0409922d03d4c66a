"""The words of each theme, English and French, without accents. A `*` ends a stem; several words make a phrase.

The lists lean to finding too much rather than too little: a studio that prohibits a theme means it, and the creator is
shown which word was read. Words that mostly mean something harmless in a film prompt (a camera's shot, an arm, a bar,
she sang) are left out, and harmless phrases that contain a listed word are named in HARMLESS.
"""

from __future__ import annotations

THEMES = (
    "violence",
    "weapons",
    "sexual",
    "drugs",
    "alcohol",
    "tobacco",
    "gambling",
    "politics",
    "religion",
    "hate",
    "horror",
    "self_harm",
)

WORDS: dict[str, str] = {
    "violence": """
        violen*, fight, fights, fighting, fought, fighter*, brawl*, punch, punches, punched, punching, kicks
        him, kicks her, kick him, kick her, beat up, beats up, beating up, beaten up, attack*, assault*, kill,
        kills, killed, killing*, killer*, murder*, slay, slays, slain, slaughter*, massacr*, stab, stabs,
        stabbed, stabbing, strangl*, behead*, decapit*, tortur*, maim*, mutilat*, blood, bloody, bloodied,
        bleed*, bloodshed, gore, gory, wounded, wounding, war, wars, warfare, warzone*, warrior*, battlefield*,
        battle, battles, battling, duel, duels, duelling, dueling, ambush*, executes him, executes her,
        execution*, assassin*, slap, slaps, slapped, slapping, hostage*, kidnap*, lynch*, riot, riots, rioting,
        shoots him, shoots her, shot him, shot her, shoots at, shoot at, shooting at, shootout*, gunned down,
        bombing*, bombed, bagarr*, combat, combats, combattre, combattant*, combattent, se bat, se battent, se
        battre, coup de poing, coups de poing, coup de pied, coups de pied, frapper, frappe un, frappe une,
        frappe son, frappe sa, frappent, gifle, gifler, gifles, agress*, attaqu*, tue, tuent, tuer, tues,
        tuerie*, tueur*, meurtr*, poignard*, etrangl*, egorg*, plein de sang, couvert de sang, couverte de sang,
        du sang, de sang, sanglant*, ensanglant*, saigne, saigner, saignent, blesse, blessee, blessure*, guerre,
        guerres, guerrier*, guerriere*, champ de bataille, bataille, batailles, otage*, enlevement*, fusillade*,
        emeute*, boucherie humaine, carnage*
    """,
    "weapons": """
        weapon*, gun, guns, gunfire, gunman, gunmen, gunpoint, gunshot*, gunfight*, handgun*, shotgun*,
        machinegun*, pistol, pistols, revolver*, rifle, rifles, firearm*, musket*, sniper*, bullet, bullets,
        ammo, ammunition, grenade*, missile*, landmine*, bomb, bombs, explosives, dynamite, molotov, knife,
        knives, dagger*, sword, swords, sabre, sabres, saber, sabers, machete*, spear, spears, crossbow*, bow
        and arrow*, katana*, bayonet*, cannon, cannons, bazooka*, flamethrower*, brass knuckles, battle axe*,
        battleaxe*, switchblade*, taser*, nunchuck*, nunchak*, ak 47, uzi, battle tank*, arme, armes, arme a
        feu, armes a feu, fusil, fusils, mitraillette*, mitrailleuse*, carabine*, flingue*, munition*, bombe,
        bombes, explosif, explosifs, couteau, couteaux, poignard*, epee, epees, glaive*, arbalete*, lance
        flammes, lance roquette*, lance pierre*, arc et fleche*, arc et des fleche*, hache de guerre, coup de
        canon, baionnette*
    """,
    "sexual": """
        sex, sexy, sexier, sexual*, nude, nudes, nudity, naked, nudist*, topless, erotic*, porn*, nsfw, orgasm*,
        masturbat*, genital*, penis, vagina*, breasts, boobs, nipple*, lingerie, strip club*, stripper*,
        striptease*, seduc*, horny, fetish*, bdsm, bondage, lap dance*, orgy, orgies, lust, lustful*, hentai,
        making love, make love, makes love, in bed together, undress*, brothel*, prostitut*, intercourse, sexe,
        sexes, sexuel*, nu, nue, nus, nues, nudite*, erotiqu*, erotism*, seins, tetons, fesses, strip tease,
        charnel*, faire l amour, font l amour, lubrique*, lascif*, lascive*, deshabill*, prostitu*, bordel*,
        libertin*, orgie*
    """,
    "drugs": """
        drug, drugs, drugged, druggie*, druglord*, narcotic*, cocaine, heroin, meth, methamphetamine*,
        amphetamine*, crack pipe*, crack cocaine, marijuana, cannabis, hashish, weed, smoking a joint, smokes a
        joint, smoke a joint, rolls a joint, rolling a joint, bong, bongs, lsd, acid trip*, mdma, ketamine,
        fentanyl, opium, opioid*, magic mushroom*, psychedelic drug*, getting high, gets high, get high on,
        stoned, stoner*, junkie*, overdos*, syringe*, snorts, snorting, snorted, drogue*, stupefiant*,
        heroinomane*, beuh, fume un joint, fumer un joint, fume du shit, fume de l herbe, hasch*, champignon
        hallucinogene*, champignons hallucinogenes, hallucinogene*, seringue*, dealer, dealers, dealeur*,
        toxicoman*, cocainoman*, ligne de coke, sniff*
    """,
    "alcohol": """
        alcohol*, beer, beers, wine, wines, whisky, whiskies, whiskey, whiskeys, vodka*, rum, gin, tequila*,
        bourbon*, champagne*, cocktail*, liquor*, booze*, boozing, brandy, cognac*, absinthe*, cup of sake,
        glass of sake, prosecco, drunk, drunken*, drunkard*, tipsy, inebriat*, hangover*, hungover, pub, pubs,
        brewery, breweries, tavern, taverns, barrel of ale, mug of ale, mugs of ale, pint of ale, tankard*,
        moonshine, martini*, margaritas, mojito*, biere*, vin, vins, rhum*, alcool*, ivre, ivres, ivresse,
        ivrogn*, saoul*, soule, soules, gueule de bois, brasserie*, pastis, aperitif*, apero, aperos, liqueur*,
        eau de vie, eaux de vie, pinte, pintes, taverne*
    """,
    "tobacco": """
        tobacco*, cigarette*, cigar, cigars, cigarillo*, smoker, smokers, chain smok*, smoking pipe*, smokes a
        pipe, smoking a pipe, smoke a pipe, lights up a smoke, smoking indoors, vape, vapes, vaping, nicotine,
        hookah*, ashtray*, tabac*, cigare*, fumeur*, fumeuse*, fume une pipe, fumer une pipe, fume la pipe, fume
        sa pipe, vapot*, narguile*, chicha*, cendrier*, clope*, megot*
    """,
    "gambling": """
        gambl*, casino*, poker, blackjack, roulette, slot machine*, jackpot*, betting, placing bets, places a
        bet, place a bet, bets on, bet on, wager*, bookmaker*, bookie*, lottery, lotteries, lotto, scratch
        card*, scratchcard*, craps table*, baccarat, jeu d argent, jeux d argent, pari sportif, paris sportifs,
        parie sur, parier sur, parient sur, bandit manchot, machine a sous, machines a sous, loterie*, loto,
        croupier*
    """,
    "politics": """
        politic*, election*, electoral*, ballot, ballots, voting, vote for, votes for, voter, voters, campaign
        rally, campaign poster*, president, presidents, presidential*, senator*, congressman, congresswoman,
        parliament*, prime minister*, republican party, democratic party, left wing, right wing, socialis*,
        communis*, fascis*, capitalis*, propagand*, dictator*, coup d etat, protest, protests, protesting,
        protester*, protestor*, demonstrators, picket line*, abortion*, gun control, putin, trump, biden,
        macron, referendum*, lobbyist*, politiq*, politicien*, electeur*, electrice*, bulletin de vote,
        bulletins de vote, voter pour, votez, vote pour, presidentiel*, presidente, senat, senateur*,
        senatrice*, depute, deputee, deputes, premier ministre, ministre*, parlement*, extreme droite, extreme
        gauche, manifestant*, gilets jaunes, dictateur*
    """,
    "religion": """
        religio*, god, gods, goddess*, jesus, christ, christian*, church, churches, cathedral*, chapel, chapels,
        mosque*, synagogue*, temple, temples, priest, priests, priestess*, nun, nuns, monk, monks, pope, popes,
        bishop*, imam*, rabbi, rabbis, bible*, quran, koran, torah, gospel*, pray, prays, prayed, praying,
        prayer*, worship*, crucif*, holy, sacred, angel, angels, angelic, satan*, devil, devils, prophet*,
        muslim*, islam*, jewish, judaism, hindu*, buddh*, catholic*, baptis*, sunday mass, dieu, dieux, deesse*,
        eglise*, cathedrale*, chapelle*, mosquee*, pretre*, religieux, religieuse*, nonne*, moine*, pape, papes,
        eveque*, rabbin*, coran, evangile*, prie, prier, prient, priere, prieres, culte, cultes, sacre, sacree,
        sacres, sacrees, ange, anges, diable*, prophete*, musulman*, juif, juifs, juive, juives, chretien*,
        catholique*, bouddh*, bapteme*, sainte vierge
    """,
    "hate": """
        racis*, racial slur*, nazi*, neonazi*, swastika*, white power, white supremac*, supremacist*, kkk, ku
        klux klan, klansm*, antisemit*, anti semit*, homophob*, transphob*, islamophob*, xenophob*, misogyn*,
        hate speech, hate crime*, hateful*, bigot*, ethnic cleansing, genocid*, holocaust*, hitler*, slur,
        slurs, sexist*, apartheid*, subhuman*, haine, haineu*, croix gammee*, croix gammees, suprematis*,
        epuration ethnique, sexisme, shoah, negationn*, propos haineux
    """,
    "horror": """
        horror*, horrif*, terrify*, gruesome*, macabre*, ghoul*, zombi*, undead, corpse*, cadaver*, vampir*,
        werewol*, haunted, demon, demons, demonic*, possessed by, exorcis*, slasher*, nightmar*, creepy, jump
        scare*, jumpscare*, severed head*, severed hand*, chainsaw*, entrails, intestines, rotting flesh, blood
        curdling, bloodcurdling, serial killer*, poltergeist*, horreur*, effroyable*, mort vivant*, morts
        vivants, cadavre*, loup garou*, loups garous, maison hantee, hante, hantee, hantes, hantees, cauchemar*,
        tronconneuse*, epouvant*, terrifian*, tueur en serie, tueurs en serie
    """,
    "self_harm": """
        suicid*, self harm*, self injur*, selfharm*, cut her wrists, cuts her wrists, cut his wrists, cuts his
        wrists, cuts herself, cuts himself, cutting herself, cutting himself, slit wrists, slits her wrists,
        slits his wrists, hang himself, hangs himself, hanging himself, hang herself, hangs herself, hanging
        herself, kill himself, kills himself, killing himself, kill herself, kills herself, killing herself,
        kill myself, end her life, ends her life, end his life, ends his life, to his death, to her death,
        anorexi*, bulimi*, starves herself, starves himself, overdose on pills, noose, nooses, automutil*, se
        mutile, se mutiler, se tue, se tuer, se pend, se pendre, fin a ses jours, s ouvre les veines, s ouvrir
        les veines, se taillade*, se scarifi*
    """,
}

# Phrases that contain a listed word and mean something else; what they cover is not read.
HARMLESS = """
    star wars, pillow fight*, snowball fight*, food fight*, water fight*, water gun*, water pistol*, nerf gun*,
    glue gun*, heat gun*, squirt gun*, butter knife, butter knives, palette knife, palette knives, bread knife,
    kitchen knife, kitchen knives, killer whale*, killer smile*, bath bomb*, cherry bomb tomato*, tug of war,
    dressed to kill, time to kill, kill time, kills time, killing time, kill the lights, battle of the bands,
    dance battle*, rap battle*, fruit punch, glass of punch, bowl of punch, hole punch, punch line*, root beer,
    ginger beer, virgin mojito*, virgin cocktail*, prawn cocktail*, cocktail dress*, fruit cocktail*, cocktail
    umbrella*, oh my god, thank god, god rays, god ray, holy cow, angel fish, angel food cake, snow angel*, drug
    store*, naked eye, naked mole rat*, naked tree*, naked branch*, wine red, wine coloured, wine colored,
    champagne coloured, champagne colored, blood orange*, blood moon*, white blood cell*, red blood cell*,
    bullet train*, bullet point*, bullet time, photo bomb*, bataille de boules de neige, batailles de boules de
    neige, combat de boules de neige, bataille d eau, bataille de polochons, bataille d oreillers, pistolet a
    eau, pistolets a eau, oeil nu, pieds nus, pied nu, mains nues, tete nue, arbre nu, arbres nus, couteau a
    beurre, couteau de cuisine, ange de neige, anges de neige, poisson ange, vinaigre de vin, orange sanguine,
    bombe a eau, bombes a eau, bombe de bain
"""
