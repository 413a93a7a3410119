// Why the server does not let a device in.
import { Problem } from '../../base/api.ts';

/** The server does not know this way in, or wants its PIN: not a matter of waiting. */
export const is_refusal = (error: unknown) =>
  is_locked(error) || (error instanceof Problem && error.status === 401);
export const is_locked = (error: unknown) =>
  error instanceof Problem && error.key === 'accounts.locked';
