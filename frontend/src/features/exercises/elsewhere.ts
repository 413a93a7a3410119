// That another device of hers kept something, heard while a page that shows it is in front. Without a
// signal, on a shared computer or behind other pages nothing is asked: coming back looks anyway.
import { session } from '../accounts/session.svelte.ts';

/** Calls `heard` until what it returns is called. */
export function hear_elsewhere(heard: () => void): () => void {
  let line: EventSource | undefined;
  function listen() {
    const wanted =
      session.keep === 'own' && navigator.onLine && document.visibilityState === 'visible';
    if (!wanted) {
      line?.close();
      line = undefined;
    } else if (!line || line.readyState === EventSource.CLOSED) {
      line = new EventSource('/api/accounts/changes');
      line.onmessage = heard;
      // It comes again by itself after a break; a refusal is for good, until she comes back.
      line.onerror = () => navigator.onLine || line?.close();
    }
  }
  listen();
  const gone = new AbortController();
  const { signal } = gone;
  document.addEventListener('visibilitychange', listen, { signal });
  for (const turn of ['online', 'offline']) addEventListener(turn, listen, { signal });
  return () => {
    gone.abort();
    line?.close();
  };
}
