// The worker that lets an own device open the app without a network. Only own devices have one.
import { sounds } from '../../worker/answers.ts';

const address = '/worker.js';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

let trusted: string | undefined;
let registered = false;

/** The page's only policy for trusted types, made once: it lets exactly this script through. */
function trusted_address(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const only_this = (url: string) => {
    if (url !== address) throw new TypeError('another script');
    return url;
  };
  trusted ??= types
    ? (types
        .createPolicy('worker', { createScriptURL: only_this })
        .createScriptURL(address) as string)
    : address;
  return trusted;
}

/** Installs the app on this own device. Where the browser has no workers, the app stays online. */
export async function install_worker(): Promise<void> {
  if (registered || !navigator.serviceWorker || import.meta.env.DEV) return;
  registered = true;
  await navigator.serviceWorker.register(trusted_address()).catch(() => (registered = false));
}

/** Takes the app and everything public that was kept off this device. */
export async function remove_worker(): Promise<void> {
  registered = false;
  const workers = (await navigator.serviceWorker?.getRegistrations().catch(() => [])) ?? [];
  await Promise.all(workers.map((one) => one.unregister().catch(() => false)));
  if (!('caches' in globalThis)) return;
  const names = await caches.keys().catch(() => []);
  await Promise.all(names.map((name) => caches.delete(name).catch(() => false)));
}

// ---- sounds, kept whole so that they play in a basement

/** Whether this sound plays without a network. */
export async function is_kept(file: string): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  return (await caches.match(file, { cacheName: sounds }).catch(() => undefined)) !== undefined;
}

/** Keeps a sound on this own device; false when there is no room or no network. */
export async function keep_sound(file: string): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  try {
    if (!(await is_kept(file))) await (await caches.open(sounds)).add(file);
    return true;
  } catch {
    return false;
  }
}
