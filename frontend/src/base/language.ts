// The two languages of the app, and the one being spoken. No screen is touched here: asking the
// server works without them.

export const languages = ['en-GB', 'zh-Hans'] as const;
export type Language = (typeof languages)[number];

/** What the app writes into its messages' language header; words.svelte.ts changes it. */
export const spoken: { language: Language } = { language: 'en-GB' };

/** The best of our languages for a browser's list of wishes. */
export function best_language(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    if (/^zh\b/i.test(wish)) return 'zh-Hans';
    if (/^en\b/i.test(wish)) return 'en-GB';
  }
  return 'en-GB';
}
