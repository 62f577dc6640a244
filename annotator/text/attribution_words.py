"""The words by which a text says who says something, in Dutch and English, as patterns."""

import regex

from annotator.text.saying_verbs import (
    EN_BARE,
    EN_PARTICIPLES,
    EN_QUOTE,
    EN_THAT,
    NL_AFTER,
    NL_PARTICLES,
    NL_QUOTE,
    NL_THAT,
)

LANGUAGES = ("nl", "en")
"""The languages whose attributions are found."""

_NL_SAY = (
    "zei|zeiden|zegt|zeggen|meld(?:t|de|den|en)|stel(?:t|de|den)|stellen|verkla(?:art|arde"
    "|arden|ren)"
    "|bewe(?:ert|erde|erden|ren)|claim(?:t|de|den|en)|vertel(?:t|de|den|len)|schrijft|schreef"
    "|schreven|schrijven|bericht(?:te|ten|en)?|schat(?:te|ten)?|schatten|benadruk(?:t|te|ten|ken)"
    "|waarschuw(?:t|de|den|en)|conclude(?:ert|erde|erden|ren)|reage(?:ert|erde|erden|ren)"
    "|antwoord(?:t|de|den|en)|vindt|vond|vinden|vonden|denkt|dacht|denken|dachten|meent|meende"
    "|menen|verwacht(?:te|ten|en)?|voorspel(?:t|de|den|len)|oorde(?:elt|elde|elden|len)"
    "|onthul(?:t|de|den|len)|constate(?:ert|erde|erden|ren)|herhaal(?:t|de|den)|herhalen"
    "|beloof(?:t|de|den)|adviseer(?:t|de|den)|suggere(?:ert|erde|erden|ren)|rapporte(?:ert|erde"
    "|erden|ren)|onderstree(?:pt|pte)|publiceerde|betoog(?:t|de|den)|eist|eiste|vermoedt|vermoedde"
    "|vermoeden|gelooft|geloofde|geloven|vreest|vreesde|vrezen|klaagt|klaagde|twitterde"
    "|verzeker(?:t"
    "|de|den|en)|licht(?:te)?|vat(?:te)?|legt|legde|voegt|voegde"
)
_NL_CONFIRM = "bevestig(?:t|de|den|en)|erken(?:t|de|den|nen)"
_NL_DENY = (
    "ontken(?:t|de|den|nen)|bestrijdt|bestreed|bestrijden|bestreden|weerspreekt|weersprak"
    "|weerspreken|weerspraken|betwist(?:te|ten|en)?|verwerp(?:t|en)|verwierp(?:en)?|weerleg(?:t|de"
    "|den|gen)|ontkracht(?:te|ten|en)?"
)
_EN_SAY = (
    "said|says|say|states|stated|claims|claimed|tells|told|reported|reports|writes|wrote|warned"
    "|warns"
    "|announced|announces|argues|argued|insists|insisted|concluded|concludes|estimates|estimated"
    "|expects|expected|believes|believed|adds|added|explained|explains|replied|replies|found|finds"
    "|noted|notes|alleged|alleges|suggested|suggests|predicts|predicted|declared|declares|asserted"
    "|asserts|maintains|maintained|revealed|reveals|disclosed|testified|complained|promised"
    "|recommended|recommends|advised|stressed|emphasised|emphasized|posted|tweeted|thinks|thought"
    "|confirmed|confirms|admits|admitted|concedes|conceded|acknowledges|acknowledged|denies|denied"
    "|counted|counts|contends|contended|observed|recalled|recalls|repeated|vowed|fears|feared"
)
_EN_CONFIRM = "confirm(?:s|ed)?|acknowledg(?:es|ed)|admits|admitted|concede[sd]"
_EN_DENY = (
    "denies|denied|deny|disput(?:es|ed|e)|dismiss(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)"
    "|rebut(?:s|ted)"
    "|contradict(?:s|ed)|contest(?:s|ed)"
)

COMMON_SAY = {"nl": _NL_SAY, "en": _EN_SAY}
"""The commonest of them: no name for somebody holds one."""

SAY = {"nl": f"{_NL_SAY}|{NL_THAT}", "en": f"{_EN_SAY}|{EN_THAT}"}
"""Finite verbs that have a clause or a quotation as what is said."""

QUOTE_SAY = {"nl": NL_QUOTE, "en": EN_QUOTE}
"""Verbs that say so only beside a quotation."""

AFTER_SAY = NL_AFTER
"""Dutch verbs that say so only behind what is said."""

CONFIRM = {"nl": f"{_NL_CONFIRM}|{_NL_DENY}", "en": f"{_EN_CONFIRM}|{_EN_DENY}"}
"""Finite verbs whose object is what is said."""

BARE_SAY = EN_BARE
"""English verbs after which "that" may be left out."""

DISPUTABLE = {
    "nl": (
        "bericht(?:en)?|beschuldiging(?:en)?|cijfers?|uitkomst(?:en)?|verhaal|verhalen"
        "|aantijging(?:en)?"
        "|bewering(?:en)?|geruchten?|gerucht|bezwaar|bezwaren|kritiek|lezing|verdenking(?:en)?"
        "|aanklacht"
        "|verwijt(?:en)?|claims?|conclusies?|rapport(?:en)?|verklaring(?:en)?|uitspra(?:ak|ken)"
        "|schattingen|schatting|verlies|verliezen|aanval(?:len)?|dood|arrestatie|vervuiling|fouten"
        "|betrokkenheid|schuld|plannen|plan|nieuws|meldingen|melding|aantal(?:len)?|analyse"
    ),
    "en": (
        "reports?|accusations?|claims?|allegations?|suggestions?|objections?|criticism|story"
        "|stories"
        "|charges?|findings?|figures?|rumou?rs?|accounts?|numbers?|conclusions?|statements?|account"
        "|estimates?|loss(?:es)?|attacks?|deaths?|arrests?|spills?|mistakes?|involvement|guilt"
        "|plans?"
        "|news|toll|responsibility|wrongdoing|deal|talks|leak|idea|notion|version|complaints?"
    ),
}
"""Nouns for what can be confirmed or disputed: "the reports", not "the coach"."""

_NL_DET = (
    "de|het|een|zijn|haar|hun|onze|deze|die|dat|enkele|verschillende|diverse|meerdere|sommige"
    "|veel|twee"
    "|drie|vier|vijf|alle|beide|één|andere|’t|'t"
)
_EN_DET = (
    "the|an?|his|her|their|its|our|these|those|some|several|two|three|four|five|many|most|both|one"
    "|another|other|all|no"
)
DETERMINERS = {"nl": _NL_DET, "en": _EN_DET}
"""Words that a name for somebody can begin with."""

PRONOUNS = {
    "nl": "hij|zij|ze|hem|haar|hen|hun|deze|laatstgenoemde|die",
    "en": "he|she|they|him|her|them|it",
}
"""Words for somebody named before."""

UNNAMED = {
    "nl": regex.compile(
        r"(?i)\b(?:(?:bron|bronnen|functionarissen|functionaris|ingewijden?|insiders?|kenners?"
        r"|klokkenluiders?|deskundigen?|diplomaten?|anonieme?|regeringsbronnen|veiligheidsbronnen"
        r"|politiebronnen|betrokkenen|waarnemers?|critici|analist(?:en)?)\b|\p{L}+bronnen\b)"
    ),
    "en": regex.compile(
        r"(?i)\b(?:sources?|officials?|insiders?|anonymous|whistleblowers?|diplomats?|observers?"
        r"|critics|(?:people|person|persons|someone)\s(?:familiar|close|briefed|who|with|involved)"
        r"|experts?|analysts?)\b"
    ),
}
"""Words for somebody who is not named, where no name stands beside them."""

NOBODY = {
    "nl": regex.compile(
        r"(?i)^(?:wie|niemand|men|er|dat|dit|wat|iemand|je|jij|u|ik|we|wij|jullie|het|hier|daar"
        r"|zo|alles"
        r"|iedereen|geen)$"
    ),
    "en": regex.compile(
        r"(?i)^(?:who|whoever|nobody|no one|it|that|this|what|someone|you|i|we|there|everyone|which"
        r"|everybody|nothing|anyone|one)$"
    ),
}
"""What stands where a source would, and is none."""

NOT_SOURCES = {
    "nl": regex.compile(
        r"(?i)^(?:plan|planning|schema|afspraak|traditie|mij|ons|me|jou|jullie|u|gewoonte"
        r"|verwachting"
        r"|protocol|opgave|recept|voorschrift|de\s(?:regels?|wet|lijn|dienstregeling|planning|norm"
        r"|normen|letter|procedure|afspraken|boeken|kalender|traditie|voorschriften|statuten)"
        r"|het\s(?:boekje|plan|schema|reglement|principe|protocol|recept|model|systeem|verdrag"
        r"|contract|rooster))\b"
    ),
    "en": regex.compile(
        r"(?i)^(?:plan|plans|size|schedule|custom|need|tradition|age|me|us|you|rank|taste|law"
        r"|ability"
        r"|design|form|the\s(?:rules?|law|plan|schedule|book|letter|recipe|manual|timetable|season"
        r"|weather|terms|model))\b"
    ),
}
"""What can follow "according to" and has said nothing."""

_NL_FINITE = (
    "is|zijn|was|waren|ben|wordt|werd|werden|worden|heeft|hebben|had|hadden|kan|kon|kunnen"
    "|konden|zal"
    "|zullen|zou|zouden|moet|moeten|moest|moesten|mag|mogen|mocht|wil|willen|wilde|wilden|gaat"
    "|gaan|ging"
    "|gingen|komt|komen|kwam|kwamen|staat|staan|stond|stonden|ligt|liggen|lag|lagen|zit|zitten"
    "|zat|zaten"
    "|blijft|blijven|bleef|bleven|loopt|lopen|liep|liepen|doet|doen|deed|deden|maakt|maken|maakte"
    "|maakten|neemt|nemen|nam|namen|krijgt|krijgen|kreeg|kregen|houdt|houden|hield|gaf|geeft|geven"
    "|gaven|daalt|daalde|dalen|stijgt|steeg|stijgen|groeit|groeide|telt|telde|tellen|kost"
    "|kostte|kosten"
    "|vielen|viel|valt|vallen|brak|breekt|begint|begon|eindigt|stapt|stapte|verdwijnt|verdwijnen"
    "|verdween|verdwenen|ontstond|ontstaat|leidt|leidde|dreigt|dreigde|dreigen|hoort|hoorde"
    "|lijkt|leek"
    "|blijkt|bleek|bestaat|bestaan|bestond|werkt|werkte|werken|wacht|wachtte|wachten|zakt|zakte"
    "|betekent|betekende|speelt|speelde|sluit|sloot|opent|opende|ziet|zag|zien|zagen|gebeurt"
    "|gebeurde"
    "|stierf|stierven|sterft|raakte|raakten|raakt|verloor|verloren|verliest|won|wint|woont"
    "|woonde|reed"
    "|rijdt|rijden|bereikt|bereikte|gebruikt|gebruikte|vertrekt|vertrok|verloopt|verliep|weet|wist"
    "|weten|hoeft|hoeven|hoefde|durft|behoort|betreft|betrof|bedraagt|bedroeg|trekt|trok"
    "|stortte|brandt"
    "|brandde|volgt|volgde|brengt|bracht|levert|leverde|heet|heette|draait|draaide|vormt|vormde"
)
_EN_FINITE = (
    "is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|does|did|do|goes"
    "|went|gets"
    "|got|came|comes|made|makes|took|takes"
)
FINITE = {"nl": _NL_FINITE, "en": _EN_FINITE}
"""Common finite verbs: no name for somebody holds one."""

NEGATED_OBJECTS = regex.compile(
    r"(?i)^\s*(?:nothing|little|much|so|no|yes|goodbye|hello|niets|weinig|veel|niet|ja|nee|zich"
    r"|sorry|themselves|himself|herself|itself|een"
    r"\s(?:mop|verhaal|grap)|a\s(?:joke|story|lie))\b"
)
"""What follows a verb of saying that reports nothing."""

NOT_NOUNS = {
    "nl": (
        "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|vandaag|gisteren|morgen"
        "|eerder|later"
        "|ook|nog|al|wel|toen|daarna|dan|niet|nooit|dat|die|door|in|op|aan|na|voor|over|tegen"
        "|met|om|te|en"
        "|of|maar|want|als|toch|er|zich|nu|weer|zelf|alleen|juist|vooral|inmiddels|vervolgens"
        "|bij|uit|van"
        "|binnen|rond|naar|tot|ochtend|avond|ervan|eraan|erop|waar|hoe|wat|wie|hier|daar|inderdaad"
        "|vrijwel|echter|dus|immers|nauwelijks|bijna|zeker|misschien|mogelijk|waarschijnlijk|meteen"
        "|direct|opnieuw|zo|althans|samen|maandag|donderdag"
    ),
    "en": (
        "on|in|at|by|for|from|to|of|with|that|not|never|also|later|earlier|yesterday|today|and"
        "|or|but|as"
        "|after|before|who|which|when|while|if|then|now|still|nothing|little|much|so|there|out"
        "|up|how"
        "|what|why|about|into|over|under"
    ),
}
"""Words that stand beside the names of sources and are no part of them."""

DAYS = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond)?|vandaag|gisteren)"

PARTICLES = {
    "nl": "weten|bekend|aan|vast|toe|uit|mee|niet toe|niet uit|voorop|zeker|tot de conclusie"
    f"|{NL_PARTICLES}",
}
"""Second parts of Dutch verbs of saying: "liet weten", "maakte bekend"."""

SPLIT_VERBS = {
    "nl": (
        "laat|liet|laten|lieten|maakt|maakte|maken|maakten|kondigt|kondigde|kondigen|kondigden"
        "|stelt"
        "|stelde|stellen|stelden|geeft|gaf|geven|gaven|sluit|sloot|sluiten|sloten|deelt|deelde"
        "|deelden"
        "|legt|legde|voegt|voegde|houdt|hield|neemt|nam|spreekt|sprak|spreken|spraken|komt|kwam|komen"
        "|kwamen"
    ),
}
"""First parts of Dutch verbs of saying."""

WITH_PARTICIPLE = {
    "nl": (
        "(?:kan|kon|kunnen|konden|wil|wilde|willen|wilden|heeft|hebben|had|hadden|zou|zouden|durft)"
    ),
    "en": (
        "(?:has|have|had|can|could|cannot|would|will|did|does|is|was|hasn['’]t|haven['’]t|can['’]t"
        "|couldn['’]t|wouldn['’]t|didn['’]t|doesn['’]t)"
    ),
}
"""Auxiliaries before what a source does, or does not do, with a claim."""

SAID = {
    "nl": (
        "bevestig(?:en|d)|ontken(?:nen|d)|erken(?:nen|d)|toegegeven|gezegd|gemeld|verklaard"
        "|weerlegd"
        "|weerleggen|zeggen|uitsluiten|uitgesloten|tegengesproken|tegenspreken|verworpen|betwist"
        "|bestreden|weersproken|afgewezen|ontkracht|beaamd|onderschreven|laten weten"
        "|bekendgemaakt|aangekondigd|vastgesteld|beweerd|verteld|gewaarschuwd"
        "|geconcludeerd"
    ),
    "en": (
        "confirm(?:ed)?|den(?:y|ied)|acknowledg(?:e|ed)|admit(?:ted)?|ruled?\\sout|verif(?:y"
        "|ied)|said"
        "|reported|rejected|dismissed|disputed|refuted|announced|warned|claimed|concluded|found"
        f"|{EN_PARTICIPLES}"
    ),
}
"""What stands after them."""

TRIGGERS = {
    "nl": (
        "volgens|aldus|naar verluidt|gezag|naar zeggen|blijkt|bleek|volgt|beschuldig\\p{L}*|spreekt"
        "|spraken|sprak|spreken|noem\\p{L}*|wijst|wees|wezen|weiger\\p{L}*|reageer\\p{L}*"
        "|commentaar"
        "|reactie|bereikbaar|adviseer\\p{L}*|dreigt|eist|eiste|beloven|zweeg|zwijgt|antwoordde"
        "|verwijst"
        "|verwees|reageren|gereageerd|doet|deed|ingaan|kwijt|eigen zeggen|ogen van|mening van"
        "|oordeel van|woorden van|blijkens|luidens|heet|heette|gerucht\\p{L}*|verluidt|schijnt"
        "|midden|vooruitlopen|onderzoekt|onderzoeken|weet|wist|onbeantwoord|verdenk\\p{L}*|verdacht"
        "|gezegd|beweerd|verwijt|verwijten|verweet|verweten|beticht\\p{L}*|afvragen|vraagt|vroeg"
    ),
    "en": (
        "according to|in the words of|per|in the view of|reportedly|allegedly|citing|quoting|data"
        "|figures|numbers|research|study|report|survey|poll|review|documents|accuse[sd]|reply"
        "|replied"
        "|comment\\p{L}*|respond\\p{L}*|answer\\p{L}*|reached|elaborate|discuss|called|calls?"
        "|label+ed"
        "|branded|questioned|deny|eyes of|opinion of|judge?ment of|account|admission|estimate"
        "|reckoning|put it|puts it|emerged|understood|rumou?red|unanswered|describe[sd]|spoke"
        "|speaks|warn\\p{L}*|complain\\p{L}*"
        "|quoted|quotes|ruled? out|rules out|drawn|whether|position"
        "|view|contention|believed|thought"
    ),
}
"""Further words without which no rule finds anything."""
