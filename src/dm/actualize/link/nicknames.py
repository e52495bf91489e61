"""Short forms and sisters of given names in other languages: data, in Latin letters."""

from __future__ import annotations

from functools import lru_cache

# A form may stand with several names: Sasha is a man's and a woman's.
_FORMS = """
abigail abby gail;
abraham abe bram;
adalbert bert;
adelaide adele adelheid heidi heide addie;
agnes agnesa inez;
albert al bert alberto albrecht;
aleksandr alexander alex alexandre aleksander alexandr oleksandr alejandro alessandro sascha sasha sanya shura sandy
xander al iskander lex;
aleksandra alexandra alex sascha sasha sandra shura sandy lexi oleksandra alessandra;
aleksey alexei alexey alexis aleksei aleksej oleksiy lyosha lesha alyosha alesha alex;
alfred alf fred freddie alfredo;
alice alisa alicia;
alfonso alphonse alfons;
amelia amy emilia mia millie;
anastasiya anastasia nastya nastasia stacy asya;
anatoly anatoliy anatol tolya anatolii;
andrey andrew andreas andrei andre andrea andy drew andriy andrej andrzej anders;
angela angelina angelika lina gela angie;
anna ann anne anja anya ania hanna hannah ganna anita annie annette nancy nan anka ana asya anke annika;
anton antony anthony tony antonio antoine toni toscha tosha antonin;
antonina antonia tonia tonya toni;
arkady arkadiy arkasha;
arthur artur art artie arturo;
artem artyom artiom tyoma tema artemiy;
augustin august austin gus;
barbara babs barb barbel varvara varya warwara basia;
bartholomew bart bartek;
beatrice beate beatrix bea trixie;
benedikt benedict ben bennet benito;
benjamin ben benny veniamin benji;
bernard bernhard bernd bernie barney bernardo;
boris borya borys;
brigitte birgit bridget britta gitta gitti biddy brigitta;
carl karl charles charlie chuck carlo carlos karel karol chas kalle;
caroline karoline carol carolina karolina lina carrie caro lena;
catherine katherine katharina katarina ekaterina yekaterina katja katya kate kathy cathy katie kathryn cat kathleen
karin karen kathrin katrin kaethe kathe kati kitty kay kateryna catarina caterina kasia trina;
christian chris christiaan kristian krystian;
christina kristina christine kirsten kerstin chris tina christa kristin christiane kirsty chrissie stina;
christoph christopher chris kristof christophe krzysztof toph kit kristoffer;
clara klara claire clare;
claudia klaudia;
clemens clement kliment klim;
cornelia conny corinna nelia nelly;
cornelius cornel niels corne;
daniel dan danny danil daniil danila danylo daniele;
daniela danielle dani dany;
darya daria dasha darja darina dascha;
david dave davy davide dawid;
deborah debra debbie deb;
denis dennis denys dionysius den;
dietrich dieter dirk dierk didi;
dmitry dmitri dmitriy dmitrij dima mitya dmytro dmitro dimitri dimitrios dimon;
dominik dominic dom nick domenico;
donald don donnie;
dorothea dorothy dora doris dorothee dot dottie dolly dorothe thea;
douglas doug;
edmund ed eddie ned edmond;
eduard edward ed eddie ted teddy ned edik eduardo edoardo edvard;
egor yegor georgy george georgiy georg jorge jurgen juergen yuri yuriy yury iurii jorg joerg georges jerzy gosha zhora
yura yurij jiri juri georgi jordi;
eleanor eleonora leonore ellie nell nora elinor lenore ella nelly;
elena helena helene helen yelena lena alyona alena olena elaine ellen ilona leni nell hella elen;
elizabeth elisabeth elizaveta yelizaveta liz lizzy lisa liza beth betty eliza elise else elsa elsbeth lisbeth liesel
lilli lily bess lizzie betsy elspeth ilse isabel libby liesbeth elisa lieselotte lilo;
emil emile emilio;
emily emilie emilia emma em milly emmy;
emma emmy em;
erich eric erik;
ernst ernest ernie ernesto;
eugen eugene yevgeny evgeny evgeniy evgeni yevgeniy zhenya gene jewgeni jenya;
evgeniya eugenia yevgenia zhenya jenya;
eva eve evi evelyn yeva evita;
felix feliks;
ferdinand fernando ferdi nando fernand;
fedor fyodor theodor theodore fjodor fedya ted teddy theo teodor feodor;
filipp philip philipp phil felipe philippe pip filip;
florian flo florin;
frances franziska francesca fran francis fanny frankie franzi francoise francine sissi franciska;
francis franz frank francesco franco francois frans francisco paco fran frantisek;
frederick friedrich fred freddie fritz frederic fredrik frederik federico fryderyk rick fiete;
friederike frederike rike frederica friedel freddie;
gabriel gabe gabor gavriil gavrila;
gabriele gabriela gabrielle gabi gaby gabby;
galina galya halyna;
gennady gennadiy gena;
gerald jerry gerry gerrit gerold;
gerhard gerd gert gerard gerhardt;
gertrud gertrude trude trudi gerda;
gisela gisella gisa gila;
gottfried godfrey gotz;
gregory grigory grigoriy greg gregor grisha hryhoriy grzegorz gregorio;
gunter gunther guenter guenther;
gustav gustave gustavo;
hans johann johannes john ivan jan jean juan giovanni ian hannes hansi jack jonny johnny yannick janek ioann ioan jens
hanns vanya wanja iwan jon evan sean shaun shane yan;
johanna joanna jane jana janet hanna jeanne joan joanne jeanette jenny yana giovanna hanne jo janina zhanna ivana
yanina;
harald harold harry;
heinrich henry henri heinz hank harry enrico hendrik henrik heiner heini henryk enrique;
henriette harriet henrietta hattie jette;
herbert bert herb heribert;
hermann herman armando germain german;
hubert hugh bert hugo;
ida ide;
ignaz ignatius ignacio igor;
igor ihor gosha;
ilya elias eliyah elijah ilja illya elie eli;
inga inge ingeborg ingrid;
irina irene irena ira irma iryna irinka irenka;
isaac isaak ike izaak;
jakob jacob james jim jimmy jack jake jacques yakov iakov jamie jaime diego giacomo jacek jaap jascha yasha iago;
jason jay;
jeffrey geoffrey jeff geoff gottfried;
jennifer jenny jen jenna jenni;
jeremias jeremy jeremiah jerry;
jerome jerry hieronymus;
jessica jess jessie;
joachim jochen achim jo joaquin joakim;
jonathan jon jonny john nathan jonas;
josef joseph joe jupp sepp giuseppe jose iosif osip joey jozef pepe beppo josip seppl;
josefine josephine josie josefa josy fina giuseppina;
joshua josh;
judith judy jutta yudif;
julia juliane juliana yulia yuliya iuliia julie jule juliet giulia yuliia julika gillian jill;
julian julius jules yulian julien giulio;
kenneth ken kenny;
kirill kyrill cyril kyrylo kirik;
klaus claus nikolaus nicholas nikolai nikolay nick nico niko niklas nicolas claas nicola nils kolya mykola mikola nikola
miklos nicky colin klaas;
konrad conrad kurt conny konny kuno;
konstantin constantin constantine kostya costa kostas kostja;
ksenia xenia ksenija kseniya oksana aksinya ksyusha oxana;
lara larisa larissa lora;
laura lauren laurie lora laurel;
laurence lawrence lorenz larry lars laurent lorenzo lavrenty laurenz lauritz;
leonard leonhard leo len lenny leonardo lennart;
leonid leo lyonya;
leonie leona leonora;
lev leo leon leonid;
lidia lydia lida lidiya;
lyubov liubov luba lyuba ljubow;
lyudmila ludmila ludmilla mila luda lyuda ljudmila liudmila;
ludwig louis lewis luigi luis lutz lou ludvig ludovic louie aloys alois;
lukas lucas luke luca luka lukasz luc;
luise louise louisa luisa lou lulu;
lucia lucy lucie luzia luci;
magdalena magda lena madeleine madeline maddie marlene;
maksim maxim maximilian max maxime maks maximus;
manfred fred manni manny;
marcel marcello marc;
margarete margaret margarita margarethe greta grete gretel gretchen meg maggie peggy marga rita margit marguerite
madge margot malgorzata gitta margret marge daisy greet;
maria marie mary mariya marija marya masha mascha mia mitzi miriam molly maja maya marisa marusya mimi mariia polly
maryam;
mariana marianne marianna;
marina marinka marisha;
mark marc markus marcus marco marek marko;
martin marty martyn marten martino merten;
martina tina martine;
matthias matthew matt mathias mats matteo matvey matvei mateusz matias mattias hias matty matthaus matthaeus mathieu;
matilda mathilde tilda tilly;
michael mikhail mikhael mike mick micha michel michal misha miguel michele mischa mikael mikkel mykhailo mitch mickey
mihail michail mikey;
monika monica moni monique;
moritz maurice mauritius morris mauro;
nadezhda nadja nadia nadya nadine nadeschda nadiya;
natalia natalya natalie natasha natascha natali nataliya natalja nathalie nataliia natalka nat tasha;
nikita nik;
nina ninel ninette;
olga olya helga olja olha;
oleg oleh;
oliver ollie olli olivier olivero;
olivia liv livia livvy;
oskar oscar;
otto udo odo;
patricia pat patty tricia patrizia trish;
patrick pat paddy patric padraig patrik;
paul pavel pablo paolo pawel pasha pavlo pascha pauli;
paula pauline polina paulina polya apollinaria paola;
peter petr pyotr pete pierre pedro pietro piotr petya petro piet pjotr petar peer pit;
petra petronella piera;
polina polya;
rafael raphael raffael rafa raffaele;
raimund raymond ray ramon;
rebecca rebekka becky bekka;
regina gina regine;
reinhard reinhardt renard reiner rainer;
renate renata rena nata;
richard rick dick rich ricky ricardo riccardo rik ritchie rikard;
robert bob rob bobby robbie roberto ruprecht robby robin bert;
roland rolando orlando rolf;
roman romain romano roma;
ronald ron ronnie;
rose rosa rosie rosalie rosemarie rosemary rosina;
rudolf rudolph rudi rudy rolf ralf ralph;
samuel sam sammy samuil;
samantha sam sammy;
sara sarah sally sadie;
sebastian bastian basti seb sebastien wastl;
sergey sergei sergej sergio serge serhiy serhii seryozha sergiy serezha;
sidney sydney sid;
siegfried sigi siggi;
sigrid siri sigi;
simon semyon semen simeon semjon simone szymon;
sophia sofia sofie sophie sonja sonia sonya sofya sophy fia zofia;
stanislav stanislaw stas stan stanislaus;
stefan stephan steven stephen steve stepan stephane estevan istvan stevie esteban stefano steffen styopa stiven;
stefanie stephanie steffi stefania steffie stefani;
susanne susan sue suzanne susanna susie susi zuzanna suzy sanna suse;
svetlana sveta lana swetlana svitlana;
sylvia silvia sylvie silvie silke;
tamara tamar toma tammy;
tatiana tatyana tanya tanja tania tetyana tatjana tata tetiana;
theresa teresa therese terry tess resi tessa theresia tereza;
thomas tom tommy foma tomas tomasz tommaso thom;
timofey timothy tim timotheus timo tima timmy;
tobias toby tobi tobiah;
ulrich uli ulli ulrik;
ulrike uli ulli ulrika rike;
ursula uschi ulla ursel orsolya;
vadim vadym vadik;
valentin valentine val valya valentino valentyn;
valentina valya val tina;
valery valeriy valera valeri valerij;
valeria valerie valeriya lera val;
vasily vasiliy basil vasya wassili vasyl basilius vasilii;
vera verena wera;
veronika veronica vroni nika nicki ronnie;
viktor victor vitya vic wiktor vittorio;
viktoria victoria vika vicky viktoriya vicki wiktoria toria;
vincent vince vinzenz vinnie vincenzo vikenty;
virginia ginny;
vitaly vitaliy vitalij vitalik vitalii;
vladimir volodymyr volodimir vova volodya wladimir wolodja vovka waldemar;
vladislav vlad wladislaw vladislaus wladyslaw;
vyacheslav slava viacheslav wjatscheslaw;
waltraud traudl waltraut traudel;
walter walther wally walt valter gualtiero;
werner verner wernher;
wilhelm william bill will willy willi billy guillermo guillaume willem wim liam guglielmo vilhelm helmut;
wilhelmine wilhelmina mina minna helma minnie willa;
wolfgang wolf wolfi;
yaroslav jaroslav slava iaroslav jaroslaw;
zachary zach zak zacharias zakhar;
bogdan bohdan;
dowlet devlet dovlet;
gozel gezel;
gurban kurban qurban kurbon;
mohammed muhammad mohamed mohammad muhammed mohamad mohd mukhammed magomed mahomet muhamed;
mustafa mustapha mostafa;
myrat murat mirat murad;
"""


@lru_cache(maxsize=1)
def names_by_form() -> dict[str, tuple[int, ...]]:
    """{form: numbers of the names that it can stand for}."""
    found: dict[str, list[int]] = {}
    for number, forms in enumerate(_FORMS.split(";")[:-1], start=1):
        for form in forms.split():
            found.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in found.items()}
