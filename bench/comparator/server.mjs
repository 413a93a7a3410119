// Keeps a saved field durably and gives a step to whoever is signed in: one INSERT a write, synced before the answer,
// one look-up of the session a request. It merges nothing, seals nothing and keeps no idempotency table: the key is
// unique beside the value, which is the least that counts as the same durable work.
//   node server.mjs --port 8090 --database FILE --step FILE --cookies FILE --people 512
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import Fastify from 'fastify';

const { values: options } = parseArgs({
    options: Object.fromEntries(['port', 'database', 'step', 'cookies', 'people'].map((name) => [name, { type: 'string' }])),
});

const database = new Database(options.database);
for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'busy_timeout = 5000']) database.pragma(pragma);
database.exec(`
    create table if not exists person (person_id integer primary key);
    create table if not exists session (token_hash blob primary key, person_id integer not null references person, ends_at integer not null) without rowid;
    create table if not exists step (path text primary key, body text not null);
    create table if not exists saved (person_id integer not null references person, entry text not null, field text not null,
        version text not null, sealed text not null, key text not null, received_at integer not null, unique (person_id, key));
    create index if not exists saved_of on saved (person_id, entry, field);`);
const find_session = database.prepare('select person_id from session where token_hash = ? and ends_at > ?').pluck();
const find_step = database.prepare('select body from step where path = ?').pluck();
const save = database.prepare(`insert into saved (person_id, entry, field, version, sealed, key, received_at)
    values (?, ?, ?, ?, ?, ?, ?) on conflict (person_id, key) do nothing`);

const hash = (token) => createHash('sha256').update(token).digest();

function make_people(count) {
    const add_person = database.prepare('insert into person default values');
    const add_session = database.prepare('insert into session values (?, ?, ?)');
    const cookies = [];
    database.transaction(() => {
        for (let i = 0; i < count; ++i) {
            const token = randomBytes(32).toString('base64url');
            add_session.run(hash(token), add_person.run().lastInsertRowid, Date.now() + 86_400_000);
            cookies.push(`session=${token}`);
        }
    })();
    writeFileSync(options.cookies, `${cookies.join('\n')}\n`);
}
const { path, body } = JSON.parse(readFileSync(options.step, 'utf8'));
database.prepare('insert or replace into step values (?, ?)').run(path, body);
make_people(Number(options.people));

const app = Fastify({ logger: false, bodyLimit: 512 * 1024 });

async function signed_in(request, reply) {
    const token = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const person = token && find_session.get(hash(token), Date.now());
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
        save.run(request.person, request.params.entry, name, version, sealed, request.headers['idempotency-key'], Date.now());
        return { fields: [{ field: name, heads: [{ version, sealed }] }] };
    },
);
app.get('/api/content/steps/:hash/:module/:step', { preHandler: signed_in }, async (request, reply) => {
    const found = find_step.get(request.url);
    if (!found) return reply.code(404).send({ title: 'no such step' });
    reply.type('application/json').header('cache-control', 'no-store');
    return found;
});
app.get('/health', async () => ({ status: 'ok' }));

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => app.close().then(() => (database.close(), process.exit(0))));
await app.listen({ port: Number(options.port), host: '127.0.0.1' });
