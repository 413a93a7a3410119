// Which plan to ask about once: the newest that was made before today and of which nobody has asked.
// That it was asked is a sealed field of the entry itself, so it holds on every device of hers.

import { days_ago } from './diary_line.ts';
import type { EntryView } from './entry_view.ts';

/** The field that says the question was shown, and what she answered. */
export const fit_field = 'fit';
export type Fit = 'asked' | 'yes' | 'not_yet' | 'change';

const days_max = 14;

export interface PlanToAsk {
  id: string;
  module?: string | undefined;
  step?: string | undefined;
  /** Both halves of a plan, or the one next step. */
  moment?: string;
  action: string;
}

export function find_plan(entries: readonly EntryView[], now_local: string): PlanToAsk | undefined {
  for (const { id, about, fields, unreadable } of entries) {
    if (!about || unreadable) continue;
    const action = (about.kind === 'worry_time' ? fields['next'] : fields['action'])?.trim();
    const moment = fields['moment']?.trim();
    const is_plan = about.kind === 'worry_time' || (about.kind === 'if_then' && moment);
    if (!is_plan || !action) continue;
    const age = days_ago(about.made_at, now_local);
    // Only the newest plan counts, and one from long ago is let be.
    if (age < 1 || age > days_max || fields[fit_field] !== undefined) return undefined;
    const place = { id, module: about.module, step: about.step, action };
    return moment ? { ...place, moment } : place;
  }
  return undefined;
}
