// What an exercise sees of the place where answers are kept. A diary entry keeps them sealed; a page
// sheet only until the page is closed. An exercise does not know which one it writes on.

export type FieldState =
  'idle' | 'typing' | 'sending' | 'kept' | 'waiting_for_network' | 'failed' | 'both_kept';

/** One of several texts kept for the same field. */
export interface FieldVersion {
  version: string;
  text: string;
  /** Written in this window. */
  mine: boolean;
}

export interface AnswerSheet {
  /** True where the answers are sealed for the person alone; false where nothing is kept. */
  readonly keeps: boolean;
  read(field: string): string;
  write(field: string, text: string): void;
  state(field: string): FieldState;
  /** Sends now what still waits for her to stop typing. */
  settle(field: string): void;
  /** Why a field's state is `failed`, as the server's sentence. */
  trouble?(field: string): { key: string; title: string; detail: string } | undefined;
  /** All texts kept for a field; more than one when two windows wrote at the same time. */
  versions(field: string): FieldVersion[];
  /** Replaces all versions by one text. */
  resolve(field: string, text: string): void;
}
