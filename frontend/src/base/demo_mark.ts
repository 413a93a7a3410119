/** Only a page that a demo handed out carries the mark; everywhere else nothing of it is loaded. */
export const is_demo = (): boolean => document.documentElement.hasAttribute('data-demo');
