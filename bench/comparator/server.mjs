// Keeps a saved field durably and gives a step to whoever is signed in: one INSERT a write, synced before the answer,
// one look-up of the session a request. It merges nothing, seals nothing and keeps no idempotency table: the key is
// unique beside the value, which is the least that counts as the same durable work. In a file, or in PostgreSQL where
// a libpq connection string is named.
//   node server.mjs --port 8090 --database FILE|CONNECTION --step FILE --cookies FILE --people 512
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Fastify from 'fastify';

const { values: options } = parseArgs({
    options: Object.fromEntries(['port', 'database', 'step', 'cookies', 'people'].map((name) => [name, { type: 'string' }])),
});

const { open_store } = await import(options.database.includes('dbname=') ? './store_postgres.mjs' : './store_sqlite.mjs');
const store = await open_store(options.database);

const hash = (token) => createHash('sha256').update(token).digest();

const tokens = Array.from({ length: Number(options.people) }, () => randomBytes(32).toString('base64url'));
await store.fill(JSON.parse(readFileSync(options.step, 'utf8')), tokens.map(hash), Date.now() + 86_400_000);
writeFileSync(options.cookies, tokens.map((token) => `session=${token}\n`).join(''));

const app = Fastify({ logger: false, bodyLimit: 512 * 1024 });

async function signed_in(request, reply) {
    const token = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const person = token && (await store.find_session(hash(token), Date.now()));
    if (!person) return reply.code(401).send({ title: 'not signed in' });
    request.person = person;
}
app.decorateRequest('person', null);

const hex = { type: 'string', pattern: '^[0-9a-f]{32}$' };
const field = {
    type: 'object',
    additionalProperties: false,
    required: ['field', 'version', 'replaces', 'sealed'],
    properties: {
        field: { type: 'string', pattern: '^[a-z0-9_-]{1,64}$' },
        version: hex,
        replaces: { type: 'array', maxItems: 64, items: hex },
        sealed: { type: 'string', maxLength: 87_382, pattern: '^[A-Za-z0-9_-]+$' },
    },
};
app.post(
    '/api/exercises/entries/:entry/fields',
    {
        preHandler: signed_in,
        schema: {
            params: { type: 'object', properties: { entry: hex } },
            headers: { type: 'object', required: ['idempotency-key'], properties: { 'idempotency-key': hex } },
            body: {
                type: 'object',
                additionalProperties: false,
                required: ['fields'],
                properties: { fields: { type: 'array', minItems: 1, maxItems: 1, items: field } },
            },
        },
    },
    async (request) => {
        const [{ field: name, version, sealed }] = request.body.fields;
        await store.save(request.person, request.params.entry, name, version, sealed, request.headers['idempotency-key'], Date.now());
        for (const line of listening.get(request.person) ?? []) line.write('data: look\n\n');
        return { fields: [{ field: name, heads: [{ version, sealed }] }] };
    },
);
app.get('/api/content/steps/:hash/:module/:step', { preHandler: signed_in }, async (request, reply) => {
    const found = await store.find_step(request.url);
    if (!found) return reply.code(404).send({ title: 'no such step' });
    reply.type('application/json').header('cache-control', 'no-store');
    return found;
});
// Pages that listen: a set of lines for each person, told after the commit. No limit, no word to keep a line alive.
const listening = new Map();
app.get('/api/accounts/changes', { preHandler: signed_in }, (request, reply) => {
    reply.hijack();
    const line = reply.raw;
    line.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    line.write('retry: 5000\n\n');
    const lines = listening.get(request.person) ?? new Set();
    listening.set(request.person, lines.add(line));
    line.on('close', () => lines.delete(line));
});
app.get('/health', async () => ({ status: 'ok' }));

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => app.close().then(() => store.close()).then(() => process.exit(0)));
await app.listen({ port: Number(options.port), host: '127.0.0.1' });
