// What the server asks for and answers, as the types it describes itself with. `npm run types` writes
// api_types.d.ts anew from docs/api/openapi.json; a test says when it is due.
import type { paths } from './api_types.d.ts';

type Verb = 'get' | 'post' | 'put' | 'delete';
type Content<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type Good<T> = T extends { 200: infer Body } ? Body : T extends { 201: infer Body } ? Body : never;

/** The body of a good answer: `Answer<'/api/accounts/me', 'get'>`. */
export type Answer<Path extends keyof paths, V extends Verb> =
  paths[Path] extends Record<V, { responses: infer Responses }> ? Content<Good<Responses>> : never;

/** The body of a request. */
export type Ask<Path extends keyof paths, V extends Verb> =
  paths[Path] extends Record<V, { requestBody: infer Body }> ? Content<Body> : never;
