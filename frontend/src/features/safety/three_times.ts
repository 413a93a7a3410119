// Leaving without a pointer: one key pressed three times in a row, quickly, with nothing between
// and never while typing. Shift alone types nothing; in Chinese it switches the input method, so
// there it is Escape.

const between_ms = 900;

export class ThreeTimes {
  #key: () => string;
  #count = 0;
  #last = 0;

  constructor(key: () => string) {
    this.#key = key;
  }

  /** True at the third press. */
  pressed(event: Pick<KeyboardEvent, 'key' | 'repeat' | 'timeStamp' | 'isComposing' | 'target'>) {
    if (event.repeat) return false;
    const counts = event.key === this.#key() && !event.isComposing && !types_into(event.target);
    if (!counts) {
      this.forget();
      return false;
    }
    const soon = event.timeStamp - this.#last <= between_ms;
    this.#count = soon ? this.#count + 1 : 1;
    this.#last = event.timeStamp;
    if (this.#count < 3) return false;
    this.forget();
    return true;
  }

  /** A click or another key lies between. */
  forget(): void {
    this.#count = 0;
  }
}

const typed_into =
  'textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])';

function types_into(target: EventTarget | null): boolean {
  // A window or document has no `matches`.
  const element = target as Partial<HTMLElement> | null;
  return element?.isContentEditable === true || element?.matches?.(typed_into) === true;
}
