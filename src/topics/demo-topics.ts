import type { Topic } from './topic.entity.js';

const TEXTS = [
  ['Welcome: say hello here', 'New to Village Green? Introduce yourself here. Everyone reads this topic.'],
  [
    'Who brings what to the summer fair?',
    'We still need tables, tents and two long extension leads. There is enough cake, as always.',
  ],
  [
    `Ada's "first" program: what did it compute?`,
    'Note G computes the Bernoulli numbers one by one. Has anyone worked through the table by hand?',
  ],
  ['How do I show </script> in a code sample?', 'It breaks my page, even inside "quotes" & \'apostrophes\'.'],
  ['Рецепты на осень', 'Тыква уродилась на славу. Суп, пирог или варенье? Делитесь, что готовите вы.'],
  ['桜の写真を見せてください', '今年は少し早く咲きました。みなさんの近所ではどうですか。'],
  ['أفضل كتاب قرأته هذا العام', 'رواية أو شعر أو تاريخ، كل شيء مرحب به هنا. اذكر لنا سبب اختيارك.'],
  [
    '🦊 Foxes on the green at night',
    'I saw at least three of them, and one knows how to open the bins. Photos are welcome.',
  ],
] as const;

/** The topics of the demo. */
export const DEMO_TOPICS: readonly Topic[] = TEXTS.map(([title, body], index) => ({
  id: index + 1,
  title,
  body,
}));
