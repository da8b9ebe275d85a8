"""The language of captions that do not say it."""

from __future__ import annotations

import pytest

from tasks.analysis.transcribe.captions import read_captions
from tasks.analysis.transcribe.detecting import language_of

SAID = {
    "en": "When I was twenty my father sold our house to pay for a boat and I cried for a week "
    "because nobody asked me what I wanted.",
    "de": "Ich bin in einem kleinen Dorf aufgewachsen, und meine Eltern hatten eine Bäckerei. "
    "Damals haben wir jeden Morgen um drei Uhr angefangen.",
    "nl": "Ik ben opgegroeid in een klein dorp en mijn ouders hadden een bakkerij. Toen "
    "begonnen we elke ochtend om drie uur, en niemand klaagde.",
    "fr": "J'ai grandi dans un petit village et mes parents avaient une boulangerie. À l'époque"
    " nous commencions tous les matins à trois heures et personne ne se plaignait.",
    "es": "Crecí en un pueblo pequeño y mis padres tenían una panadería. En aquella época "
    "empezábamos cada mañana a las tres y nadie se quejaba de eso.",
    "pt": "Eu cresci numa aldeia pequena e os meus pais tinham uma padaria. Naquela época "
    "começávamos todas as manhãs às três horas e ninguém se queixava.",
    "it": "Sono cresciuto in un piccolo paese e i miei genitori avevano una panetteria. Allora "
    "cominciavamo ogni mattina alle tre e nessuno si lamentava di questo.",
    "ca": "Vaig créixer en un poble petit i els meus pares tenien una fleca. En aquell temps "
    "començàvem cada matí a les tres i ningú no es queixava de res.",
    "sv": "Jag växte upp i en liten by och mina föräldrar hade ett bageri. Då började vi "
    "klockan tre varje morgon och ingen klagade på det.",
    "da": "Jeg voksede op i en lille landsby, og mine forældre havde et bageri. Dengang "
    "begyndte vi klokken tre hver morgen, og ingen klagede over noget.",
    "no": "Jeg vokste opp i en liten bygd, og foreldrene mine hadde et bakeri. Den gangen "
    "begynte vi klokka tre hver morgen, og ingen klaget på noe.",
    "fi": "Minä kasvoin pienessä kylässä ja vanhemmillani oli leipomo. Silloin me aloitimme "
    "joka aamu kello kolme, eikä kukaan valittanut siitä, vaikka se oli rankkaa.",
    "pl": "Dorastałem w małej wsi, a moi rodzice mieli piekarnię. Wtedy zaczynaliśmy każdego "
    "ranka o trzeciej i nikt się na to nie skarżył, bo tak po prostu było.",
    "cs": "Vyrostl jsem v malé vesnici a moji rodiče měli pekárnu. Tehdy jsme začínali každé "
    "ráno ve tři hodiny a nikdo si na to nestěžoval, protože to tak bylo.",
    "sk": "Vyrástol som v malej dedine a moji rodičia mali pekáreň. Vtedy sme začínali každé "
    "ráno o tretej a nikto sa na to nesťažoval, pretože to tak bolo.",
    "hu": "Egy kis faluban nőttem fel, és a szüleimnek volt egy péksége. Akkor minden reggel "
    "háromkor kezdtünk, és senki nem panaszkodott, mert ez volt a dolgunk.",
    "ro": "Am crescut într-un sat mic și părinții mei aveau o brutărie. Pe atunci începeam în "
    "fiecare dimineață la ora trei și nimeni nu se plângea de asta.",
    "tr": "Küçük bir köyde büyüdüm ve annemle babamın bir fırını vardı. O zamanlar her sabah "
    "saat üçte başlardık ve kimse bundan şikayet etmezdi çünkü bu bizim işimizdi.",
    "id": "Saya tumbuh di sebuah desa kecil dan orang tua saya memiliki toko roti. Waktu itu "
    "kami mulai setiap pagi jam tiga dan tidak ada yang mengeluh tentang itu.",
    "vi": "Tôi lớn lên ở một ngôi làng nhỏ và bố mẹ tôi có một tiệm bánh. Hồi đó chúng tôi bắt "
    "đầu lúc ba giờ mỗi sáng và không ai phàn nàn về điều đó.",
    "ru": "Я вырос в маленькой деревне, и у моих родителей была пекарня. Тогда мы начинали "
    "каждое утро в три часа, и никто не жаловался на это.",
    "uk": "Я виріс у маленькому селі, і в моїх батьків була пекарня. Тоді ми починали щоранку о"
    " третій годині, і ніхто на це не скаржився.",
    "bg": "Израснах в малко село и родителите ми имаха пекарна. Тогава започвахме всяка сутрин "
    "в три часа и никой не се оплакваше от това.",
    "sr": "Одрастао сам у малом селу и моји родитељи су имали пекару. Тада смо почињали сваког "
    "јутра у три сата и нико се није жалио на то.",
    "ja": "私は小さな村で育ちました。両親はパン屋を営んでいました。毎朝三時に始めて"
    "、誰も文句を言いませんでした。とても楽しかったです。",
    "zh": "我在一个小村庄长大，我的父母有一家面包店。那时候我们每天早上三点开始工作"
    "，没有人抱怨，因为那就是我们的生活。",
    "ko": "저는 작은 마을에서 자랐고 부모님은 빵집을 하셨습니다. 그때 우리"
    "는 매일 아침 세 시에 시작했고 아무도 불평하지 않았습니다. 그것"
    "이 우리 삶이었습니다.",
    "ar": "لقد نشأت في قرية صغيرة وكان والداي يملكان مخبزا. في ذلك الوقت كنا نبدأ كل صباح في "
    "الساعة الثالثة ولم يشتك أحد من هذا لأن هذه كانت حياتنا.",
    "fa": "من در یک روستای کوچک بزرگ شدم و پدر و مادرم یک نانوایی داشتند. آن زمان ما هر روز صبح"
    " ساعت سه شروع می کردیم و هیچ کس از این شکایت نمی کرد.",
    "el": "Μεγάλωσα σε ένα μικρό χωριό και οι γονείς μου είχαν φούρνο. Τότε ξεκινούσαμε κάθε "
    "πρωί στις τρεις και κανείς δεν παραπονιόταν.",
    "he": "גדלתי בכפר קטן ולהורים שלי הייתה מאפייה. אז היינו מתחילים כל בוקר בשעה שלוש ואף אחד "
    "לא התלונן על זה.",
}
LATIN = (
    "Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore "
    * 3
)


@pytest.mark.parametrize("language", SAID)
def test_two_sentences_tell_their_language(language: str) -> None:
    assert language_of(SAID[language].split()) == language
    assert language_of(SAID[language].upper().split()) == language


@pytest.mark.parametrize(
    "text",
    ["", "Yes.", "12 34 56 " * 40, LATIN, "La la la la la, " * 20, f"{SAID['da']} {SAID['no']}"],
    ids=["nothing", "a word", "numbers", "Latin", "a song", "two that are near"],
)
def test_where_it_is_not_clear_nothing_is_said(text: str) -> None:
    assert language_of(text.split()) == ""


def vtt(text: str, head: str = "WEBVTT") -> bytes:
    return f"{head}\n\n00:00.000 --> 00:20.000\n{text}\n".encode()


def test_captions_that_do_not_say_their_language_are_listened_to() -> None:
    def read(data: bytes) -> str:
        return read_captions(data, "vtt", duration_ms=20_000, name="a.vtt").language

    assert read(vtt(SAID["de"])) == "de"
    assert read(vtt("Hello.")) == "und"
    assert read(vtt(SAID["de"], "WEBVTT\nKind: captions\nLanguage: gsw")) == "gsw"
