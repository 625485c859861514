import type { Topic } from './topic.entity.js';

const TEXTS = [
  [
    'Welcome: say hello here',
    'New on the green? Tell us who you are and what brings you here. Everyone reads this one.',
  ],
  [
    'Who brings what to the summer fair?',
    'Tables, tents and two long extension leads are still missing. There is cake enough, as every year.',
  ],
  [
    `Ada's "first" program: what did it compute?`,
    'Note G gives the Bernoulli numbers, one after the other. Who has worked the table through by hand?',
  ],
  [
    'How do I show </script> in a code sample?',
    'It ends my page in the middle, whatever I put around it: "quotes", \'apostrophes\' & all.',
  ],
  ['Рецепты на осень', 'Тыква уродилась на славу. Суп, пирог или варенье? Делитесь, что готовите вы.'],
  ['桜の写真を見せてください', '今年は少し早く咲きました。みなさんの近所ではどうですか。'],
  ['أفضل كتاب قرأته هذا العام', 'رواية أو شعر أو تاريخ، كل شيء مرحب به هنا. اذكر لنا سبب اختيارك.'],
  [
    '🦊 Foxes on the green at night',
    'At least three of them, and one has found out how the bins open. Photos are welcome.',
  ],
] as const;

/** The topics of the demo, the same ones every time. */
export const DEMO_TOPICS: readonly Topic[] = TEXTS.map(([title, body], index) => ({
  id: index + 1,
  title,
  body,
}));
