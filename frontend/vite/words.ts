// Compiles words/*.json, written in ICU MessageFormat, into two small modules per language: what the
// first page and Today say, and what all other screens say (`early_words.ts` tells which). For the
// staff's app one module, of words/staff/*.json with the few general ones it needs.
// A key that is missing in a language, or a `say('…')` without a word behind it, stops the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Plugin, ResolvedConfig } from 'vite';
import type { Message, Part } from '../src/base/message.ts';
import { early_files, said_in } from './early_words.ts';

const languages = ['en-GB', 'zh-Hans'] as const;
const prefix = 'virtual:words/';
const later = 'later/';
const frontend = resolve(import.meta.dirname, '..');
const folder = join(frontend, 'src/words');

/** What the parts that both apps are made of say; everything else is the participants' own. */
const general = /^(common|states|app|demo)\./;

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, path = '', into: Record<string, string> = {}): Record<string, string> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') into[path + key] = value;
    else flatten(value, `${path}${key}.`, into);
  }
  return into;
}

function compile_part(element: MessageFormatElement, counted: string | null): Part {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.argument:
    case TYPE.number:
      return [element.value];
    case TYPE.pound:
      return [counted ?? ''];
    case TYPE.plural:
    case TYPE.select: {
      const plural = element.type === TYPE.plural;
      const cases: Record<string, Message> = {};
      for (const [name, option] of Object.entries(element.options)) {
        cases[name] = compile(option.value, plural ? element.value : counted);
      }
      return [element.value, cases, plural ? 1 : 0];
    }
    default:
      throw new Error('use only {name}, {name, plural, …} and {name, select, …}');
  }
}

function compile(elements: MessageFormatElement[], counted: string | null = null): Message {
  const parts = elements.map((element) => compile_part(element, counted));
  if (parts.length === 0) return '';
  const [only] = parts;
  return parts.length === 1 && typeof only === 'string' ? only : parts;
}

export function compile_message(text: string): Message {
  return compile(parse(text, { ignoreTag: true }));
}

function used_keys(folder: string, mine: (file: string) => boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(svelte|ts)$/.test(file) || !mine(file)) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const match of text.matchAll(/\bsay\(\s*'([^'$]+)'/g)) found.set(match[1]!, file);
  }
  return found;
}

export function words({ staff = false } = {}): Plugin {
  let config: ResolvedConfig;
  const file_of = (language: string) => join(folder, `${language}.json`);
  const staff_file_of = (language: string) => join(folder, 'staff', `${language}.json`);
  const read_file = (file: string) => flatten(JSON.parse(readFileSync(file, 'utf8')) as Tree);
  const in_staff = (file: string) => /^staff[/\\]/.test(file);
  const mine = (file: string) => (staff ? /^(staff|parts)[/\\]/.test(file) : !in_staff(file));

  function read(language: string): Record<string, string> {
    const all = read_file(file_of(language));
    if (!staff) return all;
    const shared = Object.entries(all).filter(([key]) => general.test(key));
    return { ...Object.fromEntries(shared), ...read_file(staff_file_of(language)) };
  }

  /** Everything wrong with the words, as sentences that say what to do. */
  function faults(): string[] {
    const all = languages.map((language) => ({ language, messages: read(language) }));
    const said: string[] = [];
    for (const { language, messages } of all) {
      for (const other of all) {
        for (const key of Object.keys(other.messages)) {
          if (!(key in messages)) said.push(`${language}.json lacks "${key}": write it there too`);
        }
      }
      for (const [key, text] of Object.entries(messages)) {
        try {
          compile_message(text);
        } catch (error) {
          said.push(`${language}.json "${key}": ${(error as Error).message}`);
        }
      }
    }
    const known = all[0]!.messages;
    for (const [key, file] of used_keys(join(frontend, 'src'), mine)) {
      if (!(key in known)) said.push(`${file} says "${key}": no word stands behind it`);
    }
    return [...new Set(said)];
  }

  return {
    name: 'breather-words',
    configResolved(resolved) {
      config = resolved;
    },
    buildStart() {
      const said = faults();
      if (said.length === 0) return;
      if (config.command === 'build') this.error(said.join('\n'));
      for (const sentence of said) this.warn(sentence);
    },
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const asked = id.slice(prefix.length + 1);
      const language = asked.replace(later, '');
      this.addWatchFile(file_of(language));
      if (staff) this.addWatchFile(staff_file_of(language));
      // Sentences about refusals arrive from the server, already in the asker's language.
      const all = Object.entries(read(language)).filter(([key]) => !key.startsWith('problems.'));
      const early = staff ? undefined : said_in(early_files(join(frontend, 'src')));
      const messages = all
        .filter(([key]) => (early?.(key) ?? true) !== asked.startsWith(later))
        .map(([key, text]) => [key, compile_message(text)] as const);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(messages)))});`;
    },
    handleHotUpdate({ file, server }) {
      if (!file.startsWith(folder)) return undefined;
      server.ws.send({ type: 'full-reload' });
      return [];
    },
  };
}
