// Answers that live as long as the open page: for exercises tried without an account.

import { SvelteMap } from 'svelte/reactivity';
import type { AnswerSheet, FieldState, FieldVersion } from './answer_sheet.ts';

export class PageSheet implements AnswerSheet {
  readonly keeps = false;
  private readonly texts_ = new SvelteMap<string, string>();

  read(field: string): string {
    return this.texts_.get(field) ?? '';
  }
  /** Everything written so far, for those who decide to keep it. */
  fields(): Record<string, string> {
    return Object.fromEntries(this.texts_);
  }
  write(field: string, text: string): void {
    this.texts_.set(field, text);
  }
  state(): FieldState {
    return 'idle';
  }
  settle(): void {}
  versions(): FieldVersion[] {
    return [];
  }
  resolve(field: string, text: string): void {
    this.write(field, text);
  }
}
