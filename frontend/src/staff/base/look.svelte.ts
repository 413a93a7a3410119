// Language and look of this desk: the only two things the staff's app keeps in the browser.
import { best_language, languages } from '../../base/language.ts';
import type { Language } from '../../base/language.ts';
import { set_theme } from '../../base/theme.ts';
import type { Theme } from '../../base/theme.ts';
import { speak } from '../../base/words.svelte.ts';

const place = 'look';
const themes: readonly Theme[] = ['system', 'light', 'night', 'discreet'];

export class Look {
  readonly #kept: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  #language: Language | undefined;
  #theme = $state<Theme>('system');

  /** Some browsers refuse even to be asked: then nothing is kept. */
  constructor(kept: () => Pick<Storage, 'getItem' | 'setItem'>) {
    try {
      this.#kept = kept();
    } catch {
      this.#kept = undefined;
    }
  }

  get theme(): Theme {
    return this.#theme;
  }

  async start(): Promise<void> {
    const { language, theme } = this.#read();
    this.#theme = themes.find((one) => one === theme) ?? 'system';
    this.#language = languages.find((one) => one === language);
    set_theme(this.#theme);
    await speak(this.#language ?? best_language(navigator.languages));
  }

  async choose_language(language: Language): Promise<void> {
    await speak(language);
    this.#language = language;
    this.#keep();
  }

  choose_theme(theme: Theme): void {
    this.#theme = theme;
    set_theme(theme);
    this.#keep();
  }

  #read(): { language?: unknown; theme?: unknown } {
    try {
      return (JSON.parse(this.#kept?.getItem(place) ?? '{}') ?? {}) as Record<string, unknown>;
    } catch {
      return {}; // somebody else's text, or a browser that refuses
    }
  }

  #keep(): void {
    try {
      this.#kept?.setItem(place, JSON.stringify({ language: this.#language, theme: this.#theme }));
    } catch {
      // it is chosen for this visit all the same
    }
  }
}

export const look = new Look(() => localStorage);
