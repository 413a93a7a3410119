// A person at the API, with the app's own vault: what a browser would send, without a browser.
import { randomBytes } from 'node:crypto';

export const hex = (bytes = 16) => randomBytes(bytes).toString('hex');
export const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

/** Something that looks sealed to the server: format byte and a size class; its content says nothing. */
export function sealed(size = 64 + 45, first = 1) {
    const bytes = randomBytes(size);
    bytes[0] = first;
    return base64url(bytes);
}

export class Person {
    constructor(url, language = 'en-GB') {
        this.url = url;
        this.language = language;
        this.cookies = new Map();
        this.device = { id: hex(), secret: base64url(randomBytes(32)) };
    }

    async ask(method, path, body, headers = {}) {
        const answer = await fetch(this.url + path, {
            method,
            headers: {
                'accept-language': this.language,
                ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': hex() }),
                ...(this.cookies.size ? { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } : {}),
                ...headers,
            },
            body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
        });
        for (const cookie of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
            if (value && !/max-age=0\b/i.test(cookie)) this.cookies.set(name, value);
            else this.cookies.delete(name);
        }
        const text = await answer.text();
        const json = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
        return { status: answer.status, headers: answer.headers, text, json };
    }

    /** The body of a join: everything the vault would make, opaque to the server. */
    join_body(code, name = `quiet-harbour-${1000 + Math.floor(Math.random() * 9000)}`) {
        return {
            code,
            language: this.language,
            name,
            public_key: base64url(randomBytes(65)),
            sealed_private_key: sealed(),
            device: { ...this.device, wrap: sealed(), commitment: base64url(randomBytes(32)) },
        };
    }

    async join(code) {
        for (let tries = 0; tries < 20; ++tries) {
            const answer = await this.ask('POST', '/api/accounts/join', this.join_body(code));
            if (answer.status === 201) return Object.assign(this, { id: answer.json.person, name: answer.json.name });
            if (answer.status !== 409) throw new Error(`join: ${answer.status} ${answer.text}`);
        }
        throw new Error('join: every name was taken');
    }

    write(entry, fields, key = hex()) {
        return this.ask('POST', `/api/exercises/entries/${entry}/fields`, { fields }, { 'idempotency-key': key });
    }
}
