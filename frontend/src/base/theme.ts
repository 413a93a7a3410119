// How the app looks, as attributes of the page that the style sheet reads. Remembered by accounts,
// never by the browser on its own.

export type Theme = 'system' | 'light' | 'night' | 'discreet';
export type TextSize = 'normal' | 'large' | 'largest';

let chosen: Theme = 'system';
let watching = false;

function apply(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = chosen === 'system' ? (dark ? 'night' : 'light') : chosen;
  document.documentElement.dataset['theme'] = theme;
}

/** Sets <html data-theme="light|night|discreet">; "system" follows the device, also later. */
export function set_theme(theme: Theme): void {
  chosen = theme;
  apply();
  if (watching) return;
  watching = true;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

/** Sets <html data-text="normal|large|largest">. */
export function set_text_size(size: TextSize): void {
  document.documentElement.dataset['text'] = size;
}
