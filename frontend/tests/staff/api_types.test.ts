// What the staff's app believes of the server is what the server says of itself: `npm run types` writes the
// description anew, and the compiler compares the two.
import { readFileSync } from 'node:fs';
import openapi, { COMMENT_HEADER, astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';
import type { Page } from '../../src/staff/features/audit/audit.ts';
import type { Version } from '../../src/staff/features/content/content.ts';
import type { Figures } from '../../src/staff/features/engagement/figures.ts';
import type { Health } from '../../src/staff/features/health/health.ts';
import type { Code, Organisations } from '../../src/staff/features/organisations/organisations.ts';
import type { Example } from '../../src/staff/features/research/research.ts';
import type { SiteAnswer } from '../../src/staff/features/site/site.ts';
import type { Enrolment } from '../../src/staff/features/staff/enrolment.ts';
import type { Colleague, Me, Outcome, People } from '../../src/staff/features/staff/staff.ts';
import type { paths } from '../../src/staff/base/staff_api_types.d.ts';

type Body<T> = T extends { content: { 'application/json': infer B } } ? B : never;
type Good<T> = T extends { 200: infer B } ? B : T extends { 201: infer B } ? B : never;
type Said<P extends keyof paths, V extends 'get' | 'post'> =
  paths[P] extends Record<V, { responses: infer R }> ? Body<Good<R>> : never;

/** The server's answer can stand wherever the app expects its own. */
type Fits<Server, App> = Server extends App ? true : { server: Server; app: App };
const fits = <Server, App>(found: Fits<Server, App>) => expect(found).toBe(true);

test('the types are those of the staff’s API description; if not: npm run types', async () => {
  const description = new URL('../../../docs/api/staff.json', import.meta.url);
  const kept = new URL('../../src/staff/base/staff_api_types.d.ts', import.meta.url);
  const fresh = `${COMMENT_HEADER}${astToString(await openapi(description))}`;
  expect(readFileSync(kept, 'utf8') === fresh).toBe(true);
});

test('every answer of the server is one the app understands', () => {
  fits<Said<'/api/staff/enrolment/open', 'post'>, Enrolment>(true);
  fits<Said<'/api/staff/me', 'get'>, Me>(true);
  fits<Said<'/api/engagement/figures', 'post'>, Figures>(true);
  fits<Said<'/api/research/example', 'get'>, Example>(true);
  type SaidPeople = Said<'/api/staff/people', 'get'>;
  fits<Omit<SaidPeople, 'people'>, Omit<People, 'people'>>(true);
  fits<SaidPeople['people'][number], Omit<Colleague, 'state'>>(true); // a word of the server's own
  fits<Said<'/api/staff/invitations', 'post'>, Outcome>(true);
  fits<Said<'/api/organisations', 'get'>, Organisations>(true);
  fits<Said<'/api/organisations/{org}/codes', 'get'>, { codes: Code[] }>(true);
  fits<Said<'/api/content/versions', 'get'>, { versions: Version[] }>(true);
  fits<Said<'/api/site', 'get'>, SiteAnswer>(true);
  fits<Said<'/api/health/findings', 'get'>, Omit<Health, 'findings'>>(true);
  fits<Said<'/api/audit', 'get'>, Page>(true);
});
