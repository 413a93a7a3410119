// Somebody of the staff at the API of the staff's host: what a browser would send, without a browser.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { command } from './server.mjs';
import { six_digits } from './six_digits.mjs';

const hex = () => randomBytes(16).toString('hex');

export class Seat {
    #cookies = new Map();

    constructor(port) {
        this.port = port;
    }

    /** Invited at the console, and enrolled with the link of it. */
    static async take(data, port, role) {
        const made = command(['staff', 'invite', '--role', role, '--name', 'Ama Boateng', '--data', data]);
        const [, code] = /#enrol=(\S+)/.exec(made.out) ?? [];
        if (!code) throw new Error(`no link: ${made.out}${made.err}`);
        const seat = new Seat(port);
        const { secret } = await seat.post('/api/staff/enrolment/open', { code });
        const totp = six_digits(secret, Math.floor(Date.now() / 30_000));
        await seat.post('/api/staff/enrolment', { code, sign_in_name: role, passphrase: `quiet harbour lantern ${hex()}`, totp });
        return seat;
    }

    get(path) {
        return this.#ask('GET', path);
    }

    post(path, body) {
        return this.#ask('POST', path, JSON.stringify(body));
    }

    /** The host is said, not looked up: not every machine knows names below localhost. */
    #ask(method, path, body = '') {
        const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const headers = { host: `staff.localhost:${this.port}`, ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json', 'idempotency-key': hex() }) };
        return new Promise((resolve, reject) => {
            const asked = request({ host: '127.0.0.1', port: this.port, method, path, headers }, async (answer) => {
                for (const line of answer.headers['set-cookie'] ?? []) {
                    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
                    this.#cookies.set(name, value);
                }
                const text = (await answer.toArray()).join('');
                if (answer.statusCode < 300) resolve(JSON.parse(text));
                else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
            });
            asked.on('error', reject).end(body);
        });
    }
}
