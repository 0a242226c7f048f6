"""Words around names and words that look like names, by what they tell. To teach the finder a title, a
place or an office, add it to the string of its kind.

Everything is written as keys: lower case, no accents, no apostrophes; phrases stand between semicolons.
"""

from __future__ import annotations

from ...sentences.abbreviations import words_of

__all__ = [
    "AFTER_BODIES",
    "ARABIC_WORDS",
    "ARTICLES",
    "CALENDAR",
    "CALLED_BEFORE",
    "DEMONYMS",
    "GIVEN_NAMES",
    "KUNYAS",
    "LINKS",
    "NAMES_LIKE_PLACES",
    "OCCUPATIONS",
    "OFFICES",
    "ORDINARY_WORDS",
    "ORGANISATION_WORDS",
    "PLACES",
    "PLACE_PREPOSITIONS",
    "PLACE_WORDS",
    "TITLES",
    "TITLES_WITHIN",
    "WEAK_PREPOSITIONS",
    "phrases_of",
]


def phrases_of(text: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases of a text that has semicolons or line ends between them."""
    lines = text.replace("\n", ";").split(";")
    return frozenset(tuple(line.split()) for line in lines if line.strip())


ARTICLES = words_of("al el ar as ash an at ad adh az ul ash es er")
"""Arabic articles, assimilated ones too: with a hyphen always, else only al and el."""
KUNYAS = words_of("abu abou abo umm oum um om ابو ابا ابي ام")
LINKS = words_of(
    """
    bin ben ibn bint bani banu ould ag van von der den de del della di da dos du la le ter zu e
    y i ibnu ibne bn بن ابن بنت ال
    """
)
"""Small words inside names."""

OFFICES = words_of(
    """
    commodore wing-commander warrant petty ensign colonel-general vice-admiral legislator lawmaker
    congressmember councillor councilman alderman lord-mayor vice-president premier warlord
    president presidents vice premier chancellor minister ministers secretary secretaries
    undersecretary governor governors mayor ambassador envoy senator senators sen rep
    congressman congresswoman representative judge justice prosecutor attorney king queen prince
    princess emir sultan shah pope cardinal archbishop bishop patriarch chairman chairwoman
    commissioner director spokesman spokeswoman spokesperson chief leader deputy general gen
    lieutenant lt colonel col major maj brigadier brig captain capt commander cmdr cdr admiral
    adm rear corporal cpl sergeant sgt marshal staff inspector superintendent constable officer
    gov mp speaker tsar czar kaiser ayatollah mullah foreign prime defence defense interior home
    counsel rapporteur coordinator الرئيس الوزير اللواء العميد العقيد المقدم الرائد النقيب
    الملازم الفريق المشير السفير النائب المحافظ القاضي الملك الامير الناطق المتحدث
    """
)
"""Titles of those who speak and act in an office; before a name they make its bearer an official."""
TITLES = OFFICES | words_of(
    """
    mr mrs ms miss mx mister madam sir lord lady dame baroness baron count dr doctor prof professor
    rev reverend fr father mother sister brother sheikh shaikh shaykh sheik imam hajj haj haji hajji
    hadji sayyid sayed syed sayyed seyyed maulana mawlawi maulvi mulla mufti rabbi monsignor m mme
    mlle monsieur madame senor senora sr sra don dona herr frau shri smt kumari thakur pvt private
    spc specialist pfc lance trooper airman seaman gunner rifleman ustad ustaz aunt auntie uncle
    grandmother grandfather pastor deacon engineer eng lawyer advocate nurse teacher comrade cde
    السيد السيده الشيخ الدكتور الدكتوره المهندس الاستاذ المحامي المحاميه الصحفي الصحافي الصحفيه
    الناشط الناشطه الشاب الشابه الطفل الطفله المواطن المواطنه الشهيد الشهيده الحاج الحاجه الاعلامي
    المصور المعتقل الاسير الجندي الشرطي الطبيب الممرض المعلم القس الاب الاخت الجريح
    """
)
"""What stands before a name and is no part of it."""

TITLES_WITHIN = words_of("sheikh shaikh shaykh sheik hajj haj haji sayyid sayed syed mullah khan")
"""Titles that may stand within a name too: `Sheikh Sharif Sheikh Ahmed`."""

_MONTHS = """
january february march april may june july august september october november december jan feb
mar apr jun jul aug sept sep oct nov dec
"""
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur fri sat sun"
)
CALENDAR = words_of(
    f"""{_MONTHS} {_DAYS} today tomorrow yesterday ramadan christmas easter eid muharram ashura
    nowruz am pm gmt utc est edt"""
)

ORGANISATION_WORDS = words_of(
    """
    academy administration agency airline airlines airways alliance army arms artillery assembly
    association authority bank base battalion battalions brigade brigades bureau cabinet channel
    church club co coalition command commission committee company confederation conference
    congress constitution convention corporation corp corps council court courts crescent cross
    declaration department directorate division embassy federation fleet force forces foundation
    front fund gazette government group guard guards guardian herald hospital hotel house inc
    initiative institute institution jihad journal justice league legion liberation ltd magazine
    militia militias ministry mission mosque movement museum network news newspaper office
    organisation organization operation palace paper parliament party pact peshmerga plc police
    post press programme program project prison radio regime regiment relief report republic
    resistance resolution rights school secretariat senate service services society squad
    squadron station statement studies summit syndicate task team television telegraph times
    treaty tribune tribunal trust tv union unit units university war watch board studio clinic
    chamber charity college cooperation freedom security intelligence nations united
    international national state states act amendment law bill agreement accord accords plan
    process platoon wing fighters spokesmen rebels militants islamic democratic democrats
    republicans communist socialist labour conservative center centre observatory monitor human
    humanitarian airport headquarters hq federal central supreme joint armed air navy naval
    marine marines land special facebook twitter youtube whatsapp telegram instagram series tank
    jet aircraft missile rocket rifle helicopter helicopters drone gun guns
    """
)
"""A run of capitals that holds one of these names no person."""

PLACE_WORDS = words_of(
    """
    airport airbase area avenue bay beach block border bridge building camp canal cape
    checkpoint church city coast corridor county crossing dam desert district east eastern farm
    field garden gate governorate gulf heights highway hill hills island islands isle junction
    lake land lane market mount mountain mountains neighborhood neighbourhood north northeast
    northeastern northern northwest northwestern oblast ocean park pass peninsula plain port
    prefecture province quarter region ridge river road roundabout sea settlement shrine south
    southeast southeastern southern southwest southwestern square straits strait street suburb
    suburbs tower town township valley village west western zone lower upper central greater
    hollow ford falls springs fort hall plaza cemetery tomb temple monastery
    """
)
"""The same of places; before or after a name they make it one."""
PLACE_PREPOSITIONS = words_of(
    "in at near outside inside across around throughout above below beyond via off"
)
CALLED_BEFORE = words_of(
    """
    named called nicknamed boy girl baby toddler child son daughter brother sister cousin nephew
    niece wife husband father mother schoolboy schoolgirl friend neighbour neighbor grandson
    granddaughter
    """
)
"""Words after which even the name of a place or a people is a person's."""
WEAK_PREPOSITIONS = words_of("from to into toward towards between through against")
"""These stand before persons too: they speak only for a place of one unknown word."""

PLACES = phrases_of(
    """
    afghanistan; albania; algeria; angola; argentina; armenia; australia; austria; azerbaijan
    bahrain; bangladesh; belarus; belgium; benin; bolivia; bosnia; herzegovina; botswana; brazil
    britain; bulgaria; burkina faso; burma; burundi; cambodia; cameroon; canada; chad; chechnya
    chile; china; colombia; congo; costa rica; croatia; cuba; cyprus; czechoslovakia; dagestan
    darfur; denmark; djibouti; ecuador; egypt; el salvador; england; eritrea; estonia; ethiopia
    europe; finland; france; gabon; gambia; georgia; germany; ghana; greece; guatemala; guinea
    haiti; honduras; hungary; iceland; india; indonesia; iran; iraq; ireland; israel; italy
    ivory coast; jamaica; japan; jordan; kashmir; kazakhstan; kenya; korea; north korea
    south korea; kosovo; kurdistan; kuwait; kyrgyzstan; laos; latvia; lebanon; lesotho; liberia
    libya; lithuania; luxembourg; macedonia; madagascar; malawi; malaysia; mali; malta
    mauritania; mexico; moldova; mongolia; montenegro; morocco; mozambique; myanmar; namibia
    nepal; netherlands; holland; new zealand; nicaragua; niger; nigeria; norway; oman; ossetia
    abkhazia; pakistan; palestine; panama; paraguay; persia; peru; philippines; poland; portugal
    prussia; puerto rico; qatar; romania; russia; rwanda; saudi arabia; saudi; scotland; senegal
    serbia; sierra leone; singapore; slovakia; slovenia; somalia; somaliland; south africa
    south sudan; soviet union; spain; sri lanka; sudan; sweden; switzerland; syria; taiwan
    tajikistan; tanzania; thailand; tibet; timor; togo; tunisia; turkey; turkiye; turkmenistan
    uganda; ukraine; united arab emirates; emirates; united kingdom; uk; united states; america
    usa; us; uruguay; ussr; uzbekistan; venezuela; vietnam; wales; yemen; yugoslavia; zambia
    zimbabwe; zaire; africa; asia; middle east; latin america; central america; north america
    mediterranean; balkans; caucasus; levant; maghreb; sahel; sahara; sinai; gaza; west bank
    golan; gulf; crimea; donbas; donbass; anatolia; mesopotamia; cilicia; ottoman empire
    british columbia; california; texas; new york; florida; alaska; ohio; virginia; washington
    new jersey; massachusetts; punjab; sindh; balochistan; waziristan; swat; helmand; kandahar
    kabul; herat; kunduz; ghazni; nangarhar; peshawar; quetta; islamabad; karachi; lahore
    rawalpindi; delhi; new delhi; mumbai; bombay; calcutta; kolkata; ahmedabad; gujarat; godhra
    ayodhya; srinagar; dhaka; colombo; jaffna; kathmandu; rangoon; yangon; bangkok; hanoi
    saigon; manila; jakarta; kuala lumpur; beijing; peking; shanghai; hong kong; tokyo; seoul
    pyongyang; moscow; kiev; kyiv; kharkiv; kharkov; kherson; mariupol; odesa; odessa; lviv
    donetsk; luhansk; lugansk; zaporizhzhia; bakhmut; avdiivka; bucha; irpin; izium; kramatorsk
    sloviansk; dnipro; mykolaiv; chernihiv; sumy; belgorod; grozny; beslan; tbilisi; yerevan
    baku; nagorno karabakh; karabakh; minsk; vilnius; riga; warsaw; prague; budapest; bucharest
    sofia; belgrade; sarajevo; srebrenica; mostar; zagreb; pristina; tirana; athens; ankara
    istanbul; constantinople; izmir; smyrna; adana; diyarbakir; gaziantep; sanliurfa; urfa
    erzurum; erzerum; trebizond; van; bitlis; mush; kharput; marash; zeitun; kobane; kobani
    damascus; aleppo; homs; hama; idlib; idleb; daraa; deraa; raqqa; raqqah; palmyra; tadmur
    deir ezzor; deir ez zor; deir al zor; latakia; tartus; tartous; hasakah; hasaka; qamishli
    afrin; manbij; al bab; jarabulus; azaz; ghouta; eastern ghouta; douma; duma; daraya; darayya
    madaya; moadamiya; yarmouk; qusayr; qusair; saraqeb; rastan; houla; sweida; suwayda
    quneitra; maarat al numan; khan sheikhoun; khan shaykhun; baghdad; mosul; basra; basrah
    kirkuk; erbil; irbil; arbil; dohuk; duhok; sulaymaniyah; sulaimaniya; sulaimaniyah; najaf
    karbala; fallujah; falluja; ramadi; tikrit; samarra; baiji; beiji; bayji; anbar; al anbar
    nineveh; ninewa; diyala; salahuddin; salah al din; salaheddin; babil; hilla; hillah; kut
    amarah; nasiriyah; nasiriya; baquba; baqubah; haditha; hit; heet; rutba; rutbah; qaim
    al qaim; qayyarah; qayara; tal afar; sinjar; makhmour; makhmur; hawija; hawijah
    tuz khurmatu; taji; abu ghraib; sadr city; habbaniyah; shirqat; hamam al alil; bartella
    qaraqosh; bashiqa; zumar; rabia; husaybah; tigris; euphrates; beirut; tripoli; sidon; tyre
    baalbek; bekaa; arsal; jerusalem; tel aviv; haifa; ramallah; nablus; jenin; hebron
    bethlehem; rafah; gaza strip; khan younis; khan yunis; jabalia; amman; zarqa; cairo
    alexandria; riyadh; jeddah; mecca; medina; sanaa; sana; aden; taiz; taizz; hodeidah
    hudaydah; saada; saadah; marib; doha; dubai; abu dhabi; manama; muscat; kuwait city; tehran
    teheran; isfahan; shiraz; tabriz; mashhad; qom; benghazi; misrata; sirte; derna; tobruk
    tunis; algiers; casablanca; rabat; khartoum; el fasher; nyala; juba; bor; malakal; bentiu
    mogadishu; kismayo; baidoa; addis ababa; mekelle; axum; tigray; amhara; oromia; asmara
    nairobi; kampala; kigali; bujumbura; goma; bukavu; kinshasa; bangui; ndjamena; abuja; lagos
    maiduguri; borno; chibok; yobe; adamawa; kaduna; kano; jos; bamako; timbuktu; gao; kidal
    mopti; ouagadougou; niamey; dakar; freetown; monrovia; abidjan; accra; johannesburg
    pretoria; cape town; soweto; harare; maputo; cabo delgado; luanda; london; belfast; dublin
    edinburgh; manchester; paris; brussels; amsterdam; hague; the hague; geneva; zurich; bern
    vienna; berlin; bonn; munich; hamburg; rome; milan; vatican; madrid; barcelona; lisbon
    copenhagen; stockholm; oslo; helsinki; nice; toulouse; lyon; marseille; ottawa; toronto
    montreal; chicago; boston; los angeles; san francisco; atlanta; dallas; houston; miami
    orlando; san bernardino; mexico city; guatemala city; san salvador; tegucigalpa; managua
    san jose; bogota; medellin; cali; caracas; lima; ayacucho; quito; la paz; santiago
    buenos aires; havana; port au prince; chalatenango; morazan; soyapango; mejicanos; usulutan
    san miguel; santa ana; sydney; canberra; melbourne; wellington; christchurch; guantanamo
    guantanamo bay; white house; pentagon; kremlin; capitol; downing street; wall street
    silicon valley; red sea; black sea; dead sea; persian gulf; holy land; old city; green zone
    incirlik; العراق; سوريا; بغداد; الموصل; دمشق; حلب; حمص; ادلب; غزه; القدس; بيروت; القاهره
    صنعاء; طرابلس
    """
)
"""Names of places, and of nothing else one would ask about."""

DEMONYMS = words_of(
    """
    afghan afghans african africans albanian american americans arab arabs arabic armenian
    armenians asian assyrian assyrians australian austrian azerbaijani azeri bahraini
    bangladeshi belgian bengali berber bosnian bosniak brazilian briton britons british
    bulgarian burmese cambodian canadian catholic catholics caucasian chaldean chechen chechens
    chilean chinese christian christians circassian colombian coptic copts croat croats croatian
    cuban czech danish druze dutch egyptian egyptians english eritrean ethiopian ethiopians
    european europeans filipino finnish french frenchman georgian german germans ghanaian greek
    greeks guatemalan gurkha haitian hebrew hindu hindus honduran houthi houthis hungarian hutu
    hutus indian indians indonesian iranian iranians iraqi iraqis irish islam islamist islamists
    israeli israelis italian italians ivorian japanese jew jewish jews jordanian jordanians
    kenyan korean kosovar kurd kurdish kurds kuwaiti latin lebanese libyan libyans malaysian
    malian maronite mexican mongol moroccan muslim muslims moslem moslems nepalese nicaraguan
    nigerian nigerians norwegian omani orthodox ottoman pakistani pakistanis palestinian
    palestinians pashtun pashtuns persian peruvian polish pole portuguese protestant prussian
    qatari roma rohingya romanian russian russians rwandan salafi salafist salvadoran
    salvadorans saudi saudis scottish senegalese serb serbian serbs shia shias shiite shiites
    sikh sikhs sinhalese slovak somali somalis soviet soviets spanish sudanese sunni sunnis
    swedish swiss syrian syrians taiwanese tajik tamil tamils tatar tatars thai tibetan tunisian
    turk turkish turkmen turkoman turkomen turks tutsi tutsis ugandan ukrainian ukrainians uzbek
    venezuelan vietnamese welsh western westerners yazidi yazidis yezidi yezidis yemeni yemenis
    zairian zionist god allah bible koran quran internet nazi nazis marxist maoist maoists
    taliban taleban hamas hezbollah hizbollah hizbullah isis isil daesh fatah janjaweed contras
    likud baath baathist sharia covid ied ieds aids ebola ak kalashnikov jihadi jihadist
    jihadists janissaries gestapo bolshevik bolsheviks interpol gazprom google kurdistani nusra
    boko haram shabaab shabab qaeda qaida farc fmln sendero luminoso pkk ypg naxalite naxalites
    vhp bjp rss toyota humvee humvees mercedes volkswagen boeing cobra apache
    """
)
"""Peoples, faiths, parties and things that are written with a capital."""

GIVEN_NAMES = words_of(
    """
    abbas abdallah abdel abdul abdulaziz abdullah abdulrahman abed adel adham adnan ahmad ahmed
    aisha akram ala alaa ali alia amal amer amina amir ammar anas anwar arif asma assad ayman
    aziz bassam bashar bilal dalia dina fadi fahad faisal faiz farah farid faris fatima fatma
    faysal firas ghada habib hadi hafez haidar haider haitham hala hamid hamza hana hani hanan
    hasan hashim hassan hatem hiba hisham huda hussain hussam hussein ibrahim iman imad ismail
    jaafar jabbar jaber jalal jamal jamil jasim jassim jawad kamal karam karim kareem khadija
    khalaf khaled khalid khalil laila layla leila lina loay luay maha mahdi mahmoud mahmud majed
    majid malik mansour mariam maryam marwan mazen mohamad mohamed mohammad mohammed mona
    muhammad muna munir musa mustafa mustapha nabil nada nadia nadim najib naji nasser nawal
    nizar noor nour nouri nura omar osama othman qasim qassim rabia rafiq rahim raed raja
    ramadan ramzi rana rania rashid rasha reem rima riyad saad sabah sabri saddam saeed safa
    said salah salam saleh salem salim salma salman sami samir samira sara sarah sharif suha
    suleiman sultan taha tahir talal tarek tariq umar usama wael wafa walid yahya yasin yasser
    yassin younis yousef youssef yunus yusuf zahra zaid zainab zaki zeinab ziad adam alan albert
    alex alexander alexei alice alison amanda amy anatoly andrea andrei andrew andriy angela ann
    anna anne annie anthony antonio arthur barack barbara ben benjamin bernard bill boris brian
    bruce carla carlos carmen carol caroline catherine charles charlotte chris christian
    christina christine christopher claire colin craig dan daniel dave david deborah denis
    dennis diana diane diego dmitry dmytro donald dora douglas edward elena elizabeth ellen
    emily emma eric eugene eva fernando frances francis francisco frank fred gabriel gareth gary
    geoffrey george gerald giorgio gordon graham greg guillermo hans harold harry heather helen
    henry hillary howard hugh ian igor ilya irina isabel ivan jack jacob jacques james jan jane
    janet jason jean jeff jennifer jeremy jessica jim joan joe john jonathan jorge jose joseph
    josh juan judith julia julie karen karl kate katherine keith kelly ken kenneth kevin kim
    larry laura lawrence lee leon leonid linda lisa louis lucy luis luke lyudmila manuel marc
    margaret maria marie mario mark martha martin mary matthew maurice max maxim melissa michael
    michel michelle miguel mike mikhail mohan monica nancy natalia neil nicholas nick nicolas
    nikita nikolai nina nora oleg oleksandr oleksiy olena olga oliver olivia oscar pablo pamela
    patricia patrick paul pavel pedro peter petro philip pierre rachel rafael ralph ramon raul
    ray raymond rebecca ricardo richard rick robert roberto roger roman ronald rosa ruth ryan
    salvador sam samantha samuel sandra sean sergei serhiy sergey sharon simon sofia sonia
    sophie stephen stephanie steve steven stuart sue susan svetlana tamara tatiana terry theresa
    thomas tim timothy tom tony valentina valery vasily vera victor viktor viktoria vincent
    vladimir volodymyr walter wendy william yelena yulia yuri yuriy zoe abiy adama amadou asif
    bashir chinedu dembele deepak fatou grace haile imran ishaq ismael kofi moussa narendra
    nawaz obi ousmane pervez rajesh ram ravi sanjay seydou sunil suresh tesfaye usman zubair
    abdirahman aden hodan farhan behrouz hossein javad mehdi reza shirin aram azad barzan
    dilshad hawre karwan nechirvan rojda rebwar sherko serok serwan zana ahmet ayse cemal deniz
    emine fatih hakan huseyin kemal mehmet recep selahattin aung nguyen tran min kyaw wei li jun
    xi ban hiroshi kenji yoko
    """
)
"""Given names common in news of conflicts: a capitalised word that is one needs no other sign."""

NAMES_LIKE_PLACES = words_of(
    """
    hall ford hill hills park west north east banks gates church house fields lake law bill
    guard post bay fort marine freedom union justice board cross falls springs plain lane guards
    press
    """
)
"""Words of places and bodies that are family names too: after a given name they end no name."""

OCCUPATIONS = words_of(
    """
    journalist journalists reporter correspondent photographer cameraman editor blogger
    columnist anchor presenter freelancer activist activists lawyer researcher analyst historian
    professor doctor teacher nurse farmer driver shopkeeper student worker resident survivor
    witness witnesses villager refugee father mother brother brothers sister sisters son sons
    daughter daughters wife husband uncle aunt cousin cousins nephew niece grandfather
    grandmother grandson granddaughter widow widower friend neighbour neighbor colleague boy
    girl baby toddler man woman suspect gunman attacker bomber commander leader spokesman
    spokeswoman spokesperson official officer minister president director chief cleric imam
    sheikh preacher priest bishop lawmaker politician soldier fighter militant prisoner detainee
    hostage named called nicknamed identified late engineer artist writer author
    """
)
"""Words in lower case that stand before a name."""
AFTER_BODIES = words_of(
    """
    province provinces city town village district governorate region suburb neighbourhood
    neighborhood county valley river mountain mountains border airport airbase bridge camp
    highway road street square prison hospital fighters militants rebels troops forces
    government army regime group party militia area front movement soldiers insurgents officials
    separatists guerrillas airstrike offensive crisis peninsula desert coast island islands
    checkpoint refinery dam stronghold refugees civilians ambassador minister ministry
    parliament embassy police court capital villages towns districts plain plateau station port
    wire bureau agency daily newspaper channel television tribe tribes
    """
)
"""Words in lower case that follow the name of a place or a body."""

ORDINARY_WORDS = words_of(
    """
    eyewitnesses elsewhere heads leading nobody everyone anybody somebody everybody maybe perhaps
    clearly obviously unfortunately fortunately indeed finally sadly eventually apparently hundreds
    thousands dozens tens millions scores sixty seventy eighty ninety twenty thirty forty fifty
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen hundred thousand
    survivors eyewitness spokesmen protesters demonstrators activists militants insurgents rebels
    gunmen troops jets warplanes airstrikes shelling photo photos image images video caption file
    editor editors copyright read watch listen share related advertisement sign thank thanks dear
    yes okay hello well sorry please
    """
)
"""Words that begin sentences, beside those of the sample corpus."""

ARABIC_WORDS = words_of(
    """
    في من الي علي عن مع بعد قبل بين تحت فوق عند منذ حتي ان انه انها انهم الذي التي الذين هو هي
    هم هذا هذه ذلك تلك كان كانت كانوا قد لقد لم لن لا ما قال قالت قالوا اكد اكدت اضاف اضافت اعلن
    اعلنت صرح ذكر ذكرت اشار اوضح يقول تقول الله او ثم بل لكن كما حيث حول ضد خلال بسبب عام يوم
    امس اليوم اثناء وهو وهي وقد وكان وكانت والذي والتي قتل قتلت اصيب استشهد كل بعض غير اي كيف
    لماذا متي اين
    """
)
"""What no name goes on with."""
