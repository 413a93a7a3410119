// docs/privacy.md as data: columns with their class, tables with their purpose and end, files beside the databases.

/** The cells of a Markdown table's line; nothing where the line is none, or rules off its head. */
function cells_of(line) {
    if (!/^\|.*\|\s*$/.test(line) || /^\|[\s|:-]+\|\s*$/.test(line)) return undefined;
    return line
        .trim()
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
}

/** All rows below a table whose head is `head`, as objects. Throws with the line where cells are too many or few. */
function rows_below(text, head) {
    const lines = text.split('\n');
    const rows = [];
    let inside = false;
    for (const line of lines) {
        const cells = cells_of(line);
        if (cells?.join() === head.join()) inside = true;
        else if (!line.startsWith('|')) inside = false;
        else if (inside && cells) {
            if (cells.length !== head.length || cells.some((cell) => cell === '')) {
                throw new Error(`docs/privacy.md: "${line}" needs ${head.length} filled cells: ${head.join(', ')}`);
            }
            rows.push(Object.fromEntries(head.map((name, i) => [name, cells[i]])));
        }
    }
    return rows;
}

/** {columns, purposes, tables, files, faults}: `faults` are sentences about what does not fit together. */
export function read_privacy(text) {
    const columns = rows_below(text, ['column', 'class', 'what it is']).map((row) => {
        const [table, name] = row.column.split('.');
        return { table, name, kind: row.class, says: row['what it is'] };
    });
    const purposes = rows_below(text, ['purpose', 'why it is kept', 'who can read what is readable']);
    const tables = rows_below(text, ['table', 'purpose', 'about', 'kept']);
    const files = rows_below(text, ['file', 'about', 'what it holds', 'kept']);

    const faults = [];
    const listed = new Set(tables.map((table) => table.table));
    const known = new Set(purposes.map((purpose) => purpose.purpose));
    const with_columns = new Set(columns.map((column) => column.table));
    for (const table of with_columns) {
        if (!listed.has(table)) faults.push(`${table} has columns but no line under "What for, and how long": | ${table} | purpose | nobody, participant or staff | how long |`);
    }
    for (const table of tables) {
        if (!with_columns.has(table.table)) faults.push(`${table.table} has a line under "What for, and how long" but no columns`);
        if (!known.has(table.purpose)) faults.push(`${table.table}: "${table.purpose}" is no purpose of the list above it (${[...known].join(', ')})`);
        if (!['nobody', 'participant', 'staff'].includes(table.about)) faults.push(`${table.table}: about "${table.about}" is none of nobody, participant, staff`);
        const personal = columns.filter((column) => column.table === table.table && column.kind !== 'none');
        if (table.about === 'nobody' && personal.some((column) => ['personal', 'sealed', 'vault'].includes(column.kind))) {
            faults.push(`${table.table} is said to be about nobody, but ${personal.map((column) => column.name).join(', ')} are about somebody`);
        }
    }
    if (listed.size !== tables.length) faults.push('a table stands twice under "What for, and how long"');
    return { columns, purposes, tables, files, faults };
}
