"""Words of company names that tell little: what firms do, where, what they are called most, and who founds them.

Each line holds one meaning in several languages and spellings; its first word stands for all of them. A line
that begins with spaces goes on with the meaning above.
"""

from __future__ import annotations

VERSION = 1

# May be missing from one of two spellings without making them two firms.
NEUTRAL = """
the a an and und et e i y en u och og & und plus of for fur pour per in im am an auf bei zu zum zur aus at on by
  mit von vom der die das des dem
den de del della delle di da do dos du la le les los las el il lo het van vd ter te aan op voor и в на по из для
  при с со от
ve dite sogenannte
co comp compagnie company cie cia ko kompanie компания фирма firma firm tm тм торговая марка
inh inhaber gegr est since seit formerly formerly former vormals ehemals vorm ex dba aka fka c/o
www com net org no nr номер
"""

# May be missing from one of two spellings too, but speaks for one firm where both have it.
HONOURS = """
koninklijke koninklijk konigliche koniglich royal royale kgl kgl. koninkl kon kungliga kongelig
gebruder gebr gebroeders brothers bros freres fratelli hermanos братья бр
sohn sohne zonen sons son fils figli hijos сыновья сын
witwe wwe veuve vve вдова
"""

# What several describing words are shortened to.
ABBREVIATIONS = """
тд торговый дом
тпк торговый производственный
пкф производственный торговый
нпо научно производственный объединенный
нпп научно производственный
нпф научно производственный
ук управляющая
гк группа
"""

# A division, a branch or a post box inside a firm: from this word on nothing of the name is left.
PARTS = """
abteilung abt purchasing department dept departement division div sektion section einkauf vertrieb
buchhaltung niederlassung zweigniederlassung filiale
geschaftsstelle hauptverwaltung zentrale filialdirektion werk branch
agence succursale etablissement siege sucursal sede filial office headquarters hq postfach pobox lehrstuhl
филиал отдел отделение представительство управление подразделение цех филиала обособленное
"""

# What firms do and how big they see themselves. On one side only they may tell a daughter from its mother.
GENERIC = """
international internationale internationaler internationales internationaal internationales intl int'l internatl
  internat интернешнл интернэшнл интернациональ международный международная
global globale глобал
world welt mondial worldwide
european europaische europeenne europees europeo europaisches европейский европейская
national nationale nationales national nazionale nacional национальный национальная natl
general allgemeine generale генеральный общий
united vereinigte unie unione объединенный объединенная
central zentral centrale центральный центральная
technology technologies technologie technologien technik technika tecnologia tecnologie tecnologias techno tech
  techn технология технологии технологий техника технолоджи технолоджис технолоджиз тех
technical technische technisch technique tecnica технический техническая
electronics electronic elektronik elektronika elettronica electronica electronique elektronische электроника
  электроник электроникс
electric electrical electricite elektro elektrik electrique elektrotechnik электрик электро электротехника
engineering ingenieurburo ingenieure ingenieurgesellschaft ing engineers инжиниринг инженеринг
research res forschung recherche ricerca onderzoek onderzoekscentrum исследование исследования исследовательский
development entwicklung developpement sviluppo dev девелопмент
science sciences wissenschaft scientific scientifique научный наука научно
system systems systeme systemes sistemi sistemas syst система системы систем системс
solution solutions losungen решение решения солюшнс солюшенс
service services servizi servicios dienst dienste dienstleistung dienstleistungen dienstleistungs
  dienstleistungsgesellschaft serv svc сервис сервисный сервисная услуги услуг
consulting consult consultants consultancy beratung unternehmensberatung berater advisory консалтинг консалт
  консультант
management verwaltung mgmt менеджмент
product products produkt produkte produits prodotti productos prod продукт продукты продукция
production produktion productions produktions produktionsgesellschaft produzione производство производственный
  производственная
industry industries industrie ind inds industrial industriel industrielle industria ind промышленность промышленный
  промышленная индустрия индастриз sanayi
manufacturing manufacturers mfg hersteller manufacture manufaktur мануфактура
factory fabrik fabriken fabriek fabrieken fab usine fabbrica завод заводы фабрика комбинат
works werke werken
trade trading ticaret handel handels handelsgesellschaft handelshaus commerce commercial commerciale commercio торговля
  торговый торговая трейд трейдинг торг
import impex импорт
export экспорт
sales vertriebs vertriebsgesellschaft verkauf vente vendite продажи сбыт
marketing маркетинг
market markt supermarkt markets маркет рынок супермаркет
shop store laden geschaft boutique магазин шоп
retail einzelhandel ритейл
wholesale grosshandel гросс опт
logistics logistik logistique logistica логистика логистик лоджистик
transport transporte transports transporti spedition spediteur freight shipping перевозки транспорт транспортный
  транспортная транс
auto automobile automobil automotive automobiles cars autohaus auto's авто автомобиль автомобили автосервис
motor motors motoren мотор моторс
construction bau bauunternehmen bauunternehmung bauwesen hochbau tiefbau construct builders building batiment
  costruzioni construcciones bouw bouwbedrijf строительство строительный строительная строй стройка
house haus hauser maison casa дом дома
real estate immobilien immobilier immobiliare недвижимость
property properties eigentum vastgoed
finance financial finanz finanzen finances finanzierung финанс финансы финансовый финансовая
invest investment investments investition investissement capital kapital beteiligungsberatung инвест инвестиции
  капитал
bank banque banca banco банк
savings sparkasse caisse сберегательный
insurance versicherung versicherungen versicherungs assurance assurances assicurazioni seguros страхование
  страховой страховая
credit kredit kreditbank кредит
chemical chemicals chemie chemische chimie chimica chimique химия химический химическая хим
pharma pharmaceutical pharmaceuticals pharmaceutica pharmazeutische farma pharmacy pharmacie farmaceutica фарма фармация
  фарм фармацевтический
medical medizin medizinische medizintechnik medicine med medica медицинский медицина медицинская мед медика
health healthcare gesundheit sante salud здоровье
clinic klinik klinikum krankenhaus hospital clinica клиника больница госпиталь поликлиника
dental zahnarzt zahnarztpraxis dentist стоматология стоматологический дент
practice praxis arztpraxis gemeinschaftspraxis
pharmacy-shop apotheke apotheken аптека
optics optik optical оптика
energy energie energia energies power strom gas энергия энерго энергетика энергетический газ
oil petroleum mineralol нефть нефте ойл
water wasser eau вода водоканал
environment umwelt environmental экология эко
metal metals metall metallbau metaux металл металлы
steel stahl acier сталь
wood holz bois legno дерево лес wald
glass glas verre стекло
plastic plastics plastique plastiques kunststoff kunststoffe kunststofftechnik plastik пластик полимер
paper papier paperboard бумага
print printing druck druckerei druckhaus imprimerie типография печать полиграфия
machine machines mecanique mechanik mechanical maschinen maschinenbau machinery machinerie
  macchine машины машиностроение маш
tool tools werkzeug werkzeuge werkzeugbau инструмент инструменты
equipment ausrustung оборудование
instrument instruments instr instrumente приборы прибор
device devices geraete gerate устройства
component components komponenten komponente компоненты комплект
material materials material materialien matériaux материалы материал
food foods alimentation lebensmittel nahrung aliments alimentari alimentaire продовольствие продукты-питания фуд
bakery backerei boulangerie хлеб хлебозавод пекарня
butcher metzgerei fleischerei мясо мясокомбинат
restaurant gasthof gasthaus gaststatte ristorante ресторан кафе cafe
hotel hotels pension отель гостиница
travel reisen reise reiseburo voyages tourism touristik tour tours туризм турист путешествия тур
beverage getranke drinks brauerei brewery breweries brasserie напитки пиво пивоварня
agriculture agrar landwirtschaft agricole agricola agro farm farms hof агро ферма сельхоз хозяйство
garden garten gartenbau gardens jardin сад сады
clean cleaning reinigung gebaudereinigung nettoyage чистка клининг
security sicherheit securite охрана безопасность охранный
software softwarehaus софт программы
computer computers computing edv информатика компьютер компьютеры
information informatik informations info informatics информация информационный информационная инфо
communication communications kommunikation telekommunikation telecom telecommunications telekom tele коммуникации
  связь телеком
network networks netz netze netzwerk сеть сети
data daten dati данные
digital digitale диджитал цифровой
internet online web онлайн интернет
media medien медиа
film films filmproduktion фильм
advertising werbung werbeagentur publicite реклама рекламный рекламная
agency agentur agence agenzia agencia агентство
publishing verlag verlags publishers editions edizioni издательство
design designs gestaltung дизайн
studio studios atelier студия ателье
art arts kunst искусство арт
fashion mode moda мода
textile textiles textil текстиль
school schule grundschule gymnasium ecole scuola школа гимназия лицей
university universitat universitaet universite universita universiteit uni университет вуз
college hochschule fachhochschule колледж техникум
academy akademie академия
institute institut instituut istituto instituto inst институт нии
centre center zentrum centrum centro ctr центр центров
laboratory laboratories labor laboratorium laboratoire laboratoires laboratorio labs lab лаборатория лаб
foundation stiftung fondation fondazione fundacion фонд
association verband verein vereinigung associazione ассоциация союз
society gesellschaft ges societe soc societa maatschappij mij sociedad общество
office buro bureau kanzlei офис бюро
law rechtsanwalte rechtsanwalt rechtsanwaltskanzlei anwaltskanzlei lawyers attorneys avocats юридический юрист право
tax steuerberater steuerberatung steuerberatungsgesellschaft налоговый
audit wirtschaftsprufung wirtschaftsprufungsgesellschaft аудит аудитор
notary notar notariat нотариус
architects architekten architekt architekturburo architecture архитектор архитектура
planning planung planungsburo projekt project projects projektentwicklung проект проектный проекты
craft handwerk meisterbetrieb
roof dach dachdecker dachdeckerei кровля
paint maler malerbetrieb malermeister farben краски
heating heizung sanitar klima haustechnik отопление сантехника климат
kitchen kuchen кухни кухня
furniture mobel meuble mobili мебель
window fenster turen fensterbau окна двери
joinery tischlerei schreinerei столярный
hair friseur friseursalon coiffure salon салон парикмахерская
beauty kosmetik cosmetics cosmetique красота косметика бьюти
sport sports спорт
fitness фитнес
music musik musique музыка
toy toys spielwaren игрушки
book books buch bucher buchhandlung livres книга книги
flower flowers blumen fleurs цветы
jewel juwelier schmuck bijoux ювелирный
photo foto fotografie photography фото
bike bikes fahrrad fahrrader velo
public offentliche public municipal stadtische kommunale муниципальный городской
city stadt stad ville город
municipal-works stadtwerke
region regional regionale региональный областной
north nord noord северный север
south sud suden южный юг
east ost восточный восток-регион
west westen западный запад
new neue neu nouveau nuova nueva новый новая нью
old alte alt старый
first erste premier первый первая
big grosse gross большой
best beste лучший
quality qualitat качество
premium премиум
super супер
mini мини
direct direkt директ
express экспресс
universal универсал
special spezial speciality специальный спец
partner partners партнер партнеры
team команда
people personal personnel zeitarbeit staffing кадры персонал
education bildung weiterbildung formation training schulung образование учебный обучение
event events veranstaltungen мероприятия
storage lager lagerhaus storage склад
packaging verpackung verpackungen emballage упаковка
rent rental vermietung leasing leasings location аренда лизинг прокат
intellectual
patent patents patentverwaltung patente патент
standards normen standard стандарт
licensing lizenz lizenzen license licence лицензия
assets aktiva активы
procurement beschaffung снабжение
mobility mobilitat мобильность
rail bahn railway eisenbahn железная железнодорожный
air luft aviation авиа авиация
space raumfahrt aerospace космос
sea see marine maritime море морской
mining bergbau mines горный рудник
storage-technology
process prozess
control controls steuerung контроль
automation automatisierung automatisierungstechnik автоматизация
hygiene гигиена
semiconductor semiconductors halbleiter полупроводник
"""

# The mother, or what holds it: never the same firm as a daughter.
HOLDING = """
holding holdings холдинг
group gruppe groupe gruppo grupo группа групп
beteiligung beteiligungs beteiligungsgesellschaft beteiligungen
  participations participation participaties deelnemingen partecipazioni participaciones
verwaltungs verwaltungsgesellschaft vermogensverwaltung управляющая komplementar
trust траст
ventures venture
subsidiary tochter дочерний
foundation-holding
"""

# Favourite names of firms, in every town another one.
POPULAR = """
adler lowen loewen post krone rathaus sonnen sonne stern hirsch linde engel rose baren markt bahnhof schloss burg
  berg tal park
alpha alfa beta gamma delta omega sigma phoenix fenix apollo atlas titan orion sirius mercury venus jupiter saturn
  neptun pluto
star stars sun moon sky blue green red black white gold golden silver diamond crystal royal king queen crown eagle
  lion tiger dragon bear
smart pro plus max top prime first one united alliance union unity vision future progress success victory hope
  life nature planet
city metro urban village home family kids best perfect ideal ultra mega giga micro nano macro multi omni inter
  trans euro eco bio vital
ромашка альянс вектор восток запад север юг восход рассвет заря звезда луч маяк весна лето осень зима победа мир
  труд союз прогресс
стандарт престиж фортуна удача успех лидер старт импульс гарант надежда вера любовь олимп феникс орион сириус
  атлант титан меркурий
вега альфа бета дельта омега квант спектр кристалл алмаз изумруд рубин янтарь жемчужина радуга родник березка
  дубрава уют комфорт
стиль классик элит эксперт профи мастер профессионал доверие перспектива развитие горизонт континент меридиан
  полюс глобус
волга нева дон урал байкал сибирь кавказ алтай русь россия родина держава
heritage regent sterling albion liberty pioneer beacon summit anchor castle century genesis horizon heron falcon
  phoenix premier classic elite imperial majestic monarch noble oasis paragon paramount pinnacle quest rainbow ranger
  regal reliance swift titan triumph trinity tudor vanguard victoria viking windsor wessex zenith meridian cambridge
  oxford abbey bridge church harbour orchard meadow river forest island ocean pacific atlantic
concordia merkur germania fortuna aurora viktoria helvetia borussia bavaria hansa rheingold teutonia saxonia
  komet globus panorama triumph diamant kristall favorit ideal rekord astra astoria columbus cosmos diana flora
  hermes hera helios herkules juno minerva neptun pegasus taurus thalia vesta
avenir etoile concorde renaissance meridien soleil azur lumiere univers triomphe liberte republique harmonie
  esperance confiance alliance atlantique mediterranee provence lutece gallia fleur jardin riviere paradis
эталон весна факел сокол аврора астра лотос сатурн юпитер нептун парус каскад монолит ресурс
  энергия триумф фаворит флагман аргус акцент виктория гармония идеал магнит панорама ренессанс центр
"""

# Countries and parts of the world, in the languages that name them.
COUNTRIES = """
de deutschland germany allemagne германия дойчланд
at osterreich austria autriche австрия
ch schweiz switzerland suisse svizzera швейцария
nl niederlande nederland netherlands netherland holland нидерланды голландия
be belgium belgie belgien belgique бельгия
lu luxembourg luxemburg люксембург
fr france frankreich francia франция
it italia italy italien италия
es espana spain spanien испания
pt portugal португалия
gb uk britain england grossbritannien великобритания британия
ie ireland irland ирландия
us usa america amerika америка сша
ca canada kanada канада
ru russia russland rus рус раша российский российская росс рф
ua ukraine украина
by belarus беларусь
kz kazakhstan kasachstan казахстан
pl polska poland polen польша
cz czech tschechien ceska чехия
sk slovakia slowakei словакия
hu hungary ungarn magyarorszag венгрия
ro romania rumanien румыния
bg bulgaria bulgarien болгария
dk danmark denmark danemark дания
se sverige sweden schweden швеция
no norge norway norwegen норвегия
fi finland suomi finnland финляндия
tr turkey turkiye turkei турция
cn china китай
jp japan япония
kr korea корея
in india indien индия
br brazil brasil brasilien бразилия
mx mexico mexiko мексика
za southafrica sudafrika
au australia australien австралия
xe europe europa european-region эуроп европа eu
xa asia asien pacific азия
xm emea cis снг
"""

# Large towns, for names that carry one without a column for it.
TOWNS = """
berlin hamburg munchen muenchen munich koln koeln cologne frankfurt stuttgart dusseldorf duesseldorf dortmund
  essen leipzig bremen dresden
hannover nurnberg nuernberg duisburg bochum wuppertal bielefeld bonn munster muenster karlsruhe mannheim augsburg
  wiesbaden
gelsenkirchen braunschweig kiel chemnitz aachen halle magdeburg freiburg krefeld mainz lubeck erfurt rostock
  kassel saarbrucken potsdam
oldenburg osnabruck heidelberg darmstadt regensburg ingolstadt wurzburg ulm erlangen heilbronn wolfsburg
wien vienna graz linz salzburg innsbruck zurich zuerich basel bern geneve genf lausanne
amsterdam rotterdam hague eindhoven utrecht delft leiden tilburg groningen breda nijmegen enschede haarlem
  zoetermeer veldhoven arnhem almelo hengelo
brussels bruxelles antwerp antwerpen gent paris lyon marseille toulouse lille strasbourg london manchester
  birmingham leeds glasgow
edinburgh liverpool bristol dublin madrid barcelona lisboa lisbon porto roma rome milano milan torino napoli
  warszawa warsaw krakow praha prague
budapest bucuresti sofia kobenhavn copenhagen stockholm goteborg oslo helsinki tallinn riga vilnius athens istanbul
москва петербург спб мск новосибирск екатеринбург казань нижний челябинск самара омск ростов уфа красноярск
  воронеж пермь волгоград
краснодар саратов тюмень тольятти ижевск барнаул ульяновск иркутск хабаровск ярославль владивосток махачкала томск
  оренбург кемерово
рязань астрахань пенза липецк тула киров чебоксары калининград брянск курск иваново магнитогорск тверь ставрополь
  белгород сочи минск киев алматы
moskva moscow petersburg spb novosibirsk ekaterinburg yekaterinburg kazan samara omsk rostov ufa krasnoyarsk
  voronezh perm volgograd krasnodar
saratov tyumen minsk kiev kyiv almaty astana tashkent
"""
