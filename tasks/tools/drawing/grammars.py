"""Small words of languages, by what they do to the words beside them: closed classes, no dictionary."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.tools.drawing.grammar import Grammar, words

ENGLISH = Grammar(
    joining=words("and or but nor so yet because although though while if unless until since"),
    relative=words(
        """
        when where that which who whom whose than whether as what how why whenever wherever
        whatever
        """
    ),
    prepositions=words(
        """
        in on at by for from of to with about into over after before under between through during
        without against among around behind beyond near off onto toward towards upon within across
        along beside besides despite except inside outside like per plus via above below beneath
        """
    ),
    determiners=words("a an the my your his its our their every each no some any these those this"),
    subjects=words("i he she we they there let's"),
    either=words("you it her that this these those some any there"),
    modals=words(
        """
        can could will would shall should may might must cannot can't couldn't won't wouldn't
        shan't shouldn't mightn't mustn't ought gonna gotta wanna not never very too
        """
    ),
    being=words(
        """
        is are was were am be been being do does did done have has had having don't doesn't didn't
        isn't aren't wasn't weren't haven't hasn't hadn't ain't i'm you're we're they're he's she's
        it's that's there's here's what's who's where's how's i've you've we've they've i'd you'd
        he'd she'd we'd they'd it'd i'll you'll he'll she'll we'll they'll it'll that'll who'd
        who'll
        """
    ),
    infinitive=words("to"),
    titles=words("mr mrs ms dr prof st professor president sir madam"),
    numerals=words(
        """
        one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
        hundred thousand million billion trillion
        """
    ),
    units=words(
        """
        percent per cent hundred thousand million billion trillion dollars euros pounds cents year
        years month months week weeks day days hour hours minute minutes second seconds times
        degrees kilometers kilometres miles meters metres feet inches kilos kilograms grams tons
        """
    ),
    labels=words(
        """
        chapter page step version season episode level figure route
        january february march april may june july august september october november december
        """
    ),
)
GERMAN = Grammar(
    joining=words(
        """
        und oder aber denn sondern sowie weil obwohl während wenn falls damit sodass bevor nachdem
        sobald solange
        """
    ),
    relative=words(
        """
        dass ob als wie wo was wer wen wem wann warum wieso weshalb woher wohin womit wofür worüber
        welche welcher welches welchen welchem
        """
    ),
    prepositions=words(
        """
        in im ins an am ans auf aus bei beim mit nach von vom zu zum zur für über unter vor hinter
        neben zwischen durch gegen ohne um bis seit gegenüber trotz wegen statt per pro ab
        """
    ),
    determiners=words(
        """
        ein eine einen einem einer eines kein keine keinen keinem keiner mein meine meinen meinem
        meiner dein deine deinen deinem deiner seine seinen seinem seiner ihre ihren ihrem ihrer
        unser unsere unseren unserem unserer euer eure euren eurem jede jeden jedem manche mancher
        allen aller
        """
    ),
    either=words(
        """
        der die das den dem des dieser diese dieses diesen diesem jener jene sein ihr man alle jeder
        jedes
        """
    ),
    modals=words("sehr ziemlich"),
    titles=words("herr frau dr prof"),
    numerals=words(
        """
        zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig
        sechzig siebzig achtzig neunzig hundert tausend
        """
    ),
    units=words(
        """
        prozent hundert tausend million millionen milliarde milliarden euro dollar franken cent uhr
        jahr jahre jahren monat monate monaten woche wochen tag tage tagen stunde stunden minute
        minuten sekunde sekunden mal grad kilometer meter zentimeter kilo gramm tonnen
        """
    ),
    labels=words("kapitel seite schritt version staffel folge stufe nummer nr artikel paragraf"),
)
FRENCH = Grammar(
    joining=words("et ou mais donc or ni car parce puisque lorsque quand si quoique sinon puis"),
    relative=words("que qui dont où comme comment pourquoi quel quelle quels quelles lequel"),
    prepositions=words(
        """
        à de en dans sur sous par pour avec sans chez vers entre contre pendant depuis avant après
        devant derrière jusque malgré parmi selon sauf du des au aux
        """
    ),
    determiners=words(
        """
        un une le la les ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur
        leurs chaque plusieurs quelques aucun aucune
        """
    ),
    subjects=words("je j tu il elle on ils c ne n me m te t se s y"),
    either=words("nous vous elles"),
    modals=words("très trop si"),
    being=words(
        """
        ai as a avons avez ont avais avait avaient suis es est sommes êtes sont étais était étaient
        sera serait vais vas va allons allez vont peux peut pouvez peuvent dois doit devez doivent
        """
    ),
    titles=words("monsieur madame mademoiselle m mme mlle dr docteur"),
    numerals=words(
        """
        deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante
        cinquante soixante cent mille
        """
    ),
    units=words(
        """
        cents mille million millions milliard milliards euro euros dollar dollars centimes
        an ans année années mois semaine semaines jour jours heure heures minute minutes seconde
        secondes fois degrés kilomètres mètres kilos grammes tonnes
        """
    ),
    labels=words("chapitre page étape version saison épisode niveau numéro article"),
    elides=True,
)
SPANISH = Grammar(
    joining=words("y e o u pero sino porque aunque mientras si pues cuando ni"),
    relative=words(
        "que quien quienes cual cuales donde como qué quién cuál cuándo dónde cómo cuyo"
    ),
    prepositions=words(
        """
        a al de del en con por para sin sobre entre desde hasta hacia según contra tras ante bajo
        durante mediante
        """
    ),
    determiners=words(
        """
        un una unos unas el la los las mi mis tu tus su sus nuestro nuestra nuestros nuestras cada
        este esta estos estas ese esa esos esas aquel aquella algún alguna ningún ninguna lo
        """
    ),
    subjects=words("yo me te se nos le les"),
    either=words("tú él ella nosotros ustedes ellos ellas usted"),
    modals=words("no muy tan"),
    being=words(
        """
        he has ha hemos han había habían soy eres es somos son era eran fue estoy está estás estamos
        están estaba voy vas va vamos van puedo puede puedes podemos pueden debe deben
        """
    ),
    titles=words("señor señora sr sra dr dra don doña"),
    numerals=words(
        """
        dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta
        cincuenta sesenta setenta ochenta noventa cien mil
        """
    ),
    units=words(
        """
        ciento mil millón millones euro euros dólar dólares pesos centavos año años mes meses
        semana semanas día días hora horas minuto minutos segundo segundos veces grados kilómetros
        metros kilos gramos toneladas
        """
    ),
    labels=words("capítulo página paso versión temporada episodio nivel número artículo"),
)
ITALIAN = Grammar(
    joining=words("e ed o oppure ma però perché anche mentre se quando né quindi benché"),
    relative=words("che chi cui dove come quale quali quanto cosa"),
    prepositions=words(
        """
        a ad di da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle
        dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli
        sulle senza sopra sotto dopo prima durante verso contro dell all dall nell sull
        """
    ),
    determiners=words(
        """
        un uno una il lo la i gli le mio mia miei mie tuo tua suo sua suoi sue nostro nostra vostro
        vostra ogni qualche questo questa questi queste quello quella quei quelle nessun alcuni
        """
    ),
    subjects=words("io mi ti si ci vi ne"),
    either=words("tu lui lei noi voi loro"),
    modals=words("non molto così"),
    being=words(
        """
        ho hai ha abbiamo avete hanno aveva sono sei è siamo siete era erano sta stanno sto vado va
        posso può possiamo possono devo deve devono
        """
    ),
    titles=words("signor signora sig sigra dott dr dottor"),
    numerals=words(
        """
        due tre quattro cinque sei sette otto nove dieci undici dodici quindici venti trenta
        quaranta cinquanta cento mille mila
        """
    ),
    units=words(
        """
        cento mila mille milione milioni miliardo miliardi euro dollari centesimi anno anni mese
        mesi settimana settimane giorno giorni ora ore minuto minuti secondo secondi volte gradi
        chilometri metri chili grammi tonnellate
        """
    ),
    labels=words("capitolo pagina passo versione stagione episodio livello numero articolo"),
    elides=True,
)
PORTUGUESE = Grammar(
    joining=words("e ou mas porém porque enquanto se quando nem pois"),
    relative=words("que quem qual quais onde como cujo porquê"),
    prepositions=words(
        """
        de do da dos das em no na nos nas a ao à aos às com por pelo pela pelos pelas para pra pro
        sem sobre entre desde até contra durante após num numa
        """
    ),
    determiners=words(
        """
        um uma uns umas o os as meu minha meus minhas teu tua seu sua seus suas nosso nossa cada
        este esta estes estas esse essa esses essas aquele aquela algum alguma nenhum nenhuma
        """
    ),
    subjects=words("eu me te lhe"),
    either=words("tu ele ela nós eles elas você vocês"),
    modals=words("não muito tão"),
    being=words(
        """
        sou és é somos são era eram foi foram está estão estou estava tenho tem temos têm tinha vou
        vai vamos vão posso pode podemos podem deve devem
        """
    ),
    titles=words("senhor senhora sr sra dr dra dom dona"),
    numerals=words(
        """
        dois duas três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta
        cinquenta cem mil
        """
    ),
    units=words(
        """
        cento mil milhão milhões bilhão bilhões euro euros real reais dólares centavos ano anos
        mês meses semana semanas dia dias hora horas minuto minutos segundo segundos vezes graus
        quilômetros metros quilos gramas toneladas
        """
    ),
    labels=words("capítulo página passo versão temporada episódio nível número artigo"),
)
DUTCH = Grammar(
    joining=words("en of maar want omdat hoewel terwijl als zodat voordat nadat zodra tenzij dus"),
    relative=words("dat die wat wie waar wanneer waarom hoe dan welke welk"),
    prepositions=words(
        """
        in op aan bij met naar van voor over onder tussen door tegen zonder om tot sinds uit na te
        ten ter achter naast volgens tijdens binnen buiten per
        """
    ),
    determiners=words(
        """
        een de het deze mijn jouw zijn haar ons onze jullie hun geen elke elk ieder iedere
        """
    ),
    either=words("dit"),
    modals=words("heel erg zeer"),
    titles=words("meneer mevrouw dhr mevr dr prof"),
    numerals=words(
        """
        twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig
        honderd duizend
        """
    ),
    units=words(
        """
        procent honderd duizend miljoen miljard euro dollar cent jaar maand maanden week weken dag
        dagen uur uren minuut minuten seconde seconden keer graden kilometer meter kilo gram ton
        """
    ),
    labels=words("hoofdstuk pagina stap versie seizoen aflevering nummer artikel"),
)
GRAMMARS: Mapping[str, Grammar] = {
    "en": ENGLISH,
    "und": ENGLISH,
    "": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
}
UNKNOWN = Grammar()


def grammar_of(language: str) -> Grammar:
    """What is known of a language (BCP 47): nothing of most; an unknown one is taken for English."""
    return GRAMMARS.get(language.lower().split("-")[0], UNKNOWN)
