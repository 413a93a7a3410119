import { describe, expect, it } from 'vitest';
import {
  exercises_of,
  heading_of,
  plain_text,
  safe_href,
  type Page,
} from '../src/features/content/node_tree.ts';

const page: Page = {
  nodes: [
    { t: 'h', c: ['Feet ', { t: 'em', c: ['and'] }, { t: 'br' }, 'floor'] },
    { t: 'exercise', type: 'paced_breathing', id: 'pace', in: 4, out: 6, minutes: 1 },
  ],
};

describe('node tree', () => {
  it.each(['javascript:alert(1)', 'http://a.example', '//a.example', 'data:text/html,x', '/\\a'])(
    'does not follow %s',
    (href) => expect(safe_href(href)).toBeUndefined(),
  );

  it.each(['https://www.nhs.uk/', '/help', '/privacy#limits'])('follows %s', (href) =>
    expect(safe_href(href)).toBe(href),
  );

  it('reads the words without their dress', () => {
    expect(heading_of(page)).toBe('Feet and floor');
    expect(plain_text([{ t: 'a', href: '/help', c: ['help ', { t: 'strong', c: ['now'] }] }])).toBe(
      'help now',
    );
  });

  it('finds the exercises of all pages', () => {
    expect(exercises_of([page, page]).map((exercise) => exercise.id)).toEqual(['pace', 'pace']);
  });
});
