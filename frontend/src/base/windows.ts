// The other windows of this app in the same browser. Nothing is stored; who is not open hears nothing.

export interface Windows {
  /** This window's own name; random, and gone with it. */
  readonly mine: string;
  tell(news: News): void;
  hear(call: (news: News) => void): void;
  /** The names of windows that are still open. */
  list_open(): Promise<Set<string>>;
  /** Once that window is gone. */
  gone(name: string): Promise<void>;
}

export type News =
  | { kind: 'entry'; entry: string }
  /** Gone for good, here at once and on the server soon. */
  | { kind: 'deleted'; entry: string }
  | { kind: 'session'; person: string | undefined };

/** Other windows by channel; who is still open is told by a lock that each holds while it lives. */
export function browser_windows(mine: string): Windows {
  const channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('windows');
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const prefix = 'window ';
  void locks?.request(prefix + mine, () => new Promise(() => {})).catch(() => undefined);
  return {
    mine,
    tell: (news) => channel?.postMessage(news),
    hear: (call) => channel?.addEventListener('message', (event) => call(event.data as News)),
    list_open: async () => {
      const held = (await locks?.query())?.held ?? [];
      const names = held.map((lock) => lock.name ?? '').filter((name) => name.startsWith(prefix));
      return new Set([mine, ...names.map((name) => name.slice(prefix.length))]);
    },
    gone: async (name) => void (await locks?.request(prefix + name, () => undefined)),
  };
}
