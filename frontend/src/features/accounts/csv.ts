// Tables for people: opens in a spreadsheet, in both scripts, and calculates nothing.

export type Cell = string | undefined;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function quoted(cell: Cell): string {
  const text = cell ?? '';
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

export function write_csv(rows: readonly Cell[][]): string {
  const byte_order_mark = '\uFEFF'; // without it some spreadsheets read Chinese as noise
  return byte_order_mark + rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
