// What this browser can do at this address.

/** Without these nothing can be sealed: an insecure address, or a very old browser. */
export function can_seal(): boolean {
  return globalThis.isSecureContext !== false && globalThis.crypto?.subtle !== undefined;
}

/** Safari clears what a page stored after seven days without a visit, unless it is installed. */
export function may_forget_storage(): boolean {
  const agent = navigator.userAgent;
  const safari = /AppleWebKit/.test(agent) && !/Chrome|Chromium|Android/.test(agent);
  return safari && !matchMedia('(display-mode: standalone)').matches;
}

/** Apps that open links inside themselves: their browser forgets, and some have no workers. */
const in_app = [
  ['wecom', /wxwork\//i],
  ['wechat', /MicroMessenger\//],
  [
    'other',
    /DingTalk\/|\bQQ\/\d|AlipayClient\/|Weibo|Feishu|Lark\/|FBA[NV]\/|Instagram|\bLine\/|; wv\)/,
  ],
] as const;

export type InApp = (typeof in_app)[number][0];

/** The app whose built-in browser this is, if it is one. */
export function in_app_browser(agent: string = navigator.userAgent): InApp | undefined {
  return in_app.find(([, mark]) => mark.test(agent))?.[0];
}
