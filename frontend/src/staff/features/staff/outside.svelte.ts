// Signing in elsewhere: a provider of identities that this installation trusts, for staff. The
// browser goes there and comes back to /outside with a code, which is taken out of the address before
// anything can write it down. What it went for waits in this window only.
import { api } from '../../../base/api.ts';
import type { Me } from './staff.ts';

/** What somebody went there for: `fresh` and `again` happen in a window beside the desk. */
export type Errand =
  | { for: 'sign_in' }
  | { for: 'enrol'; code: string; name?: string }
  | { for: 'fresh' }
  | { for: 'again' };

/** With what the browser came back; without a code it was broken off there. */
export interface Back {
  code?: string;
  state?: string;
  issuer?: string;
}

export const outside_path = '/outside';
const kept_as = 'outside';
const straight = { final: true };

/** How a window beside the desk begins, or with what a window comes back; then the address is bare. */
export function take_outside(
  place: Pick<Location, 'pathname' | 'search' | 'hash'>,
  past: Pick<History, 'replaceState' | 'state'>,
): { begins: 'fresh' | 'again' } | { back: Back } | undefined {
  if (place.pathname !== outside_path) return undefined;
  const { search, hash } = place;
  past.replaceState(past.state, '', '/');
  if (hash === '#fresh' || hash === '#again')
    return { begins: hash === '#fresh' ? 'fresh' : 'again' };
  const says = new URLSearchParams(search);
  const [code, state, issuer] = ['code', 'state', 'iss'].map((name) => says.get(name) ?? undefined);
  return { back: { ...(code && { code }), ...(state && { state }), ...(issuer && { issuer }) } };
}

export class Outside {
  #name: string | undefined = $state();

  /** What people call it; nothing where there is none. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Where it cannot be asked, people still come in with a passphrase. */
  async start(): Promise<void> {
    const { name } = await api
      .get<{ name?: string }>('/api/staff/outside', straight)
      .catch(() => ({ name: undefined }));
    this.#name = name;
  }
}

export const outside = new Outside();

const called = (errand: Errand) =>
  errand.for === 'enrol' && errand.name ? { name: errand.name } : {};

/** Where to go. Refuses: Problem 401 (the link, the session), 503; NoNetwork. */
export async function go_outside(errand: Errand, leave: (address: string) => void): Promise<void> {
  const { address } =
    errand.for === 'fresh'
      ? await api.post<{ address: string }>('/api/staff/outside/refresh/begin', {}, straight)
      : await api.post<{ address: string }>(
          '/api/staff/outside/begin',
          errand.for === 'enrol' ? { code: errand.code, ...called(errand) } : {},
          straight,
        );
  keep(errand);
  leave(address);
}

/** Refuses: Problem 401 with what the provider or this house objected to, 409, 503; NoNetwork. */
export const come_back = (errand: Errand, back: Back): Promise<Me> =>
  api.post<Me>(
    errand.for === 'fresh' ? '/api/staff/outside/refresh' : '/api/staff/outside/finish',
    { ...back, ...called(errand) },
    { ...straight, attempts: 1 },
  );

function keep(errand: Errand): void {
  try {
    sessionStorage.setItem(kept_as, JSON.stringify(errand));
  } catch {
    // then she comes back as one who signs in
  }
}

/** What this window went for; asked once. */
export function take_errand(): Errand {
  try {
    const kept = JSON.parse(sessionStorage.getItem(kept_as) ?? 'null') as Errand | null;
    sessionStorage.removeItem(kept_as);
    return kept ?? { for: 'sign_in' };
  } catch {
    return { for: 'sign_in' };
  }
}

// ---- from a window beside the desk to the desk

/** The desk's window hears it at once; where it cannot, it looks when somebody comes back to it. */
export function tell_desk(): void {
  const channel = new BroadcastChannel(kept_as);
  channel.postMessage('shown');
  channel.close();
}

export function when_told(call: () => void): () => void {
  const channel = new BroadcastChannel(kept_as);
  const seen = () => {
    if (document.visibilityState === 'visible') call();
  };
  channel.onmessage = call;
  document.addEventListener('visibilitychange', seen);
  addEventListener('focus', seen);
  return () => {
    channel.close();
    document.removeEventListener('visibilitychange', seen);
    removeEventListener('focus', seen);
  };
}
