import { beforeEach, describe, expect, test } from 'vitest';
import { Navigation } from '../src/base/navigation.svelte.ts';
import type { Browser, Screen } from '../src/base/navigation.svelte.ts';

/** A browser's history as the standard describes it; going happens later, as in a browser. */
class FakeBrowser implements Browser {
  entries: { state: unknown; path: string }[];
  at = 0;
  #calls: ((event: PopStateEvent) => void)[] = [];
  #moves: number[] = [];

  constructor(path: string) {
    this.entries = [{ state: null, path }];
  }
  get location() {
    return { pathname: this.entries[this.at]!.path };
  }
  readonly history = {
    get: () => this.entries[this.at]!.state,
    pushState: (state: unknown, _: string, path?: string | URL | null) => {
      this.entries.splice(this.at + 1, Infinity, {
        state,
        path: String(path ?? this.location.pathname),
      });
      this.at += 1;
    },
    replaceState: (state: unknown, _: string, path?: string | URL | null) => {
      this.entries[this.at] = { state, path: String(path ?? this.location.pathname) };
    },
    go: (by = 0) => void this.#moves.push(by),
    back: () => void this.#moves.push(-1),
    state: null as unknown,
  };
  addEventListener(_: 'popstate', call: (event: PopStateEvent) => void) {
    this.#calls.push(call);
  }
  /** The browser does what it was asked to, then says so. */
  settle(): this {
    for (const by of this.#moves.splice(0)) {
      if (!this.entries[this.at + by]) continue;
      this.at += by;
      for (const call of this.#calls)
        call({ state: this.entries[this.at]!.state } as PopStateEvent);
    }
    return this;
  }
  press_back() {
    this.history.back();
    this.settle();
  }
  press_forward() {
    this.history.go(1);
    this.settle();
  }
  /** The same tab after a reload: its entries stay, its code starts anew. */
  reloaded(): FakeBrowser {
    const fresh = new FakeBrowser('/');
    fresh.entries = this.entries.map((entry) => ({ ...entry }));
    fresh.at = this.at;
    return fresh;
  }
}

const find_public = (path: string): Screen | undefined =>
  ({ '/help': { name: 'help' }, '/p/ward7': { name: 'poster', code: 'ward7' } })[path];

function started(browser: FakeBrowser, fallback = 'today') {
  Object.defineProperty(browser.history, 'state', {
    get: () => browser.entries[browser.at]!.state,
  });
  const navigation = new Navigation();
  navigation.start(find_public, { name: fallback }, browser);
  browser.settle();
  return navigation;
}

let browser: FakeBrowser;
let navigation: Navigation;
beforeEach(() => {
  browser = new FakeBrowser('/');
  navigation = started(browser);
});

describe('inside', () => {
  test('Back works on every screen, and Forward too', () => {
    for (const name of ['map', 'module', 'step']) navigation.go({ name });
    expect(navigation.screen.name).toBe('step');
    for (const name of ['module', 'map', 'today']) {
      browser.press_back();
      expect(navigation.screen.name).toBe(name);
      expect(navigation.way).toBe('back');
    }
    expect(navigation.depth).toBe(0);
    browser.press_forward();
    expect(navigation.screen.name).toBe('map');
    expect(navigation.way).toBe('forward');
  });

  test('neither the address nor the history says where she is', () => {
    navigation.go({ name: 'step', module: 'c2-settle-the-body', step: 'notice' });
    navigation.note({ page: 3 });
    expect(browser.location.pathname).toBe('/');
    expect(JSON.stringify(browser.entries)).not.toMatch(/c2|notice|step|page/);
  });

  test('a screen is found again as it was left', () => {
    navigation.go({ name: 'step', step: 'notice' });
    navigation.note({ page: 3 });
    navigation.go({ name: 'help' });
    browser.press_back();
    expect(navigation.screen).toEqual({ name: 'step', step: 'notice', page: 3 });
  });

  test('the app’s own Back is the browser’s; at the bottom it shows the fallback', () => {
    navigation.go({ name: 'map' });
    navigation.back();
    browser.settle();
    expect(navigation.screen.name).toBe('today');
    navigation.back();
    expect(navigation.screen.name).toBe('today');
    expect(browser.at).toBe(0);
  });

  test('going home forgets the way there', () => {
    navigation.go({ name: 'map' });
    navigation.go({ name: 'step' });
    navigation.home({ name: 'today' });
    expect(navigation.screen.name).toBe('today');
    navigation.go({ name: 'diary' }); // asked for while the browser is still walking back
    browser.settle();
    expect(navigation.screen.name).toBe('diary');
    expect(browser.at).toBe(1);
    browser.press_back();
    expect(navigation.screen.name).toBe('today');
    expect(navigation.depth).toBe(0);
  });

  test('who leaves for another page waits until the browser has walked home', async () => {
    let home = 0;
    const waits = () => navigation.at_home().then(() => void (home += 1));
    await waits(); // nothing to wait for
    navigation.go({ name: 'map' });
    navigation.home({ name: 'welcome' });
    const waited = waits();
    await Promise.resolve();
    expect(home).toBe(1);
    browser.settle();
    await waited;
    expect([home, browser.at]).toEqual([2, 0]);
  });

  test('a reload lands on the bottom, and one Back leaves', () => {
    navigation.go({ name: 'map' });
    navigation.go({ name: 'step' });
    const again = browser.reloaded();
    const later = started(again);
    expect(later.screen.name).toBe('today');
    expect(again.at).toBe(0);
    again.press_forward();
    expect(later.screen.name).toBe('today');
  });
});

describe('outside', () => {
  test('public pages have addresses, and survive a reload', () => {
    browser = new FakeBrowser('/p/ward7');
    navigation = started(browser, 'welcome');
    expect(navigation.screen).toEqual({ name: 'poster', code: 'ward7' });
    navigation.go({ name: 'help' }, '/help');
    expect(browser.location.pathname).toBe('/help');
    const again = browser.reloaded();
    const later = started(again, 'welcome');
    expect(later.screen.name).toBe('help');
    again.press_back();
    expect(later.screen).toEqual({ name: 'poster', code: 'ward7' });
  });

  test('an address nobody knows shows the fallback', () => {
    expect(started(new FakeBrowser('/nowhere'), 'welcome').screen.name).toBe('welcome');
  });

  test('keeping a poster’s minute takes its code out of the address', () => {
    browser = new FakeBrowser('/p/ward7');
    navigation = started(browser, 'welcome');
    navigation.go({ name: 'minute' });
    navigation.home({ name: 'today' });
    browser.settle();
    expect(browser.location.pathname).toBe('/');
    expect(browser.at).toBe(0);
  });
});
