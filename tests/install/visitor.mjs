// Somebody who takes part, seen from inside the installed machine: joins and writes, or comes back and looks.
//   node visitor.mjs join CODE   prints what must be found again, as JSON
//   node visitor.mjs look        reads that JSON from standard input and prints "kept", or what is missing
import { Person, hex, sealed } from '../support/person.mjs';

const url = 'http://127.0.0.1:8080';
const [, , step, code] = process.argv;

if (step === 'join') {
    const person = await new Person(url).join(code);
    const entry = hex();
    const version = hex();
    const wrote = await person.write(entry, [{ field: 'situation', version, replaces: [], sealed: sealed() }]);
    if (wrote.status !== 200) throw new Error(`${wrote.status} ${wrote.text}`);
    console.log(JSON.stringify({ entry, version, cookies: [...person.cookies] }));
} else {
    const { entry, version, cookies } = JSON.parse(await new Response(process.stdin).text());
    const person = new Person(url);
    person.cookies = new Map(cookies);
    const answer = await person.ask('GET', `/api/exercises/entries/${entry}`);
    const heads = answer.json?.fields?.flatMap((field) => field.heads.map((head) => head.version)) ?? [];
    console.log(heads.includes(version) ? 'kept' : `${answer.status} ${answer.text}`);
}
