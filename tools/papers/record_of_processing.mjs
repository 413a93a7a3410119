// The record of processing activities (UK GDPR and GDPR, article 30; PIPL, article 56 asks for one too).

const head = `# Record of processing

<!-- Written by tools/records_of_processing from docs/privacy.md. Do not edit: change that page and run the tool. -->

What this software keeps about people, by purpose. It follows the schema: a column nobody classed fails the build. What only a
site knows is marked \`[site: …]\`; copy this page into your own register and fill it there.

## Who

| | |
|---|---|
| Controller | [site: who decides what for; best the operator, never the employer alone] |
| Processor | [site: who hosts, if somebody else does; see [the points of an agreement](processor-agreement-points.md)] |
| Data protection officer | [site: name and how to reach] |
| Lawful basis | [site: see [the assessment](dpia.md), part 4; in mainland China separate consent, see [PIPL](pipl-impact-assessment.md)] |
| Recipients | nobody by the software itself: it has no part that sends participants' data anywhere. [site: who may see server, backups, logs] |
| Other countries | none by the software: one server, no requests to other hosts. [site: where server and backups stand] |
| Security | [the promises and their tests](promises.md), [SECURITY.md](../../SECURITY.md) |

## What the classes mean

| class | means |
|---|---|
| service | clear, about an account, without content |
| personal | a random id or a keyed hash that points to one account |
| sealed | encrypted by the server under the person's own record key; readable to the server where a function needs it |
| vault | encrypted in the browser; the server cannot open it |
| secret | lets someone in or opens something: a hash, or wrapped |

Participants are known by a made-up name only. There is no column for a name, an e-mail address, a telephone number or a staff
number of a participant.
`;

const about_words = { participant: 'participants', staff: 'staff', nobody: 'nobody' };

function section(purpose, tables, columns) {
    const lines = [`### ${purpose.purpose[0].toUpperCase()}${purpose.purpose.slice(1)}`, '', `- **Why:** ${purpose['why it is kept']}`];
    lines.push(`- **About:** ${[...new Set(tables.map((table) => about_words[table.about]))].join(', ')}`);
    lines.push(`- **Who can read what is readable:** ${purpose['who can read what is readable']}`, '');
    lines.push('| table | what, and its class | how long |', '|---|---|---|');
    for (const table of tables) {
        const told = columns.filter((column) => column.table === table.table && column.kind !== 'none');
        const what = told.map((column) => `${column.says} (${column.kind})`).join('; ') || 'nothing about a person';
        lines.push(`| ${table.table} | ${what} | ${table.kept} |`);
    }
    return lines.join('\n');
}

export function record_of_processing({ columns, purposes, tables, files }) {
    const parts = [head, '## By purpose', ''];
    for (const purpose of purposes) {
        const own = tables.filter((table) => table.purpose === purpose.purpose);
        if (own.length > 0) parts.push(section(purpose, own, columns), '');
    }
    parts.push('## Files beside the databases', '', '| file | about | what it holds | how long |', '|---|---|---|---|');
    for (const file of files) parts.push(`| ${file.file} | ${about_words[file.about]} | ${file['what it holds']} | ${file.kept} |`);
    const people = tables.filter((table) => table.about !== 'nobody').length;
    parts.push('', `${tables.length} tables, ${people} of them about people, ${columns.length} columns.`, '');
    return parts.join('\n');
}
