import { expect, test } from 'vitest';
import type { Library, Pause } from '../../src/features/content/content.ts';
import { in_library } from '../../src/features/content/written_in.ts';
import type { About } from '../../src/features/exercises/entry_view.ts';
import type { Exercise } from '../../src/features/exercises/exercise.ts';

function pause(id: string, title: string, line: string): Pause {
  const back = { t: 'exercise', type: 're_entry', id: 'back-to-work', lines: [line] } as Exercise;
  return { id, title, screens: [{ nodes: [back] }] } as unknown as Pause;
}
const library = {
  pauses: [pause('feet', 'Feet', 'Feet.'), pause('door', 'Door', 'Door.')],
  articles: [],
} as unknown as Library;
const about = (more: Partial<About>): About => ({
  kind: 're_entry',
  exercise: 'back-to-work',
  made_at: '',
  language: 'en-GB',
  ...more,
});
const line_of = (found: Exercise | undefined) =>
  found?.type === 're_entry' ? found.lines[0] : undefined;

test('of two exercises of one name it is the one of her pause, also in another language', () => {
  expect(line_of(in_library(library, about({ item: 'door', title: '门' })))).toBe('Door.');
});

test('before pauses were noted, their title says which it was', () => {
  expect(line_of(in_library(library, about({ title: 'Door' })))).toBe('Door.');
  expect(in_library(library, about({ title: '门' }))).toBeUndefined();
});

test('what is no longer there, or is something else now, is nothing', () => {
  expect(in_library(library, about({ item: 'gone' }))).toBeUndefined();
  expect(in_library(library, about({ item: 'door', kind: 'if_then' }))).toBeUndefined();
});
