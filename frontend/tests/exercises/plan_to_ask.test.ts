import { describe, expect, it } from 'vitest';
import type { EntryView } from '../../src/features/exercises/entry_view.ts';
import { find_plan } from '../../src/features/exercises/plan_to_ask.ts';

const today = '2026-03-10T08:00:00+00:00';

function view(day: string, fields: Record<string, string>, kind = 'if_then'): EntryView {
  const about = { kind, made_at: `2026-03-${day}T21:00:00+00:00`, language: 'en-GB' };
  return { id: `e${day}`, about, fields, more: {}, unreadable: false };
}
const plan = { moment: 'the round ends', action: 'breathe out' };

describe('the plan that is asked about', () => {
  it('is the newest, from yesterday or before', () => {
    expect(find_plan([view('09', plan)], today)).toMatchObject({ id: 'e09', ...plan });
    expect(find_plan([], today)).toBeUndefined();
  });

  it('is not asked about on the day it was made, nor when it is long ago', () => {
    expect(find_plan([view('10', plan)], today)).toBeUndefined();
    expect(find_plan([view('09', plan)], '2026-04-20T08:00:00+00:00')).toBeUndefined();
  });

  it.each(['asked', 'yes', 'not_yet', 'change'])('is never asked about again after %s', (fit) => {
    expect(find_plan([view('09', { ...plan, fit })], today)).toBeUndefined();
  });

  it('does not fall back to an older plan when the newest was asked about', () => {
    const views = [view('09', { ...plan, fit: 'yes' }), view('08', plan)];
    expect(find_plan(views, today)).toBeUndefined();
  });

  it('needs both halves of a plan, or the next step of a worry time', () => {
    expect(find_plan([view('09', { moment: 'the round ends' })], today)).toBeUndefined();
    expect(find_plan([view('09', { action: 'breathe' })], today)).toBeUndefined();
    expect(find_plan([view('09', { next: 'ring the desk' }, 'worry_time')], today)).toMatchObject({
      action: 'ring the desk',
    });
    expect(find_plan([view('09', { next: 'x' }, 'stress_diary')], today)).toBeUndefined();
  });
});
