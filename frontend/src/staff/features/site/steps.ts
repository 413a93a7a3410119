// The steps of setting up, and where somebody goes on who comes back: at the first that is not done.
import type { Organisation } from '../organisations/organisations.ts';
import type { SiteAnswer } from './site.ts';

export const steps = [
  'operator',
  'employer',
  'languages',
  'regions',
  'responder',
  'mail',
  'addresses',
  'backup_key',
  'instance_key',
  'poster',
] as const;
export type Step = (typeof steps)[number];

/** Without these nobody can join: they cannot be left for later. */
export const needed: readonly Step[] = ['operator', 'employer'];

export interface Known {
  answer: SiteAnswer;
  organisations: readonly Organisation[];
  /** Steps that somebody has looked at and gone past on this visit. */
  passed: ReadonlySet<Step>;
}

export function is_done(step: Step, { answer, organisations, passed }: Known): boolean {
  const { site } = answer;
  switch (step) {
    case 'operator':
      return site.operator_name.trim() !== '';
    case 'employer':
      return organisations.length > 0;
    case 'languages':
      return site.languages.length > 0;
    case 'regions':
      return site.regions.length > 0;
    case 'responder':
      return (
        answer.done ||
        passed.has(step) ||
        site.responder !== 'none' ||
        Object.keys(site.responder_says).length > 0
      );
    case 'mail':
      return Boolean(site.mail.server);
    case 'addresses':
      return answer.done || passed.has(step);
    case 'backup_key':
      return Boolean(site.backup_key_fingerprint);
    case 'instance_key':
      return site.instance_key_copied;
    case 'poster':
      return answer.done;
  }
}

/** Where to go on: what is needed first, then the first that is open. */
export function resume_at(known: Known): Step {
  const open = (step: Step) => !is_done(step, known) && !known.passed.has(step);
  return needed.find(open) ?? steps.find(open) ?? 'poster';
}

/** What keeps the site from being opened. */
export const still_needed = (known: Known): Step[] =>
  needed.filter((step) => !is_done(step, known));

export const after = (step: Step): Step => steps[steps.indexOf(step) + 1] ?? step;
export const before = (step: Step): Step | undefined => steps[steps.indexOf(step) - 1];
