// What is loaded only when it is gone to, and waits for the words that did not come with the first
// page: `with_words(() => import('…'))`. Words said in there are not among the first page's.
import { say_more } from './words.svelte.ts';
import type { Loading } from './words.svelte.ts';

const words: Loading = {
  'en-GB': () => import('virtual:words/later/en-GB'),
  'zh-Hans': () => import('virtual:words/later/zh-Hans'),
};

export async function with_words<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const [loaded] = await Promise.all([load(), say_more(words)]);
  return loaded;
}
