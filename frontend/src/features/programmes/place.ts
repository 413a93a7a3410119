// Where somebody stands in a part: which steps are done, where she stopped, which "why" fits.
import type { ModuleOutline } from '../content/content.ts';
import type { Mine, StepProgress } from './programmes.ts';

export function progress_of(mine: Mine, module: string, step: string): StepProgress | undefined {
  return mine.modules.find((one) => one.id === module)?.steps.find((one) => one.id === step);
}

export function done_in(mine: Mine, part: ModuleOutline): number {
  return part.steps.filter((step) => progress_of(mine, part.id, step.id)?.done).length;
}

export type WhySlot = keyof ModuleOutline['why'];

/** Before anything, half-way, at the end. "If you have been away" is hers to open: we count no days. */
export function why_slot(mine: Mine, part: ModuleOutline): WhySlot {
  const done = done_in(mine, part);
  if (done === part.steps.length) return 'end';
  return done > 0 ? 'middle' : 'start';
}
