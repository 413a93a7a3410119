// Everything kept about a person as two files, put together on her device: only here can what she
// wrote be read.
import { api } from '../../base/api.ts';
import { local_iso, system_clock } from '../../base/clock.ts';
import type { Cell } from './csv.ts';
import { write_csv } from './csv.ts';
import type { OwnEntry } from './session.svelte.ts';
import { session } from './session.svelte.ts';

/** What the server keeps that it can read. */
export interface Kept {
  tables: { table: string; rows: Record<string, unknown>[] }[];
}

export interface Export {
  json: string;
  csv: string;
  /** Says neither what it is nor whose, for the download folder of any computer. */
  name: string;
}

/** Refuses: NoNetwork, Problem: a copy is whole or none. */
export async function make_export(): Promise<Export> {
  const [kept, entries] = await Promise.all([
    api.get<Kept>('/api/accounts/kept'),
    session.copy_own(),
  ]);
  return write_export(kept, entries, system_clock.now());
}

export function write_export(kept: Kept, entries: readonly OwnEntry[], now: number): Export {
  const made_at = local_iso(now);
  const whole = { format: 1, made_at, entries, kept: kept.tables };
  return {
    json: `${JSON.stringify(whole, null, 2)}\n`,
    csv: write_csv([
      ['part', 'when', 'what', 'field', 'value'],
      ...entry_rows(entries),
      ...kept_rows(kept),
    ]),
    name: `notes-${made_at.slice(0, 10)}`,
  };
}

function entry_rows(entries: readonly OwnEntry[]): Cell[][] {
  return entries.flatMap(({ id, about, fields, more }) => {
    const what = [about?.module, about?.step, about?.exercise].filter(Boolean).join(' / ');
    return Object.entries(fields).flatMap(([field, value]) =>
      (more[field] ?? [value]).map((text) => ['entry', about?.made_at, what || id, field, text]),
    );
  });
}

function kept_rows({ tables }: Kept): Cell[][] {
  return tables.flatMap(({ table, rows }) =>
    rows.flatMap((row, at) =>
      Object.entries(row).map(([column, value]) => [
        table,
        '',
        String(at + 1),
        column,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
  );
}

/** Hands a file to the browser's downloads. */
export function download(name: string, text: string, type: 'application/json' | 'text/csv'): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  system_clock.after(60_000, () => URL.revokeObjectURL(address));
}
