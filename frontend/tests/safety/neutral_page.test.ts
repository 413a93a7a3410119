import { expect, test } from 'vitest';
import { NoNetwork } from '../../src/base/api.ts';
import { NeutralPage } from '../../src/features/safety/neutral_page.ts';

function page(answers: (string | Error)[], offline = false) {
  const went: string[] = [];
  const asked: number[] = [];
  const neutral = new NeutralPage({
    ask: async () => {
      asked.push(asked.length);
      const answer = answers.shift();
      if (typeof answer !== 'string') throw answer;
      return { address: answer };
    },
    offline: () => offline,
    go: (address) => went.push(address),
  });
  return { neutral, went, asked };
}
const news = 'https://news.example.org/';

test('goes where the operator said, and asks for it once', async () => {
  const { neutral, went, asked } = page([news]);
  await neutral.learn();
  await neutral.learn();
  neutral.take();
  expect(went).toEqual([news]);
  expect(asked.length).toBe(1);
});

test('stays on the blank page where none is named, none is known, or no network is', async () => {
  for (const { neutral, went } of [page(['']), page([new NoNetwork()]), page([news], true)]) {
    await neutral.learn();
    neutral.take();
    expect(went).toEqual([]);
  }
});

test('whoever could not ask asks again', async () => {
  const { neutral, went, asked } = page([new NoNetwork(), '']);
  await neutral.learn();
  await neutral.learn();
  await neutral.learn(); // the operator names none: that is an answer too
  neutral.take();
  expect(asked.length).toBe(2);
  expect(went).toEqual([]);
});
