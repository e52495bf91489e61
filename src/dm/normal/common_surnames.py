"""Family names that many unrelated people bear, folded; Russian ones in the masculine form.

Two strangers of such a name in a house of many flats are no surprise; nor are two firms of it in one country.
"""

from __future__ import annotations

VERSION = 1

_COMMON = """
muller mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer schaefer koch bauer richter
klein wolf schroder schroeder neumann schwarz zimmermann braun kruger krueger hofmann hartmann lange schmitt werner
schmitz krause meier lehmann schmid schulze maier kohler koehler herrmann konig koenig walter mayer huber kaiser fuchs
peters lang scholz moller moeller weiss jung hahn schubert vogel friedrich keller gunther guenther frank berger
winkler roth beck lorenz baumann franke albrecht schuster simon ludwig bohm boehm winter kraus martin schumacher
kramer kraemer vogt stein jager jaeger otto sommer gross seidel heinrich brandt haas schreiber graf schulte dietrich
ziegler kuhn kuehn pohl engel horn busch bergmann thomas voigt sauer arnold wolff pfeiffer gruber steiner moser hofer
leitner egger wimmer smith jones williams brown taylor davies wilson evans thomas johnson roberts walker wright
robinson thompson white hughes edwards green hall wood harris lewis martin jackson clarke clark turner hill scott
cooper morris ward moore king watson baker harrison morgan patel young allen mitchell anderson phillips lee bell
parker davis bennett miller cook shaw cox richardson carter khan collins gray garcia rodriguez martinez hernandez
lopez gonzalez perez sanchez ramirez torres nguyen kim murphy kelly sullivan walsh obrien byrne ryan campbell stewart
dubois durand leroy moreau laurent lefebvre michel david bertrand roux vincent fournier morel girard andre mercier
bernard petit robert richard rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti
nowak kowalski wisniewski wojcik kowalczyk kaminski lewandowski zielinski jansen janssen vries berg bakker visser smit
boer mulder groot bos vos peeters jacobs maes mertens willems nielsen jensen hansen pedersen andersen christensen
larsen sorensen johansson andersson karlsson nilsson eriksson larsson olsson persson svensson olsen johansen novak
svoboda novotny dvorak horvath nagy kovacs toth szabo yilmaz kaya demir sahin celik иванов смирнов кузнецов попов
васильев петров соколов михайлов новиков федоров морозов волков алексеев лебедев семенов егоров павлов козлов степанов
николаев орлов андреев макаров никитин захаров зайцев соловьев борисов яковлев григорьев романов воробьев сергеев
кузьмин фролов александров дмитриев королев гусев киселев ильин максимов поляков сорокин виноградов ковалев белов
медведев антонов тарасов жуков баранов филиппов комаров давыдов беляев герасимов богданов осипов сидоров матвеев титов
марков миронов крылов куликов карпов власов мельников денисов гаврилов тихонов казаков афанасьев данилов савельев
тимофеев фомин чернов абрамов мартынов ефимов федотов щербаков назаров калинин исаев чернышев быков маслов родионов
коновалов лазарев воронин климов филатов пономарев голубев кудрявцев прохоров наумов потапов журавлев овчинников
трофимов леонов соболев ермаков колесников гончаров емельянов никифоров грачев котов гришин ефремов архипов громов
кириллов малышев панов моисеев румянцев акимов кондратьев бирюков горбунов анисимов еремин тихомиров галкин лукьянов
михеев скворцов юдин белоусов нестеров симонов прокофьев харитонов князев цветков левин митрофанов воронов аксенов
софронов шевченко бондаренко ткаченко кравченко коваленко олейник шевчук ткачук савченко лысенко марченко руденко
мельник бойко коваль ivanov smirnov kuznetsov popov vasilev petrov sokolov mikhailov novikov fedorov morozov volkov
alekseev lebedev semenov egorov pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov
"""

COMMON = frozenset(_COMMON.split())


def is_common(folded_family: str) -> bool:
    """Whether so many bear the (folded, masculine) name that two of them are hardly kin."""
    return folded_family in COMMON
