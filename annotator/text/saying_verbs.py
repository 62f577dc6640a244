"""Verbs of saying in Dutch and English by what can follow them, in their finite forms."""


def _dutch(*rows: str) -> str:
    """Rows of "third person, past, past plural, plural": alternatives for a pattern."""
    return "|".join(dict.fromkeys(" ".join(rows).split()))


def _english(regular: str, *others: str) -> str:
    """The forms in -s and -ed of regular verbs, and the others as they are."""
    forms: list[str] = []
    for verb in regular.split():
        ends_in_y = verb.endswith("y") and verb[-2] not in "aeiou"
        stem = verb[:-1] + "i" if ends_in_y else verb
        hisses = ends_in_y or verb.endswith(("s", "sh", "ch", "x", "z"))
        forms.append(stem + ("es" if hisses else "s"))
        forms.append(stem + ("d" if stem.endswith("e") else "ed"))
    return "|".join(dict.fromkeys([*forms, *" ".join(others).split()]))


NL_THAT = _dutch(
    "bezweert bezwoer bezwoeren bezweren",
    "hoopt hoopte hoopten hopen",
    "raamt raamde raamden ramen",
    "becijfert becijferde becijferden becijferen",
    "berekent berekende berekenden berekenen",
    "taxeert taxeerde taxeerden taxeren",
    "bekent bekende bekenden bekennen",
    "zweert zwoer zwoeren zweren",
    "beklemtoont beklemtoonde beklemtoonden beklemtonen",
    "beaamt beaamde beaamden beamen",
    "nuanceert nuanceerde nuanceerden nuanceren",
    "signaleert signaleerde signaleerden signaleren",
    "noteert noteerde noteerden noteren",
    "ontdekt ontdekte ontdekten ontdekken",
    "observeert observeerde observeerden observeren",
    "insinueert insinueerde insinueerden insinueren",
    "speculeert speculeerde speculeerden speculeren",
    "voorziet voorzag voorzagen voorzien",
    "vermeldt vermeldde vermeldden vermelden",
    "veronderstelt veronderstelde veronderstelden veronderstellen",
    "twittert mailt mailde appt appte postte",
    "bepleit bepleitte bepleitten bepleiten",
    "onderschrijft onderschreef onderschreven onderschrijven",
    "garandeert garandeerde garandeerden garanderen",
    "herinnert herinnerde herinnerden herinneren",
    "begreep begrijpt begrepen",
    "vernam vernamen verneemt vernemen",
    "aanvaardt betreurt betreurde betreurden betreuren",
    "benadrukten stipuleert stipuleerde argumenteert argumenteerde argumenteerden argumenteren",
    "redeneert redeneerde redeneerden redeneren",
    "preciseert preciseerde preciseerden preciseren",
    "verduidelijkt verduidelijkte verduidelijkten verduidelijken",
    "bevestigde concludeerden seint seinde riposteert riposteerde",
    "toont toonde toonden tonen",
    "besluit adviseerde adviseerden adviseren",
    "eisten eisen beloofden beloven smeekt smeekte",
    "verklapt verklapte verraadt verried klapt",
    "betwijfelt betwijfelde betwijfelden betwijfelen",
    "vermoedde analyseert analyseerde suggereren opperde opperden oppert opperen",
)
"""Dutch verbs with a clause or a quotation as what is said."""

NL_QUOTE = _dutch(
    "lacht lachte lachten zucht zuchtte verzucht verzuchtte grapt grapte moppert mopperde",
    "roept riep riepen snauwt snauwde fluistert fluisterde jubelt jubelde schampert schamperde",
    "juicht juichte bromt bromde brult brulde gromt gromde sneert sneerde schreeuwt schreeuwde",
    "zegt glimlacht glimlachte peinst peinsde mijmert mijmerde vervolgt vervolgde besluit besloot",
    "klinkt klonk luidt luidde weet wist begint begon vraagt vroeg vroegen lispelt foetert",
    "foeterde tiert tierde prevelt mompelt mompelde stamelt stamelde merkt herinnert herinnerde",
    "reageren concludeert relativeert relativeerde blikt blikte citeert dicht spot spotte",
    "verweert verweerde verdedigt verdedigde tekent vult vulde voert voerde werpt wierp brengt",
    "schetst schetste gnuift waarschuwt somt somde hekelt hekelde fulmineert fulmineerde",
)
"""Dutch verbs that only beside a quotation say that somebody says it."""

NL_AFTER = _dutch("weet weten wist wisten hoopt rekent voorspelt schetst schetste")
"""Dutch verbs that say so only behind what is said: "..., weten ingewijden"."""

NL_PARTICLES = "tegen|op|aan|toe|vol|voor|uit|in|erop|eraan|ervan uit|naar voren|erbij|niet tegen"
"""Second parts of Dutch verbs of saying in two."""

EN_THAT = _english(
    "insist recall remember recount reckon suspect speculate hint signal pledge threaten plead "
    "lament boast counter retort respond remark comment reason agree caution project calculate "
    "determine establish demonstrate discover hope doubt assume proclaim pronounce outline "
    "explain note point contend maintain assert allege suggest indicate show reveal claim argue "
    "warn state stress emphasise emphasize confess acknowledge announce report predict conclude "
    "observe affirm assure inform remind notify reiterate clarify confide testify estimate "
    "advise recommend imply acknowledge guarantee certify attest hypothesise theorise infer "
    "postulate surmise concede admit tweet post blog email mention reply imagine figure gather "
    "hear complain apologise promise",
    "admitted admits conceded said implied implies hinted vowed vows swore swears forecast",
    "forecasts held holds knew knows understood understands read reads learned learnt heard",
    "foresaw foresees felt feels signalled bragged quipped worries worried fretted feared",
    "argue believe insist admit warn think predict maintain allege contend conclude acknowledge",
    "explain suggest indicate agree concede reckon assume complain add announce reveal know expect",
    "show find demand demands demanded",
    "told tells wrote writes found finds thought thinks upheld inferred",
)
"""English verbs with a clause or a quotation as what is said."""

EN_BARE = _english(
    "insist maintain allege claim argue reckon suspect believe estimate predict acknowledge "
    "explain recall complain contend fear hope doubt assume calculate announce report warn "
    "stress note conclude add assert promise reply observe confess confirm deny admit suggest "
    "indicate",
    "argue believe insist admit warn think predict maintain reckon expect",
    "said says say told stated thinks thought expects expected vowed admitted admits conceded",
    "concedes swore",
)
"""Those after which "that" may be left out."""

EN_QUOTE = _english(
    "laugh sigh joke grin shrug snap shout whisper yell scream exclaim mutter mumble gush "
    "enthuse scoff sneer muse wonder ask continue begin conclude chuckle groan moan fume thunder "
    "rage beam grumble retort respond demand urge interject sum wail sob stammer",
    "quipped smiled grinned shrugged snapped sobbed began begins asked went added recalled",
)
"""English verbs that only beside a quotation say that somebody says it."""

EN_PARTICIPLES = (
    "said|admitted|conceded|argued|claimed|insisted|warned|told|written|reported|suggested|alleged"
    "|indicated|maintained|acknowledged|confirmed|denied|predicted|stated|promised|pledged|vowed"
    "|complained|estimated|announced|concluded|found|established|hinted|shown|declared|stressed"
)
"""English participles that "has" or "had" stands before."""
