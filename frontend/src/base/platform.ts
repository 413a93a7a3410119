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
