// A real mail server on loopback, as mail_server.py makes it misbehave.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './tree.mjs';

/** {url, next() → the next letter, with its text read, end()}. */
export async function start_mail_server(how = []) {
    const child = spawn('/usr/bin/python3', [join(root, 'tests/support/mail_server.py'), ...how], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value: first = '' } = await lines.next();
    if (!first.startsWith('port ')) throw new Error('no mail server: is python3-aiosmtpd installed?');
    return {
        url: `smtp://127.0.0.1:${first.slice(5)}`,
        async next() {
            const letter = JSON.parse((await lines.next()).value);
            return { ...letter, text: Buffer.from(letter.text, 'base64').toString() };
        },
        end: () => child.kill('SIGKILL'),
    };
}
