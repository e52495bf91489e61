"""Names and places of lands, and their letters: data for made-up lists.

Names with several spellings stand side by side with "/"; whoever writes a record down takes one of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Land:
    """Names and places of a land; a family name is a start, perhaps a middle, and an end."""

    women: str
    men: str
    starts: str
    ends: str
    towns: str
    streets: str
    mobile: str
    house_first: bool = False
    joined: bool = True
    seconds: str = ""

    def family(self, rank: int, sex: str) -> str:
        """The name of so many-th frequency with all its spellings, a woman's with her ending."""
        starts, ends = self.starts.split(), self.ends.split() or [""]
        start, rank = starts[rank % len(starts)], rank // len(starts)
        end, rank = ends[rank % len(ends)].split(":")[-1 if sex == "f" else 0], rank // len(ends)
        middle = starts[rank % len(starts)].lower()[:3] if rank and self.joined else ""
        spelt = [first + middle + last for first in start.split("/") for last in end.split("/")]
        return "/".join(spelt)


LANDS = {
    "FR": Land(
        "Camille Manon Chloé Léa Océane Élodie Céline Sylvie Mireille Nathalie Aurélie Margaux Solène Gaëlle Josiane",
        "Thibault Hugo Théo Rémi Benoît Gilles Pascal Thierry Yves Loïc Mathis Étienne Fabrice Cédric Alain",
        "Beau Bou Char Clé Dela Dur Fon Gar Lan Mar Mon Per Ri Rou Tour Ver",
        "ard eau el ereau et ier in ment nier ot oux quet reau ron vet",
        "Lyon Nantes Lille Rennes Tours Dijon", "rue de la Gare|avenue Foch|rue des Lilas|chemin Vert", "+33 61",
        house_first=True,
    ),
    "IT": Land(
        "Giulia Chiara Francesca Federica Valeria Ilaria Alessia Silvia Elisa Paola Ornella Rosaria",
        "Luca Marco Matteo Lorenzo Davide Simone Gabriele Stefano Giuseppe Salvatore Emanuele Fabio",
        "Al Bar Ber Cal Col De Fer Gal Lo Man Mar Pa Ri Ros San Vi",
        "ardi asco elli etti ini ino oni otti ucci ini uzzi ati enzi aldi",
        "Roma Milano Torino Bologna Genova Verona", "via Garibaldi|via Roma|corso Italia|via Verdi", "+39 340",
    ),
    "PL": Land(
        "Agnieszka Małgorzata Zofia Aleksandra/Ola Magda/Magdalena Kinga Beata Weronika Iwona Jolanta Dorota Ewelina",
        "Krzysztof/Krzys Paweł Piotr Tomasz/Tomek Marcin Grzegorz Zbigniew Wojciech Rafał Łukasz Jacek Mariusz",
        "Bor Dąb Gór Jan Kacz Kow Krup Lis Maj Now Pawł Sob Szy Wit Woj Zie",
        "owski:owska ak czyk ewski:ewska icki:icka iński:ińska arz uk czak ek",
        "Kraków Poznań Gdańsk Wrocław Lublin", "ul. Polna|ul. Leśna|ul. Krótka|ul. Szkolna", "+48 60",
    ),
    "US": Land(
        "Jennifer/Jen Elizabeth/Liz Katherine/Kate Margaret/Peggy Susan Ashley Madison Brenda Kimberly/Kim Tiffany",
        "William/Bill Robert/Bob Richard/Dick James/Jim Michael/Mike Tyler Brandon Edward/Ted Kyle Gary Joshua/Josh",
        "Ab Ander Bar Car Chap Dan East Fitz Good Har John Mc New Rich Swan Wil",
        "son by dale ers ert house iels kins land ley man nell ows ter wood",
        "Austin Boise Tulsa Dayton Fresno", "Oak St|Maple Ave|2nd St|Lakeview Dr|Elm St", "+1 512", house_first=True,
    ),
    "UA": Land(
        "Олена/Елена/Olena/Elena Наталія/Наталья/Nataliia/Natalya Оксана/Oksana Ірина/Ирина/Iryna/Irina Ганна/Анна"
        " Юлія/Юлия/Yuliia Тетяна/Татьяна/Tetiana/Tatyana Катерина/Екатерина/Kateryna Соломія/Solomiia Леся/Lesia",
        "Олександр/Александр/Oleksandr/Alexander Сергій/Сергей/Serhii/Sergey Микола/Николай/Mykola Андрій/Андрей/Andrii"
        " Володимир/Владимир/Volodymyr Тарас/Taras Дмитро/Дмитрий/Dmytro/Dmitry Богдан/Bohdan/Bogdan Ігор/Игорь/Ihor",
        "Бонд Васил Гонч Дяч Кова Кравч Лис Мель Олій Петр Полі Руд Савч Ткач Шевч Яцен",
        "енко ук чук арчук ів ський:ська ко юк ишин",
        "Київ/Киев/Kyiv/Kiev Львів/Львов/Lviv Одеса/Одесса/Odesa Харків/Харьков/Kharkiv",
        "вул. Шевченка|вул. Лесі Українки|вул. Садова", "+380 67",
    ),
    "KZ": Land(
        "Айгүль/Айгуль/Aigul Динара/Dinara Әсел/Асель/Assel Гүлнұр/Гульнур/Gulnur Жанар/Zhanar Мадина/Madina"
        " Сәуле/Сауле Ботагөз/Ботагоз/Botagoz Алия/Aliya Қарлығаш/Карлыгаш Самал/Samal",
        "Нұрлан/Нурлан/Nurlan Ерлан/Yerlan Асқар/Аскар/Askar Бауыржан/Bauyrzhan Данияр/Daniyar Мұрат/Мурат/Murat"
        " Әлібек/Алибек/Alibek Қанат/Канат/Kanat Серік/Серик/Serik Тимур/Timur",
        "Аб Ахмет Байм Дос Есен Жұм Ибр Кен Нұр Омар Сад Сер Тол Темір Ысқ Қас",
        "ов:ова баев:баева беков:бекова ханов:ханова жанов:жанова алиев:алиева",
        "Алматы/Almaty Астана/Astana Шымкент/Shymkent Қарағанды/Караганда", "Абай к-сі|ул. Абая|пр. Достык", "+7 701",
    ),
    "TM": Land(
        "Ogulgerek/Огулгерек Maral/Марал Aýgül/Айгуль/Aygul Jeren/Джерен Gözel/Гозель/Gozel Läle/Ляле/Lale",
        "Myrat/Мырат/Mirat Serdar/Сердар Batyr/Батыр/Batir Döwlet/Довлет/Dovlet Oraz/Ораз Gurban/Курбан/Kurban",
        "Ak Ata Aman Baý Bek Ber Çar Dur Esen Gar Han Hal Meret Oraz Sapar Öwez",
        "ow:owa yew:yewa murat:murat nazarow:nazarowa gulyýew:gulyýewa dow:dowa",
        "Aşgabat/Ашхабад/Ashgabat Mary/Мары Daşoguz/Дашогуз/Dashoguz",
        "Görogly köç.|Bitarap köç.|Andalyp köç.", "+993 6",
    ),
    "VN": Land(
        "Hoa Lan Anh Mai Hương Thảo Linh Phương Hồng Ngân Yến Trang Hà Thủy Nga Loan Dung Vy Nhi Châu",
        "Hùng Anh Tuấn Nam Huy Sơn Phước Dũng Long Minh Khoa Bình Hải Tâm Đạt Thắng Phúc Quân Trung Tín",
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý", "",
        "Hà_Nội Huế Đà_Nẵng Cần_Thơ", "Lê Lợi|Trần Phú|Nguyễn Huệ|Hai Bà Trưng", "+84 91", house_first=True,
        joined=False, seconds="Thị Ngọc Thu Kim Minh Thanh Bảo Quỳnh Văn Đức Quang Hữu Gia Xuân Tuyết Hoài",
    ),
    "ES": Land(
        "María_José/Mª_José Carmen Lucía Inmaculada/Inma Rocío Montserrat/Montse Concepción/Concha Pilar Nuria Leire",
        "José_Antonio/José Juan_Carlos Íñigo Francisco/Paco Javier/Javi Manuel/Manolo Jesús Sergio Andrés",
        "Alva Bena Cabre Domín Echeva Fernán Gonzá Gutié Hernán Martí Mende Rodrí Sán Velás Zubi Oroz",
        "rez dez guez lez nez rría co era jo ro", "Madrid Sevilla Bilbao Zaragoza Murcia",
        "calle Mayor|avda. Europa|c/ Luna",
        "+34 65",
    ),
    "PT": Land(
        "Ana_Rita Beatriz Inês Catarina/Cátia Joana Mariana Sofia Conceição/São Fátima Teresa Margarida/Guida",
        "João_Pedro/João Tiago Rui Nuno Gonçalo Miguel Francisco/Chico Luís_Filipe/Luís António/Tó Vasco",
        "Al Bar Car Cos Fer Fi Gue Lo Mar Men Mo Pe Pin Ri Sil Tei",
        "meida bosa valho ta reira gueiredo rra pes ques des ura to beiro va xeira",
        "Lisboa Porto Braga Coimbra Faro", "rua da Liberdade|rua Nova|travessa do Sol", "+351 91",
    ),
    "AE": Land(
        "Fatima/Fatma/Fatimah Aisha/Ayesha Maryam/Mariam Khadija/Khadijah Layla/Leila Noor/Nour Huda/Hoda",
        "Mohammed/Muhammad/Mohamed/Mohd Ahmed/Ahmad Youssef/Yusuf/Yousef Khalid/Khaled Omar/Umar Hassan/Hasan Ali"
        " Abdul_Rahman/Abdulrahman/Abdelrahman Ibrahim/Ebrahim Mahmoud/Mahmood Hussein/Hussain/Husain Saeed/Said",
        "Al-/Al_/El- Al_ Abu_/Abou_ Bin_/Ibn_ Al_/Al- El_/Al_",
        "Hassan/Hasan Farsi Masri/Masry Najjar Khatib/Khateeb Sayed/Sayyid Haddad Shamsi Mansouri/Mansoori Tamimi"
        " Hashimi/Hashemi Zaabi Suwaidi/Suwaydi Nuaimi Ketbi Marri Rashid/Rasheed Hamdan Ghanem/Ghanim Fahim"
        " Dhaheri Amiri/Ameri Balushi Obaid/Ubaid Jaber/Jabir Khalifa Sultan Bakr Darwish/Darweesh Zayed/Zayid Idris",
        "Dubai Sharjah Ajman", "Al Wasl Rd|Jumeirah St|King Faisal St", "+971 50",
        joined=False,
    ),
    "DE": Land(
        "Anna/Anne Katharina/Kathi Sabine Ursula/Ulla Petra Claudia Heike Monika Stefanie/Steffi Birgit Hanna Gisela",
        "Jürgen Thomas/Tom Hans Wolfgang/Wolf Jörg Andreas Bernd Matthias Klaus Uwe Günter/Günther Johannes/Hans",
        "Bach Berg Brand Eich Feld Grün Hof Kirch Linden Mühl Neu Ober Rosen Stein Wald Weide",
        "er mann meier hofer bauer feld huber inger mayr ner", "Kassel Bonn Fulda Ulm Jena Passau",
        "Hauptstraße|Gartenstraße|Am Markt|Schillerstraße", "+49 171",
    ),
    "RU": Land(
        "Анна Елена Ольга Наталья Юлия Екатерина Ксения Светлана Татьяна Любовь",
        "Александр Сергей Дмитрий Алексей Юрий Евгений Иван Николай Михаил Илья Олег Пётр",
        "Бел Василь Гор Журавл Зайц Кузнец Лебед Михайл Поп Соловь Харитон Щербак Юд Яковл",
        "ев:ева ский:ская ов:ова ин:ина енко", "Москва Казань Пермь Сочи Тверь Хабаровск",
        "ул. Ленина|ул. Мира|пр-т Победы", "+7 916",
    ),
}  # fmt: skip
LATIN = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґңқғұүәөһ", (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g n k g u u a o h"
).split(), strict=True))  # fmt: skip
CYRILLIC = {
    "ý": "й", "ş": "ш", "ç": "ч", "ž": "ж", "ä": "я", "ö": "о", "ü": "у", "ň": "н", "a": "а", "b": "б", "w": "в",
    "g": "г", "d": "д", "e": "е", "j": "дж", "z": "з", "i": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о",
    "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "y": "ы",
}  # fmt: skip
STROKES = str.maketrans("đĐłŁøı", "dDlLoi")
