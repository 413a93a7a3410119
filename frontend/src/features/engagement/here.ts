// The counting of the account that is open in this window.
import { api } from '../../base/api.ts';
import { system_clock } from '../../base/clock.ts';
import { session } from '../accounts/session.svelte.ts';
import { Counting } from './counting.ts';

export const counting = new Counting({
  clock: system_clock,
  confirm: () => session.confirm(),
  ask: () => api.get('/api/engagement/counting', { attempts: 1 }),
  say: (counted) => api.put('/api/engagement/counting', { counted }),
  send: (events) => api.post('/api/engagement/events', events, { attempts: 1, keepalive: true }),
});

session.attend({
  opened: () => counting.changed(),
  closed: () => counting.changed(),
});
