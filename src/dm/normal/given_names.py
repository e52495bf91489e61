"""Given names that leave no doubt about the gender, folded. Names borne by both (Kim, Саша, Andrea) stay out."""

from __future__ import annotations

_FEMALE = """
amanda amy angela ann anne barbara brenda carol carolyn catherine charlotte christine christina cynthia deborah
diana dorothy elizabeth emily emma frances hannah heather helen janet jennifer jessica judith julia julie karen
katherine kathleen laura linda lisa margaret maria marie martha mary megan melissa michelle nancy olivia pamela
patricia rachel rebecca rose ruth samantha sandra sarah sharon sophia stephanie susan teresa victoria virginia
anja anke anna annette antje astrid beate bettina birgit brigitte claudia cornelia dagmar doris elke elisabeth
erika eva franziska gerda gisela greta gudrun hanna heidi heike helga hildegard ilse inge ingrid irmgard jana
jutta karin katharina katja katrin kerstin lena leonie manuela margit marion marlies martina melanie monika
nadine nicole petra renate rita sabine silke silvia sonja stefanie susanne svenja tanja ulrike ursula ute
waltraud chloe elodie francoise helene isabelle jacqueline juliette margot mathilde nathalie sylvie valerie
carmen isabel lucia mercedes pilar chiara francesca giulia paola алевтина александра алина алиса алла анастасия
ангелина анжела анна антонина валентина варвара вера вероника виктория галина дарья диана евгения екатерина
елена елизавета жанна зинаида зоя инна ирина карина кира клавдия кристина ксения лариса лидия лилия любовь
людмила маргарита марина мария марья надежда наталия наталья нина оксана ольга полина прасковья раиса регина
римма светлана снежана софия софья таисия тамара татьяна ульяна фаина эльвира эмма юлия яна гульнара айгуль алия
динара лейла маша настя катя таня лена наташа даша оля ира света anastasia anastasiya darya ekaterina elena
galina irina ksenia larisa lyudmila marina nadezhda natalia natalya olga polina svetlana tatiana tatyana
valentina yelena yulia zinaida
"""
_MALE = """
adam albert alexander andrew anthony arthur benjamin brian charles christopher daniel david dennis donald
douglas edward eric frank gary george gerald gregory harold harry henry jack jacob james jason jeffrey jeremy
john jonathan joseph joshua kenneth kevin larry lawrence mark matthew michael nathan nicholas oliver patrick
paul peter philip raymond richard robert roger ronald samuel scott sean simon stephen steven thomas timothy
tyler walter william achim andreas armin axel bernd bernhard bjorn carsten christoph claus detlef dieter dietmar
dirk eberhard ernst felix florian franz friedrich fritz georg gerd gerhard gunter guenter gunther hans harald
heinrich heinz helmut herbert hermann holger horst ingo jens joachim jochen johann johannes jorg jurgen juergen
kai karl karlheinz klaus konrad kurt lars lothar ludwig lukas lutz manfred markus martin matthias maximilian
moritz norbert olaf oskar otto peer rainer ralf reinhard reinhold rolf rudiger rudolf siegfried stefan steffen
sven thorsten tobias torsten udo ulrich uwe volker werner wilhelm wolfgang antoine bernard francois guillaume
jacques laurent mathieu olivier philippe pierre thierry alejandro carlos diego enrique fernando javier jorge
jose juan luis manuel miguel pablo pedro giovanni giuseppe luigi marco paolo roberto александр алексей альберт
анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий василий виктор виталий
владимир владислав всеволод вячеслав геннадий георгий герман глеб григорий давид данил данила даниил денис
дмитрий евгений егор иван игорь илья иосиф кирилл константин лев леонид макар максим марат марк матвей михаил
никита николай олег павел петр платон роман ростислав руслан савелий святослав семен сергей станислав степан
тимофей тимур тихон федор филипп эдуард эльдар юрий яков ярослав рашид ринат рустам ильдар айдар азат aleksandr
aleksei alexei alexey anatoly andrei andrey anton arkady boris denis dmitri dmitriy dmitry evgeny fedor gennady
grigory igor ilya ivan kirill konstantin leonid maksim maxim mikhail nikolai nikolay oleg pavel pyotr roman
ruslan sergei sergey stanislav timofey valery vasily viktor vitaly vladimir vladislav vyacheslav yakov yaroslav
yevgeny yuri
"""
# Known as given names, so that they show the order of the parts, but borne by men and women.
_EITHER = """
alex andrea andy camille gabriele jan joan ashley casey charlie chris courtney dana dominique drew jamie jean
jessie jordan kelly kim lee leslie lindsay lou morgan pat robin sam sandy shannon sidney taylor terry toni tracy
sasha zhenya nikita саша женя валя шура слава
"""

FEMALE = frozenset(_FEMALE.split())
MALE = frozenset(_MALE.split())
GIVEN = FEMALE | MALE | frozenset(_EITHER.split())
