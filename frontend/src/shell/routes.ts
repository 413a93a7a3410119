// Which screen stands behind which name: a screen is a file in routes/ and is called like it.
// What the poster's first second needs comes with the first page; the rest when it is gone to.
import type { Component } from 'svelte';
import type { Screen } from '../base/navigation.svelte.ts';
import { with_words } from '../base/with_words.ts';
import Help from '../routes/help.svelte';
import Poster from '../routes/poster.svelte';
import Welcome from '../routes/welcome.svelte';

export type Route = Component<Record<string, unknown>>;

const here = { help: Help, poster: Poster, welcome: Welcome } as unknown as Record<string, Route>;

const later = import.meta.glob<{ default: Route }>([
  '../routes/*.svelte',
  '!../routes/{help,poster,welcome}.svelte',
]);

/** Today opens most often, a wall's sheet must open at once, and strangers come to try: these have
 *  their words from the first page; the others wait for theirs. */
const says_no_more = ['today', 'place', 'try'];

/** The screen itself if it came with the page, else a promise; undefined if there is none. */
export function route_of(name: string): Route | Promise<Route> | undefined {
  const known = here[name];
  if (known) return known;
  const load = later[`../routes/${name}.svelte`];
  if (!load) return undefined;
  return (says_no_more.includes(name) ? load() : with_words(load)).then((loaded) => {
    here[name] = loaded.default;
    return loaded.default;
  });
}

/** The screen of a public address; everything inside has one address and no name in it. */
export function public_screen(path: string): Screen | undefined {
  const coded = /^\/([pw])\/([^/]+)\/?$/.exec(path);
  if (coded)
    return { name: coded[1] === 'p' ? 'poster' : 'place', code: decodeURIComponent(coded[2]!) };
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/':
      return { name: 'welcome' };
    case '/try':
      return { name: 'try' };
    case '/help':
      return { name: 'help' };
    case '/privacy':
      return { name: 'privacy' };
    case '/join':
      return { name: 'join' };
    default:
      return undefined;
  }
}
