import { expect, test } from 'vitest';
import { Release } from '../src/shell/release.svelte.ts';
import type { ReleaseParts } from '../src/shell/release.svelte.ts';
import { FakeClock } from './support/fake_clock.ts';

const page = (script: string) => `<!doctype html><script type="module" src="${script}"></script>`;

function window_of(change: Partial<ReleaseParts> = {}) {
  const clock = new FakeClock();
  const did: string[] = [];
  const release = new Release({
    clock,
    ask: async () => page('/assets/index-two.js'),
    mine: () => '/assets/index-one.js',
    reloaded: () => false,
    safe: async () => true,
    settle: async () => did.push('settled'),
    reload: () => did.push('reloaded'),
    ...change,
  });
  return { clock, did, release };
}

test('a newer version loads by itself after its sentence could be read', async () => {
  const { clock, did, release } = window_of();
  await release.missed();
  expect(release.state).toBe('loading');
  await clock.pass(1000);
  expect(did).toEqual([]);
  await clock.pass(2000);
  expect(did).toEqual(['reloaded']);
});

test('without a network, or with the same version, it is no release', async () => {
  const lost = async () => Promise.reject(new TypeError('failed'));
  const same = async () => page('/assets/index-one.js');
  for (const ask of [lost, same]) {
    const { clock, did, release } = window_of({ ask });
    await release.missed();
    await clock.pass(60_000);
    expect([release.state, did]).toEqual(['same', []]);
  }
});

test('where something would be lost it waits for her, and sends first', async () => {
  const { clock, did, release } = window_of({ safe: async () => false });
  await release.missed();
  await clock.pass(60_000);
  expect([release.state, did]).toEqual(['newer', []]);
  await release.load_again();
  expect(did).toEqual(['settled', 'reloaded']);
});

test('who begins to type while the sentence stands is not interrupted', async () => {
  let typing = false;
  const { clock, did, release } = window_of({ safe: async () => !typing });
  await release.missed();
  typing = true;
  await clock.pass(60_000);
  expect([release.state, did]).toEqual(['newer', []]);
});

test('never twice by itself: a window that was loaded again waits for her', async () => {
  const { clock, did, release } = window_of({ reloaded: () => true });
  await release.missed();
  await clock.pass(60_000);
  expect([release.state, did]).toEqual(['newer', []]);
});

test('many parts that are missed at once ask once', async () => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return page('/assets/index-two.js');
  };
  const { clock, did, release } = window_of({ ask });
  await Promise.all([release.missed(), release.missed()]);
  await release.missed();
  await clock.pass(60_000);
  expect([asked, did]).toEqual([1, ['reloaded']]);
});
