// A step's or article's text as a tree, the way the server delivers it. Text is only ever text:
// nothing here becomes markup by being written down.

import type { Exercise } from '../exercises/exercise.ts';

interface Words<T> {
  t: T;
  c: Inline[];
}
interface List<T> {
  t: T;
  items: Node[][];
}

export type Inline =
  string | Words<'strong'> | Words<'em'> | (Words<'a'> & { href: string }) | { t: 'br' };

export type Node = Words<'p'> | Words<'h'> | Words<'quote'> | List<'ul'> | List<'ol'> | Exercise;

export interface Page {
  nodes: Node[];
}

/** The words of some inlines, without their dress. */
export function plain_text(inlines: Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      return inline.t === 'br' ? ' ' : plain_text(inline.c);
    })
    .join('');
}

export function exercises_of(pages: Page[]): Exercise[] {
  return pages.flatMap((page) => page.nodes.filter((node) => node.t === 'exercise'));
}

/** The heading a page begins with, for those who hear the page. */
export function heading_of(page: Page): string | undefined {
  const heading = page.nodes.find((node) => node.t === 'h');
  return heading ? plain_text(heading.c) : undefined;
}

/** Only web addresses and our own pages may be followed; anything else is shown as words. */
export function safe_href(href: string): string | undefined {
  if (/^https:\/\/[^\s]+$/u.test(href)) return href;
  return /^\/(?!\/)[^\s\\]*$/u.test(href) ? href : undefined;
}
