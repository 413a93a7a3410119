// One line to a server, byte by byte as a test wants them: whole questions, dripped ones, answers nobody takes.
import { connect } from 'node:net';

/** The bytes of a question of a signed-in person (support/person.mjs). */
export function question(person, method, path, body, headers = {}) {
    const bytes = body === undefined ? '' : JSON.stringify(body);
    const cookie = [...person.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const all = { host: 'localhost', 'accept-language': 'en-GB', ...(cookie ? { cookie } : {}), ...headers };
    if (body !== undefined) Object.assign(all, { 'content-type': 'application/json', 'content-length': bytes.length });
    return `${method} ${path} HTTP/1.1\r\n${Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${bytes}`;
}

export class Line {
    constructor(port) {
        this.received = Buffer.alloc(0);
        this.over = undefined; // how it ended: 'closed', or an error's code
        this.socket = connect(port, '127.0.0.1');
        this.socket.setNoDelay(true);
        this.opened = new Promise((resolve) => this.socket.once('connect', () => resolve(true)).once('close', () => resolve(false)));
        this.socket.on('data', (bytes) => {
            this.received = Buffer.concat([this.received, bytes]);
            this.#look();
        });
        this.socket.on('error', (error) => (this.over ??= error.code));
        this.socket.on('end', () => this.socket.end());
        this.socket.on('close', () => {
            this.over ??= 'closed';
            this.#look();
        });
    }

    say(bytes) {
        if (!this.over) this.socket.write(bytes);
    }

    /** The next whole answer {status, closes, body}, or undefined when the line ended first. */
    hear() {
        return new Promise((resolve) => {
            this.waiting = resolve;
            this.#look();
        });
    }

    async ask(bytes) {
        this.say(bytes);
        return this.hear();
    }

    close() {
        this.socket.destroy();
    }

    #look() {
        if (!this.waiting) return;
        const answer = this.#answer();
        if (!answer && !this.over) return;
        const waiting = this.waiting;
        this.waiting = undefined;
        waiting(answer);
    }

    #answer() {
        const end = this.received.indexOf('\r\n\r\n');
        if (end < 0) return undefined;
        const head = this.received.subarray(0, end).toString();
        const size = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
        if (this.received.length < end + 4 + size) return undefined;
        const body = this.received.subarray(end + 4, end + 4 + size).toString();
        this.received = this.received.subarray(end + 4 + size);
        return { status: Number(head.slice(9, 12)), closes: /^connection: close/im.test(head), body };
    }
}
