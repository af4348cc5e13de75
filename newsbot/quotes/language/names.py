"""Given names by sex, places, and the words that begin a sentence in capitals without being names."""

from newsbot.quotes.language.words import words

FEMALE_NAMES = words(
    """
    abigail ada adele agnes aisha alexandra alexis alice alicia alina alison allison alyssa amanda amber amelia
    amina amy ana anastasia andrea angela angelina anita ann anna anne annette annie anya aoife april ashley
    astrid audrey barbara beatrice becky belinda beth betsy betty beverly bianca birgit bonnie brenda bridget
    brigitte caitlin camila camilla carla carmen carol carolina caroline carolyn carrie catherine cathy cecilia
    celeste charlotte chelsea cheryl chloe christina christine cindy claire clara claudia colleen connie crystal
    cynthia daisy dana danielle dawn deb debbie deborah debra deirdre denise diana diane dianne dolores donna
    doris dorothy ebony edith eileen elaine eleanor elena elisa elise eliza elizabeth ella ellen emilia emily
    emma erica erika erin esther eva eve evelyn fatima felicia fiona florence frances francesca freya gabriela
    gabrielle gail gemma georgia geraldine gillian gina ginny giulia gloria grace greta gretchen gwen hannah
    harriet heather heidi helen helena hilary hillary holly ida ilhan ingrid irene iris isabel isabella ivy
    jacqueline jamila jan jane janet janice jasmine jayne jean jeanne jen jenna jennifer jenny jessica jill jo
    joan joanna joanne jocelyn jodie josephine joy joyce juanita judith judy julia juliana julie june kamala
    karen kate katherine kathleen kathryn kathy katie katrina kayla kelly kelsey kerry kim kimberly kirsten
    kirstin kristen kristi kristin kristina kylie lara latoya laura lauren leah leila lena leslie lillian lily
    linda lisa liz lizzie lois lorraine louise lucia lucy lydia lynn mackenzie madeleine madison maggie maha
    marcia margaret maria marianne marie marilyn marina marion marsha martha mary marybel maureen maxine maya
    megan meghan melanie melinda melissa meredith mia michelle mila mildred miranda miriam molly mona monica
    monique nadia nancy naomi natalia natalie natasha nicola nicole nikki nina nora norma olga olivia paige
    pamela patricia patty paula pauline penelope penny peggy petra phoebe phyllis polly priscilla priya rachel
    rebecca regina renee rhonda rita roberta robin rosa rosalind rose rosemary roxanne ruth sabrina sally
    samantha sandra sara sarah shannon sharon sheila shelley shelly sherry shirley sierra silvia simone sofia
    sonia sonya sophia sophie stacey stacy stella stephanie sue susan susanne suzanne svetlana sylvia tamara
    tammy tanya tara tatiana teresa theresa therese tiffany tina tracey tracy ursula valentina valerie vanessa
    vera veronica vicki vicky victoria violet virginia vivian wendy whitney yasmin yolanda yvette yvonne zainab
    zara zoe
    """
)

MALE_NAMES = words(
    """
    aaron abdul abdullah abraham adam adrian ahmed akira al alan albert alberto alejandro alex alexander
    alexandre alexei alfred ali alistair allan allen alvin amir amit anders andre andreas andrei andrew andy
    angus anil anthony antoine anton antonio ari arjun arnold arthur arun ashok ashraf barack barry bart ben
    benedict benjamin bernard bernie bert bill billy björn bjorn bob bobby boris brad bradley brandon brendan
    brent brett brian bruce bruno bryan byron caleb calvin cameron carl carlos casey cesar chad charles charlie
    chris christian christoph christopher christos chuck clarence claude clay clayton clement clifford clive
    colin connor conor corey craig curtis cyril damian damien dan daniel danny darren dave david dean deepak
    dennis denis derek dev devin dick diego dieter dirk dmitri dmitry dominic don donald doug douglas duane
    duncan dustin dwayne dwight earl ed eddie edgar eduardo edward edwin eli elias elliot elliott elon emile
    emmanuel enrique eric erik ernest ernesto ethan eugene evan ezra farhan felipe felix ferdinand fernando
    filip finn francesco francis francisco francois françois frank franz fred frederick frederik gabriel gareth
    gary gaurav gavin gene geoff geoffrey george gerald gerard gerhard gilbert giles giovanni glen glenn gordon
    graham grant greg gregory guido guillaume gunter gus guy hamid hans harold harry harvey hasan hassan heinz
    henrik henry herbert herman hiroshi howard hugh hugo hussein ian ibrahim igor iqbal isaac ivan jack jackson
    jacob jacques jaime jake james jamie jared jason jay jeff jeffrey jens jensen jeremy jerome jerry jesse
    jesus jim jimmy joachim joao joe joel joern johan johann john johnny jon jonas jonathan jordan jorge jose
    joseph josh joshua juan juergen julian julius junaid justin karim karl keith ken kenneth kenny kevin khalid
    kieran kirk klaus kofi kristian kumar kurt kyle lance larry lars laurence laurent lawrence lebron lee leo
    leon leonard leroy lewis liam lionel lloyd logan lorenzo louis lucas luigi luis luke magnus mahmoud manuel
    marc marcel marcelo marco marcus mario mark markus marshall martin marty marvin mason mathias matt matteo
    matthew matthias maurice max maxim mehdi mehmet michael michel miguel mike mikhail milan miles mitch
    mitchell mohamed mohammad mohammed mohan morgan muhammad mukesh murray nate nathan nathaniel neal ned neil
    nelson nicholas nick nicolas nigel nikhil nikola noah noel norman oleg oliver olivier omar oscar osman otto
    owen pablo paolo pascal pat patrick paul pavel pedro per pete peter phil philip philippe phillip pierre
    prakash rafael rahul raj rajesh rajiv ralph ramesh randy raphael rashid ravi ray raymond rene reza ricardo
    rich richard rick ricky rob robert roberto rod roderick rodney rodrigo roger rohit roland roman ron ronald
    ronan rory ross roy rudolf rudy rupert rusmik russell ryan salman salvatore sam sami samir samuel sandeep
    sanjay sanjiv santiago satya scott sean sebastian serge sergei sergey sergio seth shane shaun shawn shigeru
    sidney simon spencer srinivas stan stanley stefan stephan stephen steve steven stewart stuart sundar sunil
    suresh sven syed takashi tariq ted terrence terry theo theodore thierry thomas tim timothy toby todd tom
    tommy tony trent trevor tyler umar victor vijay vikram vincent vinod viktor vladimir volker wade wallace
    walter warren wayne wendell werner wesley will william willie winston wolfgang xavier yannick yusuf yuri
    yves zachary zack zach
    """
)

PLACES = words(
    """
    hong-kong new-york san-francisco los-angeles las-vegas new-jersey new-mexico new-hampshire new-zealand new-delhi
    north-carolina south-carolina north-dakota south-dakota west-virginia rhode-island south-korea north-korea
    south-africa saudi-arabia sri-lanka costa-rica el-salvador puerto-rico united-states united-kingdom
    united-arab-emirates middle-east silicon-valley tel-aviv buenos-aires mexico-city cape-town west-bank
    northern-ireland south-china-sea european-union latin-america south-america north-america
    afghanistan africa alabama alaska albania algeria america angola argentina arizona arkansas asia atlanta
    australia austria baltimore bangladesh barcelona beijing belarus belgium berlin bolivia boston brazil
    britain brussels bulgaria california cambodia canada chicago chile china colorado colombia congo connecticut
    croatia cuba cyprus dallas delaware delhi denmark denver detroit dublin ecuador egypt england estonia
    ethiopia europe finland florida france geneva germany ghana glasgow greece hawaii hongkong houston hungary
    iceland idaho illinois india indiana indonesia iowa iran iraq ireland israel istanbul italy jakarta japan
    jerusalem johannesburg jordan kabul kansas kentucky kenya kiev korea kosovo kuwait kyiv latvia lebanon libya
    lisbon lithuania london louisiana luxembourg lyon madrid maine malaysia malta manchester manhattan manila
    maryland massachusetts melbourne mexico miami michigan milan minnesota mississippi missouri montana montreal
    morocco moscow mozambique mumbai munich myanmar nairobi nebraska nepal netherlands nevada nigeria norway
    ohio oklahoma oman ontario oregon oslo ottawa pakistan palestine panama paraguay paris pennsylvania peru
    philadelphia philippines poland portugal prague qatar quebec romania rome russia rwanda scotland seattle
    senegal seoul serbia shanghai singapore slovakia slovenia somalia spain stockholm sudan sweden switzerland
    sydney syria taiwan tanzania tehran tennessee texas thailand tokyo toronto tunisia turkey uganda ukraine
    uruguay utah vancouver venezuela vermont vienna vietnam virginia wales warsaw washington wisconsin wyoming
    yemen zambia zimbabwe zurich
    """
)

DEMONYMS = words(
    """
    african american americans arab arabs argentine asian australian australians austrian belgian brazilian
    british britons bulgarian canadian canadians chilean chinese colombian croatian cuban czech danish dutch
    egyptian english european europeans filipino finnish french german germans greek hungarian indian indians
    indonesian iranian iraqi irish israeli israelis italian japanese kenyan korean kurdish latino latinos
    lebanese libyan malaysian mexican mexicans moroccan nigerian norwegian pakistani palestinian palestinians
    polish portuguese romanian russian russians saudi scottish serbian slovak spanish swedish swiss syrian
    taiwanese thai turkish ukrainian vietnamese welsh western christian christians muslim muslims jewish jews
    catholic catholics hispanic black white democratic republican republicans democrats democrat communist
    conservative labour tory tories
    """
)

CALENDAR = words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter
    ramadan am pm gmt est edt et pt utc bst spring summer autumn winter today tomorrow yesterday
    """
)

ABBREVIATIONS = words(
    """
    mr mrs ms dr prof st jr sr sen sens rep reps gov lt gen col capt sgt maj adm rev hon inc corp co ltd vs no
    vol fig jan feb mar apr jun jul aug sept sep oct nov dec mt ft etc eg ie al approx dept est univ assn bros
    calif conn mass mich minn ind ill tenn wash wis ore ala ariz ark colo del fla ga kan ky la md miss mo mont
    neb nev okla pa va vt wyo tex messrs mme mlle phd ph op cit
    """
)

PARTICLES = words(
    """
    de del della der den di da do dos du la le van von zu zur bin ibn al el ben ter ten af av y e san abu
    """
)

FUNCTION_WORDS = words(
    """
    the a an and or but nor so yet for if then than as at by in into of off on onto out over per since through
    to toward towards under until up upon via with within without about above across after against along amid
    among around before behind below beneath beside besides between beyond despite down during except from
    inside like near outside past regarding throughout because although though while whereas when whenever where
    wherever whether which who whom whose what why how that this these those there here it its he him his she
    her they them their we us our you your i my me is are was were be been being am has have had do does did
    will would shall should can could may might must not no yes also however meanwhile moreover furthermore
    nevertheless nonetheless instead otherwise therefore thus hence still even just only both either neither
    each every all any some many most more much few several other another such same one two three four five six
    seven eight nine ten first second third last next later now once again already always never often sometimes
    perhaps maybe indeed finally eventually recently previously currently originally additionally similarly
    likewise according asked following given based unlike ahead almost nearly less let's lets there's it's
    that's he's she's they're we're i'm you're don't doesn't didn't isn't aren't wasn't won't can't couldn't
    wouldn't shouldn't what's who's here's earlier too very quite rather really actually basically importantly
    interestingly unfortunately fortunately ultimately overall specifically generally typically usually
    apparently clearly obviously naturally certainly surely critically notably getting having speaking
    """
)
"""Words that open a sentence or join clauses: never a name by themselves."""
