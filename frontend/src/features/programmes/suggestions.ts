// The one suggested next thing, and what "Something else" shows after it: whatever fits the time.
// The server suggests; the rest is chosen here from what the page already has.
import type { Library, Outline } from '../content/content.ts';
import type { Mine, Minutes, Next } from './programmes.ts';

export interface Suggestion {
  kind: 'step' | 'pause';
  id: string;
  module?: string;
  short: boolean;
  title: string;
  /** What it is about, in a sentence. */
  about: string;
  /** The part of the course it belongs to. */
  part?: string;
  minutes: number;
  /** read, listen, do; or the posture and sound of a pause. */
  step_kind?: 'read' | 'listen' | 'do';
  posture?: 'any' | 'sitting' | 'standing' | 'lying' | 'walking';
  hands_free?: boolean;
  sound?: boolean;
  begun: boolean;
  why: { key: string; params: Record<string, string | number> };
}

export interface Known {
  outline: Outline;
  library: Library;
  mine: Mine;
}

function of_pause(known: Known, id: string, why: Suggestion['why']): Suggestion | undefined {
  const pause = known.library.pauses.find((one) => one.id === id);
  return (
    pause && {
      kind: 'pause',
      id,
      short: false,
      title: pause.title,
      about: pause.summary,
      minutes: pause.minutes,
      posture: pause.posture,
      hands_free: pause.hands_free,
      sound: pause.sound,
      begun: false,
      why,
    }
  );
}

function of_step(
  known: Known,
  module: string,
  id: string,
  short: boolean,
  why: Suggestion['why'],
): Suggestion | undefined {
  const part = known.outline.modules.find((one) => one.id === module);
  const step = part?.steps.find((one) => one.id === id);
  if (!part || !step) return undefined;
  const progress = known.mine.modules
    .find((one) => one.id === module)
    ?.steps.find((one) => one.id === id);
  return {
    kind: 'step',
    id,
    module,
    short,
    title: step.title,
    about: part.goal,
    part: part.title,
    minutes: short ? (step.short_minutes ?? step.minutes) : step.minutes,
    step_kind: step.kind,
    begun: progress?.at !== undefined && !progress.done,
    why,
  };
}

/** The server's rule: what is for sleep, or for the hour after something hard, comes to nobody unasked. */
const offered_unasked = ['calm', 'focus', 'tension', 'energy'];

/** First what the server suggests, then everything else that fits; undone steps before pauses. */
export function suggestions(known: Known, next: Next, minutes: Minutes): Suggestion[] {
  const fits = { key: 'fits', params: {} };
  const done = (module: string, step: string) =>
    known.mine.modules.find((m) => m.id === module)?.steps.find((s) => s.id === step)?.done ??
    false;

  const first =
    next.kind === 'step'
      ? of_step(known, next.module ?? '', next.step ?? '', next.short ?? false, next.why)
      : next.kind === 'pause'
        ? of_pause(known, next.pause ?? '', next.why)
        : undefined;

  const steps = known.outline.modules.flatMap((part) =>
    part.steps
      .filter((step) => !done(part.id, step.id))
      .map((step) => {
        if (step.minutes <= minutes) return of_step(known, part.id, step.id, false, fits);
        if (step.has_short && (step.short_minutes ?? Infinity) <= minutes) {
          return of_step(known, part.id, step.id, true, fits);
        }
        return undefined;
      }),
  );
  const pauses = known.library.pauses
    .filter((pause) => pause.minutes <= minutes)
    .filter(({ need: [main] }) => main === undefined || offered_unasked.includes(main))
    .map((pause) =>
      of_pause(known, pause.id, { key: 'pause', params: { minutes: pause.minutes } }),
    );

  const seen = new Set<string>();
  return [first, ...steps, ...pauses].filter((one): one is Suggestion => {
    if (!one || seen.has(`${one.kind} ${one.id}`)) return false;
    seen.add(`${one.kind} ${one.id}`);
    return true;
  });
}
