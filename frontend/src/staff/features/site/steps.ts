// The steps of setting up, and where somebody goes on who comes back: at the first that is not done.
import type { Organisation } from '../organisations/organisations.ts';
import type { Site, SiteAnswer } from './site.ts';

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
export const first: readonly Step[] = ['operator', 'employer'];

/** Without these the house stays closed; mail, addresses and backups can follow. */
const needed: readonly Step[] = [...first, 'languages', 'regions', 'responder', 'instance_key'];

export interface Known {
  answer: SiteAnswer;
  organisations: readonly Organisation[];
  /** Undefined where the server does not show it. */
  backed_up: boolean | undefined;
  /** Steps that somebody has looked at and gone past on this visit. */
  passed: ReadonlySet<Step>;
}

const says_all = ({ languages, responder_says }: Site) =>
  languages.every((language) => responder_says.some((one) => one.language === language));

export function is_done(step: Step, { answer, organisations, backed_up, passed }: Known): boolean {
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
      if (site.responder !== 'none') return says_all(site);
      return answer.done_at !== undefined || passed.has(step);
    case 'mail':
      return answer.mail.configured;
    case 'addresses':
      return answer.telling.length === 0;
    case 'backup_key':
      return backed_up ?? false;
    case 'instance_key':
      return site.instance_key_copied;
    case 'poster':
      return answer.done_at !== undefined;
  }
}

/** Where to go on: what is needed first, then the first that is open. */
export function resume_at(known: Known): Step {
  const open = (step: Step) => !is_done(step, known) && !known.passed.has(step);
  return first.find(open) ?? steps.find(open) ?? 'poster';
}

/** What keeps the house closed. That nobody answers is an answer too. */
export const still_needed = (known: Known): Step[] =>
  needed.filter(
    (step) =>
      !is_done(step, known) && !(step === 'responder' && known.answer.site.responder === 'none'),
  );

/** What was left for later, and does not keep it closed. */
export const left_open = (known: Known): Step[] =>
  steps.filter((step) => step !== 'poster' && !needed.includes(step) && !is_done(step, known));

export const after = (step: Step): Step => steps[steps.indexOf(step) + 1] ?? step;
export const before = (step: Step): Step | undefined => steps[steps.indexOf(step) - 1];
