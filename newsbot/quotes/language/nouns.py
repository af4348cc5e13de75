"""Nouns that name speakers without naming them: roles, groups, organisations and documents; and titles."""

from newsbot.quotes.language.words import words

TITLES = words(
    """
    mr mrs ms miss mx dr prof professor sir lord lady dame baroness baron sen senator senators sens rep reps
    representative representatives congressman congresswoman congressmen gov governor lt lieutenant gen general
    col colonel capt captain sgt sergeant maj major adm admiral rev reverend pastor father fr sister brother
    imam rabbi cardinal bishop archbishop pope king queen prince princess duke duchess judge justice attorney
    officer detective inspector constable sheriff chief president premier chancellor minister secretary mayor
    councillor councilor councilman councilwoman assemblyman assemblywoman delegate ambassador commissioner
    director chair chairman chairwoman chairperson ceo cto cfo coo cio cmo cpo vp svp evp coach commander vice
    deputy prime speaker leader spokesman spokeswoman spokesperson analyst economist author editor actor actress
    singer producer superintendent mp msp treasurer comptroller undersecretary co-founder cofounder founder
    executive manager mec md hon honorable commerce state defense defence press foreign finance health interior
    home energy
    """
)
"""Words before a name that belong to the role and not to the name."""

CLEAR_TITLES = words(
    """
    mr mrs ms miss mx dr prof professor sir lord lady dame baroness sen senator rep representative congressman
    congresswoman gov governor lt gen col capt sgt maj adm rev president minister secretary mayor ambassador
    coach judge officer detective commissioner chairman chairwoman ceo captain sheriff superintendent
    """
)
"""Titles that only a person bears."""

FEMALE_TITLES = words(
    """
    mrs ms miss lady dame baroness congresswoman councilwoman chairwoman queen princess duchess actress
    spokeswoman sister assemblywoman
    """
)
MALE_TITLES = words(
    """
    mr sir lord congressman councilman chairman king prince duke actor spokesman brother father baron
    assemblyman
    """
)

PERSON_HEADS = words(
    """
    spokesman spokeswoman spokesperson spokespeople executive director president vice-president ceo cto cfo coo
    chief boss head chairman chairwoman chair chairperson founder co-founder cofounder owner partner manager
    analyst economist strategist researcher scientist professor expert specialist consultant adviser advisor
    lawyer attorney solicitor barrister prosecutor judge official officer minister premier secretary senator
    congressman congresswoman governor mayor lawmaker politician leader ambassador diplomat commissioner
    regulator president-elect candidate nominee coach captain player quarterback striker winger goalie
    defenseman goaltender pitcher star singer actor actress author writer novelist journalist reporter editor
    columnist blogger broadcaster host presenter producer artist designer developer engineer architect doctor
    physician surgeon nurse psychologist therapist psychiatrist teacher student pupil principal farmer driver
    worker employee resident neighbour neighbor witness victim survivor patient source insider whistleblower
    activist campaigner organizer organiser volunteer veteran mother father mom dad son daughter wife husband
    sister brother parent grandmother friend colleague man woman boy girl person user customer commenter reader
    fan critic historian philosopher chef guru pastor priest bishop pope king queen prince princess commander
    general admiral colonel sergeant detective inspector sheriff coroner superintendent planner broker trader
    investor entrepreneur technologist veterinarian vet biologist physicist chemist statistician epidemiologist
    virologist meteorologist creator inventor cleaner technician clerk deputy aide staffer lobbyist envoy
    negotiator mediator observer bureaucrat treasurer representative spokesmodel councillor councilman
    councilwoman delegate voter mum stepfather stepmother uncle aunt cousin businessman businesswoman
    billionaire tycoon mogul magnate legend pioneer monarch republican democrat
    """
)
"""A person by role; a leading determiner or a name makes a mention of it."""

GROUP_HEADS = words(
    """
    officials analysts experts researchers scientists sources critics lawmakers senators prosecutors lawyers
    attorneys investigators police authorities executives economists observers residents neighbours neighbors
    workers employees supporters opponents activists campaigners protesters demonstrators users customers
    commenters readers fans students teachers doctors nurses physicians parents people voters leaders ministers
    members politicians regulators organizers organisers reporters journalists authors editors judges jurors
    firefighters republicans democrats conservatives liberals diplomats aides advisers advisors allies
    colleagues friends investors traders brokers commentators pundits engineers developers staff witnesses
    victims families relatives hackers soldiers troops rebels militants farmers drivers passengers academics
    historians pollsters strategists censors spokespeople representatives others some many reviewers viewers
    visitors congressmen women men children clinicians professors planners insiders owners founders directors
    managers
    """
)
"""People in the plural: speakers who stay anonymous."""

ORG_HEADS = words(
    """
    company firm group operator carrier agency regulator watchdog ministry department commission committee
    council court government administration union association organization organisation charity foundation
    institute university college school hospital bank retailer manufacturer maker vendor supplier provider
    startup start-up team club league federation party campaign police authority bureau office board panel jury
    coalition alliance consortium parliament congress senate house assembly newspaper magazine outlet
    broadcaster network station channel website site publisher brand chain airline carmaker automaker giant
    monopoly conglomerate subsidiary unit division business developer studio lab laboratory centre center museum
    store shop trust fund brokerage lender insurer utility telco isp consultancy think-tank tribunal embassy
    consulate army military navy force nation country state city town county district kremlin pentagon
    delegation movement society corporation service platform app company's paper daily exchange secretariat
    directorate body partnership
    """
)
"""An organisation by kind."""

DOC_HEADS = words(
    """
    report study survey paper article lawsuit suit complaint filing indictment affidavit ruling judgment
    judgement order letter memo email e-mail statement release document documents records transcript post tweet
    message website site page blog book memoir proclamation bill law legislation act resolution petition
    manifesto guideline guidelines guidance policy poll analysis review meta-analysis assessment audit editorial
    op-ed column notice advisory bulletin press-release announcement sign banner poster slogan ad advert
    advertisement caption headline signature constitution contract agreement faq brochure leaflet findings
    record motion brief testimony note newsletter summary abstract entry label video clip song verse plaque
    inscription text
    """
)
"""Something written that speaks."""

ORG_WORDS = words(
    """
    inc corp corporation co ltd plc llc llp gmbh ag sa nv bv ab oy group holdings company companies university
    college school institute institution ministry department commission committee council court bureau agency
    administration office authority association federation union foundation trust fund bank party congress
    senate house parliament assembly league club army navy force forces police board center centre hospital
    clinic press times post journal news tribune herald gazette guardian telegraph magazine network networks
    radio television tv media studios pictures entertainment records airlines airways motors systems
    technologies technology labs laboratory laboratories research securities capital partners ventures equities
    investments financial insurance wireless telecom telecommunications communications mobile telekom telecoms
    electronics semiconductor software solutions services international global industries energy electric gas
    oil pharmaceuticals therapeutics coalition alliance society consortium initiative project campaign team
    watch service division command organization organisation nations states embassy kremlin pentagon museum
    gallery church forum
    affairs relations management rights trade development planning education standards sciences studies academy
    registry treasury organisers
    """
)
"""Words in a name that make it an organisation's."""

ROLE_WORDS = PERSON_HEADS | {
    "member",
    "fellow",
    "co-author",
    "coauthor",
    "lecturer",
    "vp",
    "svp",
    "evp",
    "cio",
    "cmo",
    "principal",
    "lead",
    "graduate",
    "alum",
    "veteran",
    "counsel",
    "planner",
    "associate",
    "assistant",
}
"""Heads of the phrase that tells somebody's role."""

DETERMINERS = words(
    """
    the a an this that these those one another his her its their our my your some several many most two three
    four five six both all each every no other either various multiple numerous
    """
)

HEADS: dict[str, str] = {
    **dict.fromkeys(DOC_HEADS, "document"),
    **dict.fromkeys(ORG_HEADS, "organisation"),
    **dict.fromkeys(GROUP_HEADS, "group"),
    **dict.fromkeys(PERSON_HEADS, "role"),
}
"""Head nouns that can speak, to the type of their mentions."""
