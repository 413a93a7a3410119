// "What we could hand over about one person": by table, for somebody who has the data file, and for somebody who has
// everything on the server. Honest in both directions.

/** class → [with the data file alone, with keys file and instance key too] */
const readable = {
    service: ['yes', 'yes'],
    personal: ['as a random id', 'as a random id'],
    sealed: ['no', '**yes**'],
    vault: ['no', 'no'],
    secret: ['no', 'no'],
};

const head = `# What could be handed over about one person

<!-- Written by tools/records_of_processing from docs/privacy.md. Do not edit: change that page and run the tool. -->

A court order, an inspector with powers, or a thief: this is all that the server of this software holds about one participant,
and what of it can be read. It follows the schema, so nothing can be left out by mistake.

Two situations:

- **The data file alone**: a stolen database, or a backup of the data that was opened with the operator's secret key.
- **Everything**: data file, keys file and instance key together. That is what an operator can be made to hand over, and what
  root on the running server has.

| class | with the data file alone | with everything |
|---|---|---|
| service: clear, without content | yes | yes |
| personal: ids and keyed hashes | one person's rows can be put together; they name nobody | the same, and a known made-up name can be found |
| sealed: under the person's record key | no | **yes** |
| vault: sealed in the browser | no | no |
| secret: hashes and wraps | no; nobody gets in with it | no; what a wrapped record key opens is counted above as sealed |

## From a person to an account

The server holds no name, e-mail address, telephone number, staff number or network address of a participant. An account is found
by its made-up name, or by the person's own device, recovery card or passphrase. Whoever knows neither cannot ask "is she in
there?". A made-up name that somebody has seen (a screen, a card at home) can be looked up with everything, not with the data
file alone. Each row names the organisation; where one single person of an organisation takes part, whoever knows that knows her rows.
`;

const tail = `## What follows from the rows, though no row says it

- How many entries somebody has, and roughly how long each field is (64, 256, 1024, 4096 bytes and then steps of 4096).
- What kind of exercise an entry is, from the names of its fields, which stand in clear.
- The day somebody joined, and the day each way in was made: ids of people and ways in begin with the day.
- On which days of the last 30 something was written, from the marks against repeats.
- The day an own device was last used; of a shared computer, while its session stands, the minute.
- That somebody erased an account, and when, to the moment, from the tombstone. Not who: it holds a random id.
- Where a watching program is set up: how many requests and writes there were in each quarter minute, of everybody together, for as
  long as that program keeps it. In an hour in which one person is awake, that is her, though not who she is.
- In which order rows were first written, from how the database numbers them; and, to whoever has two backups, which rows changed
  between them.

## What is not there

- What people wrote, in a form anybody but they can open. The wrap of the vault opens with a device's key, a passphrase of six
  generated words (about 65 bits, stretched by PBKDF2) or a recovery code (128 bits), and with nothing on the server.
- Network addresses, browsers, places. The access log holds hour, kind of page and status, for everybody together.
- Which poster's code somebody joined with, and so on which ward she stood.
- The day or hour of an entry as such: that stands sealed inside it. The two lists above narrow it to a day within the last 30.
- Which texts somebody read in the library, and whether she opened Help now.
- Anything about people who tried an exercise and kept no account.

## What could be made to happen from now on

Whoever controls the server can change the program, and a changed program could read what is typed after the change. A proxy in
front, a firewall or a managed work computer can keep records of its own. \`/privacy\` says both to everybody before they join.

## When somebody asks

[site: who receives such a demand, who checks that it is lawful, who decides, whom you tell and when.] Hand over what the order
names and nothing else; the tables above say what a sentence like "everything about her account" means. You cannot be made to
hand over what the server cannot open; say so early, with this page.
`;

const copies_head = `A backup opens with the operator's secret key alone, which the server does not have. Opened, a copy of the data file is read as the data file is: what is clear is clear in it, what is sealed needs the record key, and that is in
no copy of the data. So of somebody who was erased since, a copy that is still there shows clear rows (that an account was, how
many entries, which days) and nothing sealed by the server; what was sealed in her browser opens with her own device, card or
passphrase alone. It is gone when the copy is.`;

const heading = { participant: 'One participant, table by table', staff: 'One member of staff, table by table' };

function about(who, { columns, tables }) {
    const lines = [`## ${heading[who]}`, '', '| table | what | data file alone | everything | how long |', '|---|---|---|---|---|'];
    for (const table of tables.filter((each) => each.about === who)) {
        for (const column of columns.filter((each) => each.table === table.table && each.kind !== 'none')) {
            const [alone, all] = readable[column.kind];
            lines.push(`| ${table.table} | ${column.says} | ${alone} | ${all} | ${table.kept} |`);
        }
    }
    return lines.join('\n');
}

/** Copies that hold rows of people too. */
function copies({ files }) {
    const lines = ['## Copies and files', '', copies_head, '', '| file | what it holds | how long |', '|---|---|---|'];
    for (const file of files.filter((each) => each.about !== 'nobody')) lines.push(`| ${file.file} | ${file['what it holds']} | ${file.kept} |`);
    return lines.join('\n');
}

export function handed_over(kept) {
    const parts = [head, about('participant', kept), ''];
    if (kept.tables.some((table) => table.about === 'staff')) parts.push(about('staff', kept), '');
    parts.push(copies(kept), '');
    return [...parts, tail].join('\n');
}
