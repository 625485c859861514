// oxlint-disable unicorn/no-useless-spread -- keeps the lists of short texts in few lines
/** A realistic name of a site's member. */
export interface RealName {
  readonly name: string;
  /** The language, or the kind of nickname. */
  readonly category: string;
}

interface Names {
  readonly given: string;
  readonly family: string;
  /** Joins the two names. Defaults to the given name, a space and the family name. */
  readonly join?: (given: string, family: string) => string;
}

const familyFirst = (given: string, family: string) => `${family}${given}`;

/** Given names and family names, which are combined with each other. */
const LANGUAGES: Readonly<Record<string, Names>> = {
  English: {
    given:
      'Oliver,Amelia,George,Isla,Harry,Ava,Noah,Mia,Jack,Grace,Leo,Freya,Charlie,Florence,Thomas,Daisy,Urban,Alban',
    family:
      'Smith,Jones,Taylor,Brown,Williams,Wilson,Johnson,Davies,Patel,Wright,Walker,Thompson,Hughes,Caliban,Lewis,Turban,Clarke,Hall',
  },
  Irish: {
    given: 'Siobhán,Caoimhe,Niamh,Aoife,Seán,Pádraig,Oisín,Róisín,Gráinne,Ciarán,Éabha,Tadhg,Sadhbh,Fionn',
    family:
      "O'Connor,O'Brien,Ó Súilleabháin,Mac Giolla Phádraig,Ní Dhomhnaill,Murphy,Kelly,Walsh,Byrne,O'Banan,Callaghan,Kavanagh,Nic Gabhann",
  },
  Spanish: {
    given:
      'Esteban,Lucía,Mateo,Sofía,José María,Martina,Hugo,Julia,Iñaki,Begoña,Álvaro,Ángela,Óscar,Íñigo,Concepción,Andrés',
    family:
      'García,Rodríguez,Fernández,López,Martínez,Sánchez,Pérez,Gómez,Muñoz,Ibáñez,Núñez,Esteban,de la Cruz,Urbán,Galbán',
  },
  French: {
    given: 'Léa,Hugo,Chloé,Étienne,Jean-Luc,Zoé,Maël,Anaïs,Gaëlle,Benoît,Françoise,Théo,Urbain,Aurélie,Noël',
    family:
      "Martin,Lefèvre,Dupont,d'Alembert,L'Hôpital,Gauthier,Müller,Le Ban,Caban,Fontaine,Bézier,Garçon,de Saint-Exupéry,Lebrun",
  },
  German: {
    given:
      'Jürgen,Käthe,Urban,Björn,Lotte,Günther,Sören,Änne,Fritz,Heiner,Özlem,Uwe,Anneliese,Wolfgang,Karl-Heinz',
    family:
      'Müller,Groß,Weiß,Schröder,Köhler,Jäger,von der Leyen,Urban,Schäfer,Böhm,Krüger,Vogt,Strauß,Zur Mühlen,Hauptmann',
  },
  Polish: {
    given:
      'Łukasz,Zofia,Stanisław,Małgorzata,Krzysztof,Agnieszka,Paweł,Żaneta,Grzegorz,Jadwiga,Bożena,Świętosław',
    family:
      'Wiśniewski,Wójcik,Kowalczyk,Zieliński,Szymański,Dąbrowski,Urban,Krawczyk,Piotrowski,Grabowski,Żak,Ćwikła,Kaczmarek',
  },
  Turkish: {
    given: 'İbrahim,Işıl,Çağla,Özgür,Şebnem,Gülşen,Ömer,Ayşe,Barış,Deniz,Ezgi,Ilgaz,Tuğba,Cüneyt',
    family: 'Yılmaz,Şahin,Çelik,Öztürk,Aydın,Kılıç,Doğan,Arslan,Çoban,Koç,Güneş,İnan,Kaplan,Şaban',
  },
  Vietnamese: {
    given: 'Văn An,Thị Bích,Hữu Đạt,Quốc Bảo,Thanh Hà,Minh Châu,Đức Duy,Ngọc Ánh,Xuân Phúc,Thùy Linh,Văn Ban',
    family: 'Nguyễn,Trần,Lê,Phạm,Huỳnh,Hoàng,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương',
    join: (given, family) => `${family} ${given}`,
  },
  Hungarian: {
    given: 'Zsófia,László,Ágnes,Gergő,Örs,Ildikó,Szabolcs,Tünde,Márton,Csaba,Emőke,Orbán',
    family: 'Nagy,Kovács,Tóth,Szabó,Horváth,Orbán,Kiss,Németh,Farkas,Győri,Ős,Bánffy',
    join: (given, family) => `${family} ${given}`,
  },
  Russian: {
    given: 'Иван,Ольга,Пётр,Анастасия,Дмитрий,Юлия,Фёдор,Наталья,Сергей,Ксения,Лев,Любовь,Админ,Артём',
    family:
      'Иванов,Смирнова,Кузнецов,Попова,Соколов,Лебедева,Щербаков,Ёлкина,Достоевский,Чехова,Цой,Эйзенштейн,Бан,Яшин',
  },
  Ukrainian: {
    given: 'Олексій,Ївга,Ґалаґан,Єлизавета,Тарас,Леся,Андрій,Оксана,Богдан,Соломія,Мар’яна',
    family:
      'Шевченко,Коваленко,Бондаренко,Ткаченко,Кравченко,Лук’яненко,Їжакевич,Ґудзик,Єфремов,Мельник,Сковорода',
  },
  Greek: {
    given:
      'Γιώργος,Ελένη,Δημήτρης,Αικατερίνη,Κωνσταντίνος,Ιωάννα,Σπύρος,Χρυσούλα,Άγγελος,Έλλη,Νίκος,Θεοδώρα,Ὀδυσσεύς',
    family:
      'Παπαδόπουλος,Αντωνίου,Γεωργίου,Νικολάου,Ἀλεξίου,Καραγιάννης,Ωνάσης,Σεφέρης,Θεοτόκης,Μαΐστρος,Ξενάκης,Ψαρράς',
  },
  Arabic: {
    given: 'محمد,فاطمة,أحمد,عائشة,عبد الله,خديجة,يوسف,مريم,إبراهيم,زينب,عمر,ليلى',
    family: 'الحسن,العلي,المصري,الشامي,بن سعيد,أبو بكر,القاسم,النجار,الخطيب,مدير,حدّاد,الفارسي',
  },
  Hebrew: {
    given: 'נועה,דוד,תמר,איתי,מאיה,יוסף,שירה,אורי,רחל,בְּרָכָה,יעל,דניאל',
    family: "כהן,לוי,מזרחי,פרץ,ביטון,דהאן,אברהם,פרידמן,בן־גוריון,ג'ורג'י,אזולאי,שפירא",
  },
  Persian: {
    given: 'علی‌رضا,زهرا,حسین,مریم,امیرحسین,فاطمه,رضا,سارا,محمدمهدی,نازنین,پویا',
    family: 'احمدی,محمدی,حسینی,کریمی,رضایی,موسوی,جعفری,قاسمی,می‌خواه,پژمان,گلستان',
  },
  Hindi: {
    given: 'आरव,अनन्या,कृष्ण,प्रिया,अर्जुन,लक्ष्मी,श्रेया,विक्रम,ऋतिक,दीप्ति,ज्ञान',
    family: 'शर्मा,वर्मा,गुप्ता,सिंह,कुमार,मिश्र,त्रिपाठी,चट्टोपाध्याय,पटेल,ठाकुर,क्षीरसागर',
  },
  Thai: {
    given: 'สมชาย,สมหญิง,ปิยะ,กนกวรรณ,ณัฐพล,สุภาพร,ธนากร,วิไล,ชัยวัฒน์,น้ำฝน,อภิสิทธิ์',
    family: 'ใจดี,ศรีสุข,ทองคำ,แสงจันทร์,วงศ์สวัสดิ์,บุญมี,รัตนกุล,สายทอง,พงษ์ไพร,เจริญสุข,แก้วมณี',
  },
  Chinese: {
    given: '伟,芳,娜,秀英,敏,静,丽,强,磊,军,洋,𠮷,建国,欣怡',
    family: '王,李,张,刘,陈,杨,赵,黄,周,吴,欧阳,司马,諸葛,𡈽',
    join: familyFirst,
  },
  Japanese: {
    given: '太郎,花子,翔太,さくら,健一,陽菜,大輔,美咲,ケンジ,ゆい,蓮,葵',
    family: '佐藤,鈴木,高橋,田中,渡邉,伊藤,山本,中村,﨑山,齋藤,髙島,アンダーソン',
    join: (given, family) => `${family} ${given}`,
  },
  Korean: {
    given: '민준,서연,도윤,지우,하은,시우,수아,예준,지호,서윤,은우,채원',
    family: '김,이,박,최,정,강,조,윤,남궁,황보,선우,제갈',
    join: familyFirst,
  },
};

/** Nicknames, some of which the strict policy rejects. */
const NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  'nickname with digits': [
    ...['bob42', '2pac', '007', '1337h4x0r', 'x2y', 'Player 1', '3D Printing Fan', '90s kid', 'R2-D2'],
    ...['4ever', 'agent_47', '٣ أصدقاء', 'No1', '8bit', 'Maria1987', '１２３太郎'],
  ],
  'nickname with emoji': [
    '🦄',
    '🦊 Foxy',
    'Anna 💚',
    '👩‍🚀 Valentina',
    '🇩🇪 Klaus',
    '(╯°□°)╯',
    '☕ lover',
    '👍🏽',
    '❤️‍🔥 Rosa',
  ],
  'nickname with special characters': [
    ...[
      'xX_Bob_Xx',
      '~*Luna*~',
      '[TAG] Sniper',
      'mr. "T"',
      'A&B',
      'tom@home',
      '#1 fan',
      'rock&roll',
      "l'étranger",
    ],
    ...['.hidden', '-dash-', '$cash$', 'C++', 'Jean / Marie', 'you: me', 'data: scientist', 'metadata:nerd'],
  ],
  'nickname with < or >': ['<3 Bob', 'i <3 chat', '>:-)', 'Bob > Alice', '-->', '<b>Bob</b>'],
  'ending in a right': [
    ...[
      'Esteban',
      'Urban',
      'Caliban',
      'turban',
      'Taliban',
      'ban',
      'delete',
      'ctrl-alt-delete',
      'please delete',
    ],
    ...['Alban', 'Laban', 'Steban', 'Durban', 'select or delete', 'ban delete', 'deleteban', 'Kurban'],
  ],
  'containing a reserved name': [
    ...[
      'admin_joe',
      'Badminton Fan',
      'Sysadmin Sue',
      'not an admin',
      'Administrator Bob',
      'moderator2',
      'xX_ADMIN_Xx',
    ],
    ...[
      'ex-Moderator',
      'badminton admin',
      'Ｂａｄｍｉｎｔｏｎ',
      'iamadmin',
      'Administration',
      'Immoderatory Moderators',
    ],
  ],
  'equal to a reserved name': ['admin', 'Administrator', 'MODERATOR', 'ＡＤＭＩＮ'],
  'with bidirectional control characters': ['\u202eBob', 'Bob\u202c', 'a\u2066b\u2069'],
};

/** Several thousand unique names in many scripts. The list is deterministic. */
export const REAL_NAMES: readonly RealName[] = distinct([
  ...Object.entries(LANGUAGES).flatMap(([language, names]) => fullNames(names, language)),
  ...Object.entries(LANGUAGES).flatMap(([language, { given, family }]) =>
    [...given.split(','), ...family.split(',')].map((name) => ({ name, category: language })),
  ),
  ...Object.entries(LANGUAGES).flatMap(([language, names]) => handles(names, language)),
  ...Object.entries(NICKNAMES).flatMap(([category, names]) => names.map((name) => ({ name, category }))),
]);

function distinct(names: readonly RealName[]): RealName[] {
  return [...new Map(names.map((name) => [name.name, name])).values()];
}

function fullNames(names: Names, category: string): RealName[] {
  const { join = (given, family) => `${given} ${family}` } = names;
  return names.given
    .split(',')
    .flatMap((given) => names.family.split(',').map((family) => ({ name: join(given, family), category })));
}

/** Returns user names such as `freya_jones87` and `joneszoe`. */
function handles({ given, family }: Names, category: string): RealName[] {
  const families = family.split(',');
  return given
    .split(',')
    .map((name) => name.toLowerCase().replaceAll(' ', ''))
    .flatMap((name, index) => {
      const other = families[index % families.length]!.toLowerCase().replaceAll(' ', '');
      return [`${name}_${other}${80 + index}`, `${other}${name}`, `${name}.${other}`, `${index}${name}`].map(
        (handle) => ({ name: handle, category }),
      );
    });
}
