// The set-up keeps itself: a moment after the last change, one request at a time, nothing lost.
import { describe, expect, test } from 'vitest';
import { Api } from '../../src/base/api.ts';
import { SiteDraft, keeps_after } from '../../src/staff/features/site/draft.svelte.ts';
import { say_in } from '../../src/staff/features/site/site.ts';
import type { Site, SiteAnswer } from '../../src/staff/features/site/site.ts';
import {
  is_done,
  left_open,
  resume_at,
  still_needed,
  steps,
} from '../../src/staff/features/site/steps.ts';
import type { Step } from '../../src/staff/features/site/steps.ts';
import type { Organisation } from '../../src/staff/features/organisations/organisations.ts';
import { FakeClock } from '../support/fake_clock.ts';
import { SeededRandom } from '../support/seeded_random.ts';
import { FakeDesk } from './support/fake_desk.ts';

function begin() {
  const desk = new FakeDesk();
  const clock = new FakeClock();
  const api = new Api({ fetch: desk.fetch, clock, random: new SeededRandom() });
  const put = (site: object) => api.put<SiteAnswer>('/api/site', site, { attempts: 1 });
  return { desk, clock, draft: new SiteDraft({ clock, put }, desk.site) };
}
const puts = (desk: FakeDesk) => desk.asked.filter((one) => one.method === 'PUT');

describe('what is typed', () => {
  test('is kept by itself a moment after the last letter, once', async () => {
    const { desk, clock, draft } = begin();
    for (const name of ['R', 'Ri', 'River Trust']) {
      draft.change({ operator_name: name });
      await clock.pass(keeps_after / 2);
    }
    expect(draft.state).toBe('changed');
    expect(puts(desk)).toHaveLength(0);
    await clock.pass(keeps_after);
    expect(draft.state).toBe('kept');
    expect(puts(desk)).toHaveLength(1);
    expect(desk.site.site.operator_name).toBe('River Trust');
  });

  test('while a request is under way goes with the next', async () => {
    const { desk, clock, draft } = begin();
    draft.change({ operator_name: 'River' });
    const settled = draft.settle();
    draft.change({ operator_name: 'River Trust' });
    expect(await settled).toBe(true);
    await clock.pass(keeps_after);
    expect(desk.site.site.operator_name).toBe('River Trust');
    expect(draft.state).toBe('kept');
  });

  test('without a network waits, says so, and is sent when there is one', async () => {
    const { desk, clock, draft } = begin();
    desk.network = false;
    draft.change({ operator_name: 'River Trust' });
    await clock.pass(keeps_after);
    expect(draft.state).toBe('waiting_for_network');
    expect(draft.site.operator_name).toBe('River Trust');
    desk.network = true;
    await clock.pass(6000);
    expect(draft.state).toBe('kept');
    expect(desk.site.site.operator_name).toBe('River Trust');
  });

  test('refused stays on the screen with its sentence, until it is changed', async () => {
    const { desk, clock, draft } = begin();
    draft.change({ operator_name: 'x' });
    expect(await draft.settle()).toBe(false);
    expect(draft.state).toBe('refused');
    expect(draft.fault('operator_name')).toBe('too short');
    expect(draft.site.operator_name).toBe('x');
    await clock.pass(60_000);
    const before = puts(desk).length;
    draft.change({ operator_name: 'River Trust' });
    await clock.pass(keeps_after);
    expect(puts(desk)).toHaveLength(before + 1);
    expect(draft.fault('operator_name')).toBeUndefined();
    expect(draft.state).toBe('kept');
  });
});

describe('somebody who comes back', () => {
  const trust = { name: 'Ward', id: '1' } as Organisation;
  const known = (site: Partial<Site>, organisations: Organisation[] = []) => ({
    answer: { ...new FakeDesk().site, site: { ...new FakeDesk().site.site, ...site } },
    organisations,
    backed_up: false,
    passed: new Set<Step>(),
  });

  test('goes on at the first step that is open, what is needed first', () => {
    expect(resume_at(known({}))).toBe('operator');
    expect(resume_at(known({ operator_name: 'River' }))).toBe('employer');
    expect(resume_at(known({ operator_name: 'River' }, [trust]))).toBe('responder');
    expect(resume_at(known({ operator_name: 'River', languages: [] }, [trust]))).toBe('languages');
    expect(resume_at(known({ operator_name: ' ' }, [trust]))).toBe('operator');
  });

  test('does not stand again before what she went past, and ends at the poster', () => {
    const here = known({ operator_name: 'River' }, [trust]);
    const went: Step[] = ['responder', 'mail', 'backup_key', 'instance_key'];
    for (const step of went) {
      expect(resume_at(here)).toBe(step);
      here.passed.add(step);
    }
    expect(resume_at(here)).toBe('poster');
    expect(is_done('mail', here)).toBe(false); // left for later is not done
    expect(left_open(here)).toEqual(['mail', 'backup_key']);
    expect(still_needed(here)).toEqual(['instance_key']);
  });

  test('cannot open the house by going past what it needs', () => {
    const here = known({ languages: [], regions: [] });
    for (const step of steps) here.passed.add(step);
    expect(still_needed(here)).toEqual([
      'operator',
      'employer',
      'languages',
      'regions',
      'instance_key',
    ]);
  });

  test('that somebody answers needs words in each language; that nobody does, none', () => {
    const needs = (site: Partial<Site>) => still_needed(known({ operator_name: 'R', ...site }));
    expect(needs({ responder: 'none' })).not.toContain('responder');
    const responder = 'always' as const;
    const english = say_in([], 'en-GB', 'Ring 1234.');
    expect(needs({ responder, responder_says: english })).toContain('responder');
    const both = say_in(english, 'zh-Hans', '请拨 1234。');
    expect(needs({ responder, responder_says: both })).not.toContain('responder');
    expect(say_in(both, 'en-GB', '  ')).toEqual([{ language: 'zh-Hans', text: '请拨 1234。' }]);
  });
});
