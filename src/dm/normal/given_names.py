"""Given names that leave no doubt about the gender, folded. Names borne by both (Kim, Саша, Andrea) stay out."""

from __future__ import annotations

_FEMALE = """
abigail agnieszka aisha alice amanda amelia amy anastasia anastasiya angela anja anke ann anna anne annegret
anneliese annemarie annette antje antonia aoife astrid ava ayse barbara beate beth bettina birgit brenda
brigitte carmen carol caroline carolyn catherine charlotte chiara chloe christa christina christine ciara clara
claudia cornelia cynthia dagmar darya deborah denise diana doris dorothy edeltraud edith ekaterina eleanor elena
elfriede elif elisabeth elizabeth elke ella elodie emilia emily emine emma erika esra eva fatima fatma fiona
frances francesca francoise franziska frauke freya frieda gabi galina gemma georgia gerda gertrud gillian gisela
giulia glenda grace greta gudrun hanna hannah hannelore harriet hazel heather hedwig heidi heike helen helene
helga hilary hilde hildegard holly ida ilse imogen inge ingrid irene irina irmgard isabel isabella isabelle isla
jacqueline jana janet jasmine jennifer jessica jill joanna joanne johanna josefine josephine judith julia julie
juliette jutta kaethe karen karin karoline katarzyna katharina kathe katherine kathleen katja katrin kerstin
kirsten kirstie ksenia lara larisa laura lea lena leonie leyla lieselotte lily linda lisa lorraine louise lucia
lucy luise lyudmila magdalena maike malgorzata manuela mareike margaret margit margot maria marie marina marion
marjorie marlene marlies marta martha martina mary mathilde maureen megan meike melanie melissa mercedes mia
michelle moira molly monika morag nadezhda nadine nancy natalia natalya nathalie niamh nicole nina nora olga
olivia pamela paola patricia paula pauline petra phyllis pilar polina poppy rachel rebecca renata renate rita
rosa rosalie rose rosemarie roswitha ruth sabine sally samantha sandra sarah sharon sheila shirley silke silvana
silvia sinead siobhan sonja sophia sophie stefanie stephanie susan susanne svenja svetlana sylvie tamara tanja
tatiana tatyana teresa theresia tina tracey traudl ulrike ursula ute valentina valerie vera veronika victoria
virginia vivien waltraud wendy wiebke yelena yulia yvonne zeynep zinaida zoe zuzana агата аглая айгуль алевтина
александра алина алиса алия алла анастасия ангелина анжела анна антонина анфиса валентина варвара василиса вера
вероника виктория галина галя гульнара дарья даша диана дина динара ева евгения екатерина елена елизавета жанна
зинаида зоя инна иоланта ира ирина капитолина карина катя кира клавдия клара кристина ксения лариса лейла лена
лиана лидия лилия луиза любовь людмила майя маргарита марина мария марья маша мила милана надежда настя наталия
наталья наташа нелли нина нона оксана ольга оля пелагея полина прасковья раиса регина римма роза розалия руслана
света светлана серафима снежана софия софья стелла таисия таисья тамара таня татьяна ульяна фаина феодосия
эллина эльвира эльмира эмилия эмма юлиана юлия яна ярослава
олена ганна наталія юлія тетяна світлана ірина катерина надія софія вікторія анастасія любов зінаїда лідія євгенія
гозель джерен бахар огулгерек огулджан огулбиби айгозель энеджан акджемал гульджан лачын мяхри
gozel jeren bahar ogulgerek oguljan aygozel enejan akjemal guljan mahri
alessandra antonella beatrice benedetta camilla cristina daniela elisa federica francesca ilaria laura lorenza
lucrezia martina michela monica raffaella roberta serena simona stefania valentina veronica
adele agathe amelie anais aurelie brigitte cecile celine chantal christelle clemence corinne delphine
emilie estelle fabienne florence genevieve helene isabelle juliette lucie manon mathilde mireille monique nathalie
odile pascale sandrine severine solange sylvie valerie veronique virginie
ainhoa almudena alba alicia asuncion belen blanca carlota concepcion consuelo cristina dolores encarnacion esperanza
estefania guadalupe inmaculada ines josefa leticia lourdes macarena marisol milagros montserrat nieves nuria
raquel rocio rosario sofia susana teresa yolanda
agata alicja aneta anita beata bozena danuta dorota edyta elzbieta ewa ewelina grazyna halina iwona izabela jadwiga
janina jolanta justyna kamila karolina kinga krystyna lucyna marzena milena miroslawa patrycja sylwia stanislawa
urszula weronika wieslawa wioletta zofia zuzanna aleksandra anouk annemiek femke hanneke ingeborg ineke jolanda jantje
lieke lotte maaike margriet marieke marjolein marloes mieke nienke saskia sanne sietske tineke trijntje truus
wilhelmina willemijn hendrika aylin asli beyza busra buse burcu canan cigdem ebru emel esin fadime filiz gamze gizem
gonul gulay gulsah gulsen hacer hande hatice havva hulya irem kubra meltem merve meryem muge nazli nermin nesrin
neslihan nuray nurcan ozge ozlem pelin pinar rabia reyhan seda selin sema serap sevgi sevil sevim sibel songul tuba
tugba tulay yasemin yeliz zehra zeliha zubeyde adriana aline ana andreia aparecida beatriz bianca bruna camila carla
carolina catarina cristiane debora edna eduarda elaine eliane fabiana fernanda flavia gabriela giovana helena isabela
ivone jaqueline joana juliana larissa leila livia luana luciana lucilene luiza luzia marcela marcia mariana mayara
neusa priscila rafaela raimunda regiane rosana rosangela sara sonia sueli tatiane tania tereza thais valeria vanessa
viviane yasmin aiko akemi akiko asami asuka atsuko ayaka ayako chiaki chie chiyoko eiko etsuko fumiko hanako haruka
haruko hina hiroko hisako honoka junko kanako kaori kazuko keiko kiyoko kumiko kyoko maiko makiko mami mariko masako
mayumi megumi michiko mieko miho misaki mitsuko miyuki momoko naoko noriko reiko ryoko sachiko sakura satoko sayaka
setsuko shizuka sumiko tomoko yasuko yoko yoshiko yui yukari yukiko yuko yumi yumiko ayna aygul aynabat bahargul ejesh
gulalek gulnar gulsat gulshat guljemal gulnabat maysa mahriban nartach ogulsona ogulnabat oguljemal shemshat selbi
yazgul anette anneli bente berit birgitta bodil ebba elin ellinor frida gunilla hege inger kaisa kari kirsi kristin
lisbeth maren marit mette ragnhild randi sigrid silje solveig tove vibeke ylva jitka hana lenka marketa ludmila
jaroslava ivana alena pavla aikaterini dimitra eleni ioanna vasiliki jane kate katie betty donna cheryl debra diane
gloria janice judy kathryn lori marilyn rhonda tammy theresa tiffany ruby алена сабина милена аделина злата стефания
василина валерія марія наталя олеся раїса роксолана соломія леся ніна зоряна мирослава христина уляна
"""
_MALE = """
aaron achim adam adrian ahmet alan albert alejandro aleksandr aleksei alexander alexandre alexei alexey alfie
alfred ali alois anatoly andreas andrei andrew andrey anthony antoine anton archie arkady armin arthur axel
barry bastian benedikt benjamin bernard bernd bernhard bjorn boris brett brian bruce bruno callum carlos carsten
charles christoph christopher claus clive colin connor craig damian daniel darren david dean denis dennis derek
detlef diego dieter dietmar dirk dmitri dmitriy dmitry dominik donald douglas duncan dylan eberhard edward edwin
elias emil emre enrique eric erich erik ernst erwin ethan eugen evgeny ewald fabian fedor felix fernando finley
finn florian francois frank franz friedrich fritz gareth gary gavin gennady geoffrey georg george gerald gerd
gerhard giovanni giuseppe gordon graham gregory grigory guenter guillaume gunter gunther gustav hannes hans
harald harold harrison harry hassan heinrich heinz helmut henning henry herbert hermann holger horst howard
hubert hugh hugo ian ibrahim ignaz igor ilya ingo isaac istvan ivan jack jacob jacques jakob james jannik jannis
jaroslav jason javier jeffrey jens jeremy joachim jochen johann johannes john jonas jonathan jorg jorge jose
josef joseph joshua jost juan juergen julian jurgen kai karl karlheinz karsten keith kenneth kevin kilian kirill
klaus konrad konstantin korbinian krzysztof kurt larry lars laszlo laurent lawrence leo leon leonhard leonid
leopold lewis liam logan lorenz lothar luca ludger ludwig luigi luis lukas luke lutz maksim manfred manuel
marcel marco mario marius mark markus martin mason mathieu matthew matthias max maxim maximilian mehmet michael
michel miguel mikhail milan mohammed moritz muhammad murat mustafa nathan neil nicholas nico nigel niklas
nikolai nikolay nils noah norbert olaf oleg oliver olivier omar oscar oskar otto pablo paolo pascal patrick paul
pavel pawel pedro peer peter philip philipp philippe pierre piotr pyotr rainer ralf raymond reinhard reinhold
richard robert roberto roderick roger rolf roman ronald roy ruben rudiger rudolf ruslan russell samuel scott
sean sebastian sergei sergey severin siegfried simon stanislav stefan steffen stephen steven stewart stuart sven
terence theo theodor thierry thomas thorsten till tim timo timofey timothy tobias toby tom tomasz torsten trevor
tyler udo ulrich uwe vaclav valentin valery vasily veit viktor vincent vitaly vladimir vladislav volker
vyacheslav walter werner wilfried wilhelm willi william wolfgang xaver yakov yaroslav yevgeny yuri yusuf zachary
zoltan адам азат айдар александр алексей альберт анатолий андрей антон аркадий арсений артем артур ахмед богдан
богуслав борис вадик вадим валентин валерий вальтер василий вениамин викентий виктор виталий витольд влад
владимир владислав всеволод всеслав вячеслав гавриил геворг геннадий генрих георгий герман глеб григорий давид
давыд дамир даниил данил данила демид демьян денис джамал дмитрий евгений егор емельян ерофей ефим ефрем захар
зиновий ибрагим иван игнат игорь илларион ильдар илья иннокентий иосиф исаак казимир карен карл кирилл клим
константин кузьма лаврентий лев леонид лука магомед макар максим марат марк матвей мирон михаил мстислав назар
наум никита никифор никодим николай олег остап павел петр платон прохор радик рамиль рафаэль рафик рашид ринат
рифат родион роман ростислав рудольф руслан рустам савелий самуил святослав севастьян семен сергей спартак
станислав степан тагир тарас тимофей тимур тихон трофим фарид федор филипп фома харитон шамиль эдуард эльдар
эмиль эрик юлий юрий яков ярослав
андрій віктор микола сергій олександр олексій дмитро михайло петро павло григорій юрій ігор євген анатолій валерій
володимир остап іван ілля
гурбангулы сапармурат сердар оразгелди аннагелди довлет мерген батыр керим махтумкули тахир мердан аманмурад бегенч
максат нурмухаммед мырат атамырат бердымухамед
gurbanguly saparmyrat serdar orazgeldi annageldi dowlet mergen batyr kerim magtymguly tahyr merdan begench maksat
nurmuhammet myrat atamyrat
alessandro alfredo angelo antonio carlo cesare claudio davide domenico edoardo emanuele enzo fabio fabrizio federico
filippo francesco franco gianluca gianni giorgio giulio guido lorenzo luciano luigi massimo matteo maurizio
mirko paolo pietro raffaele riccardo roberto salvatore sergio stefano tommaso umberto vincenzo vittorio leonardo
adrien alain arnaud aurelien baptiste benoit bruno cedric christophe damien denis didier emmanuel etienne
fabrice frederic gerard gilles gregoire guy herve hugo jerome julien laurent loic luc mathieu maxime
mickael nicolas olivier pascal patrice philippe quentin remi sebastien serge stephane sylvain thierry vincent xavier
yann yves
agustin alfonso alonso alvaro andres arturo cesar cristobal eduardo emilio esteban eusebio felipe francisco
gabriel gerardo gonzalo guillermo gustavo hector ignacio ismael jesus joaquin jordi jose julio leandro luis
manuel marcelo marcos mateo mauricio miguel nicolas octavio oscar pedro rafael ramon raul ricardo rodrigo salvador
santiago sergio tomas vicente victor
ronald
andrzej arkadiusz bartlomiej bartosz boguslaw czeslaw dariusz dawid filip grzegorz henryk jacek jakub janusz jaroslaw
jerzy kamil kazimierz leszek lukasz maciej marcin marek mariusz mateusz michal miroslaw przemyslaw radoslaw rafal
ryszard slawomir stanislaw szymon tadeusz waldemar wieslaw witold wojciech zbigniew zdzislaw zygmunt artur bart bram
daan gijs hendrik jaap jelle jeroen joep joost jochem joris kees klaas koen maarten martijn niels pieter ruud rutger
sander sjoerd stijn teun thijs tijmen wim willem wouter cornelis gerrit abdullah arda baris bayram berat bilal bulent
burak cem cemal cengiz cihan emin emrah enes ercan erhan erkan erol ersin fatih ferhat fikret furkan gokhan hakan
halil haluk hasan huseyin ilhan ilker ismail kadir kemal kenan koray kerem levent mahmut mert mesut metin muhammet
nihat nuri oguz okan omer onur orhan osman ozan ramazan recep salih samet selcuk selim serkan sinan suat suleyman
taner tarik tayfun tolga tuncay turgut ugur umut volkan yakup yasin yunus zafer zeki adriano ailton augusto benedito
bernardo caio celso cristiano danilo davi diogo edson everton fabiano flavio geraldo gilberto guilherme henrique joao
joaquim josue lucas luiz manoel marcio matheus mauro murilo nuno otavio paulo raimundo renan renato rogerio ronaldo
rui sebastiao severino thiago tiago vinicius vitor daichi daiki daisuke haruto hideki hideo hiroki hiroshi hiroyuki
ichiro isamu junichi kaito kazuki kazuo kazuya keisuke kenichi kenji kenta koichi koji makoto masahiro masao masaru
masashi mitsuru naoki noboru osamu riku ryota ryuji satoshi seiji shigeru shinichi shinji shota sota susumu tadashi
takahiro takashi takeshi takumi takuya taro tatsuya tetsuya tomohiro toshio tsutomu yasuo yohei yoichi yosuke yoshio
yuji yuta yutaka yuto akira arslan amangeldi annamyrat bahtiyar dowran gurban guwanch halmyrat hemra jumamyrat kakajan
mekan orazmyrat parahat perhat rahym rejep shohrat suhrap tachmyrat toyly wepa yhlas anders asbjorn arne bjarne birger
einar eirik erling fredrik frode gunnar haakon henrik ingvar johan jorgen kjell knut kristian lasse leif magnus mads
mikkel morten olav oystein oyvind petter rasmus rune sigurd soren steinar stian svein terje torbjorn torstein trond
jiri frantisek zdenek miroslav milos petr ladislav lubos dimitrios georgios ioannis konstantinos nikolaos panagiotis
bob bill jim joe mike dave steve matt nick greg jeff phil pete rick brad chad dustin johnny elton phillip иоганн
вольфганг жан пьер жак ганс фридрих джон джеймс майкл уильям чарльз томас роберт ричард мартин августин людвиг генри
франц отто василь віталій данило леонід назарій орест станіслав микита кирило арсеній
"""
# Known as given names, so that they show the order of the parts, but borne by men and women.
_EITHER = """
alex alexis andrea andy angel ashley camille casey charlie chris courtney dana dominique drew gabriele jaime jamie jan
jean jessie joan jordan kelly kim lee leslie lindsay lou michele morgan nikita pat robin sam sandy sasha shannon sidney
taylor terry toni tracy zhenya валя женя саша слава шура
"""

FEMALE = frozenset(_FEMALE.split())
MALE = frozenset(_MALE.split())
GIVEN = FEMALE | MALE | frozenset(_EITHER.split())
