// The worked example of the researcher's desk: made-up answers, their plan, and the report.
import { desk_api } from '../../base/desk.ts';

export interface ExampleFile {
  name: string;
  bytes: number;
}

export interface Example {
  rows: number;
  questions: number;
  packed: ExampleFile;
  files: ExampleFile[];
}

export const get_example = () => desk_api.get<Example>('/api/research/example');

/** The report to read, which begins in this language. */
export const report_in = (language: string) =>
  `/api/research/example/report#${language === 'zh-Hans' ? 'zh' : 'en'}`;

export const file_of = (name: string) => `/api/research/example/files/${encodeURIComponent(name)}`;

const kinds = ['html', 'toml', 'csv', 'R', 'json'] as const;
/** What sort of file it is, by its ending: each has a word of its own. */
export const kind_of = (name: string) => kinds.find((kind) => name.endsWith(`.${kind}`)) ?? 'json';

/** What is typed at a computer with the program, in this order. */
export const commands = {
  suggest: 'breather analyse --suggest survey.csv > plan.toml',
  report: 'breather analyse survey.csv --plan plan.toml --out report',
  check: 'breather check-results paper.html',
} as const;
