/** Names that chat integrations often handle incorrectly, for the members from id 3 on. */
export const AWKWARD_NAMES = [
  "Siobhán O'Connor",
  '</script><script>window.pwned=1</script>',
  'Esteban',
  'Line\u2028Break Lindqvist',
  'Max "Quotes" Müller',
  'ليلى \u202Eحداد',
  '42 Wallaby Way',
  '王小明',
  '田中 さくら',
  'अनन्या शर्मा',
  'Ольга Иванова',
  'Ελένη Παπαδοπούλου',
  'דוד כהן',
  '🦊 Foxglove 🌙',
  '7 of Nine',
  'Zoe\u0308 Saldan\u0303a',
  '👩‍🚀',
  '100% sure_thing',
] as const;

/** Parts of ordinary names, one entry per script. */
export const NAME_PARTS = [
  {
    given: ['Alice', 'Tomás', 'Freya', 'Łukasz', 'Amélie', 'Jürgen', 'Priya', 'Kwame'],
    family: ['Anderson', 'García', 'Nguyễn', 'Kowalski', 'Dubois', 'Schröder', 'Silva'],
  },
  {
    given: ['Анна', 'Иван', 'Дарья', 'Пётр', 'Оксана', 'Тарас', 'Мила'],
    family: ['Кузнецова', 'Шевченко', 'Мельник', 'Соколова', 'Бойко'],
  },
  {
    given: ['Μαρία', 'Νίκος', 'Σοφία', 'Γιώργος', 'Αθηνά'],
    family: ['Αντωνίου', 'Καραγιάννης', 'Οικονόμου', 'Βλάχος'],
  },
  {
    given: ['محمد', 'فاطمة', 'يوسف', 'نور', 'سارة'],
    family: ['الأحمد', 'النجار', 'منصور', 'خليل'],
  },
  {
    given: ['נועה', 'יעל', 'אבי', 'תמר', 'איתן'],
    family: ['לוי', 'מזרחי', 'פרץ', 'ביטון'],
  },
  {
    given: ['伟', '芳', '娜', '秀英', '敏'],
    family: ['张', '李', '刘', '陈', '杨', '赵'],
    familyFirst: true,
  },
  {
    given: ['健太', '美咲', '翔', 'ひなた', '陽菜'],
    family: ['佐藤 ', '鈴木 ', '高橋 ', '伊藤 '],
    familyFirst: true,
  },
  {
    given: ['आरव', 'दीया', 'विवान', 'इशिता', 'कबीर'],
    family: ['वर्मा', 'सिंह', 'पटेल', 'गुप्ता'],
  },
] as const;
