import { readFileSync } from 'node:fs';
import openapi, { COMMENT_HEADER, astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

test('the types are those of the API description; if not: npm run types', async () => {
  const fresh = astToString(await openapi(new URL('../../docs/api/openapi.json', import.meta.url)));
  const kept = readFileSync(new URL('../src/base/api_types.d.ts', import.meta.url), 'utf8');
  expect(kept === `${COMMENT_HEADER}${fresh}`).toBe(true);
});
