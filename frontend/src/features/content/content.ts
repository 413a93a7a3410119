// Programmes and the library as the server delivers them: trees of nodes, never HTML.
import { spoken } from '../../base/language.ts';
import type { Language } from '../../base/language.ts';
import { kept_answers } from '../accounts/kept_answers.ts';
import { session } from '../accounts/session.svelte.ts';
import type { Exercise } from '../exercises/exercise.ts';
import {
  find_kept,
  get_fixed,
  get_newest,
  is_here,
  is_sparing,
  sound_kept,
} from './kept_content.ts';

export type Status = 'not_yet_clinically_reviewed' | (string & {});

/** A clinician of this site agreed to it, in the version that is delivered with it. */
export interface Reviewed {
  role: string;
  at: number;
}

export type Inline =
  | string
  | { t: 'strong' | 'em'; c: Inline[] }
  | { t: 'a'; href: string; c: Inline[] }
  | { t: 'br' };

export type Node =
  { t: 'p' | 'h' | 'quote'; c: Inline[] } | { t: 'ul' | 'ol'; items: Node[][] } | Exercise;

/** One idea: what stands on the screen at once. */
export interface Page {
  nodes: Node[];
}

export interface Step {
  hash: string;
  module: string;
  id: string;
  language: Language;
  title: string;
  kind: 'read' | 'listen' | 'do';
  minutes: number;
  status: Status;
  screens: Page[];
  short: { minutes: number; screens: Page[] } | null;
  evidence: string;
}

export interface StepOutline {
  id: string;
  title: string;
  kind: 'read' | 'listen' | 'do';
  minutes: number;
  short_minutes: number | null;
  has_short: boolean;
  exercises: Exercise['type'][];
  reviewed?: Reviewed;
}

export interface ModuleOutline {
  id: string;
  code: string;
  title: string;
  goal: string;
  minutes: number;
  optional: boolean;
  status: Status;
  evidence: string;
  introduction: Node[];
  why: { sign_up: string; start: string; middle: string; lapse: string; end: string };
  steps: StepOutline[];
  reviewed?: Reviewed;
}

export interface Outline {
  pack: string;
  hash: string;
  title: string;
  /** What the programme is called under each label set. */
  labels: Record<string, string>;
  /** Modules in the order in which they are suggested. */
  recommended: string[];
  modules: ModuleOutline[];
}

export type Profession = 'nurse' | 'doctor' | 'administrator' | 'porter';

export interface Pause {
  id: string;
  title: string;
  summary: string;
  minutes: number;
  posture: 'any' | 'sitting' | 'standing' | 'lying' | 'walking';
  hands_free: boolean;
  sound: boolean;
  when: string;
  risks: string;
  need: string[];
  /** Whom it suits most; empty, or not there in an earlier version: everybody. */
  for?: Profession[];
  sibling: string | null;
  status: Status;
  evidence: string;
  card: string[];
  screens: Page[];
  reviewed?: Reviewed;
}

export interface Article {
  id: string;
  title: string;
  minutes: number;
  summary: string;
  status: Status;
  evidence: string;
  screens: Page[];
  reviewed?: Reviewed;
}

export interface Library {
  hash: string;
  pauses: Pause[];
  articles: Article[];
  /** Pocket cards and word lists; a version from before there were any has neither. */
  cards?: Pause[];
  glossary?: Article[];
}

// Packs are immutable, so what was fetched once stays true while the page is open.
const fetched = new Map<string, Promise<unknown>>();

function once<T>(path: string, get: (path: string) => Promise<T>): Promise<T> {
  let found = fetched.get(path);
  if (!found) {
    found = get(path);
    fetched.set(path, found);
    found.catch(() => fetched.delete(path));
  }
  return found as Promise<T>;
}

/** The programme a person is enrolled in. Asked anew each time: a newer pack may have arrived. */
export function get_outline(language: Language = spoken.language): Promise<Outline> {
  return kept_answers.get(`/api/content/outline?language=${language}`);
}

const step_path = (hash: string, module: string, step: string, language: Language) =>
  `/api/content/steps/${hash}/${module}/${step}?language=${language}`;

/** A step in the version it was begun with. Refuses: 404. */
export function get_step(
  hash: string,
  module: string,
  step: string,
  language: Language = spoken.language,
): Promise<Step> {
  return once(step_path(hash, module, step, language), get_fixed<Step>);
}

/** Pauses and articles, for everybody. */
export function get_library(language: Language = spoken.language): Promise<Library> {
  return once(`/api/content/library?language=${language}`, get_newest<Library>);
}

/** One pause or article alone: for who came for that one, from a code on a wall. */
export function get_alone(item: string, language: Language = spoken.language): Promise<Library> {
  return once(`/api/content/library?language=${language}&item=${item}`, get_newest<Library>);
}

/** Which pauses there are, without their screens: what Today needs, a tenth of the whole. */
export function get_pauses(language: Language = spoken.language): Promise<Library> {
  return once(`/api/content/library?language=${language}&part=pauses`, get_newest<Library>);
}

/** The whole library on an own device, once in each version, so that any pause opens in a basement. */
export async function keep_library(hash: string, language: Language = spoken.language) {
  if (session.keep !== 'own' || is_sparing()) return;
  const kept = await find_kept<Library>(`/api/content/library?language=${language}`);
  if (kept?.hash !== hash) await get_library(language);
}

/** Somebody works on this module: the rest of it should open in a basement too. */
export async function keep_module(
  hash: string,
  module: string,
  language: Language = spoken.language,
): Promise<void> {
  if (session.keep !== 'own' || is_sparing()) return;
  const outline = await get_outline(language);
  for (const step of outline.modules.find((one) => one.id === module)?.steps ?? [])
    await get_step(hash, module, step.id, language);
  await get_library(language);
}

/** Something with sounds that can be kept whole on an own device. */
export interface Keepable {
  /** Whether all of it opens and plays without a signal; undefined where it has no sounds. */
  kept(): Promise<boolean | undefined>;
  /** Keeps all of it; false when the network or the room did not suffice. */
  keep(): Promise<boolean>;
}

export function keepable_library(language: Language = spoken.language): Keepable {
  const sounds = async () => {
    const { pauses, articles } = await get_library(language);
    return sounds_of([...pauses, ...articles].flatMap((item) => item.screens));
  };
  return { kept: async () => all_kept(await sounds()), keep: async () => keep_all(await sounds()) };
}

export function keepable_module(
  { hash, modules }: Outline,
  module: string,
  language: Language = spoken.language,
): Keepable {
  const steps = modules.find((one) => one.id === module)?.steps ?? [];
  const sounds = async () => {
    const whole = await Promise.all(steps.map(({ id }) => get_step(hash, module, id, language)));
    return sounds_of(whole.flatMap((step) => [...step.screens, ...(step.short?.screens ?? [])]));
  };
  const here = async () => {
    const paths = steps.map(({ id }) => step_path(hash, module, id, language));
    return (await Promise.all(paths.map(is_here))).every(Boolean);
  };
  return {
    // Looking must not fetch what she has not asked for.
    kept: async () => ((await here()) ? all_kept(await sounds()) : false),
    keep: async () => keep_all(await sounds()),
  };
}

async function all_kept(files: string[]): Promise<boolean | undefined> {
  if (files.length === 0) return undefined;
  return (await Promise.all(files.map((file) => sound_kept(file)))).every(Boolean);
}

async function keep_all(files: string[]): Promise<boolean> {
  let whole = true;
  for (const file of files) whole = (await sound_kept(file, true)) && whole;
  return whole;
}

/** Asked for by few screens, and so fetched with them. */
async function sounds_of(pages: Page[]): Promise<string[]> {
  return (await import('../recordings/voices.ts')).sounds_of(pages);
}

/** Where a sound is: the server names it by what it holds, an author by its file. */
export function media(file: string): string {
  return file.startsWith('/media/') ? file : `/media/${encodeURIComponent(file)}`;
}
