// Small rules of the staff's app: the code in a link, six digits, findings, menus, look.
import { describe, expect, test } from 'vitest';
import { about_text } from '../../src/staff/features/audit/audit.ts';
import type { Organisation } from '../../src/staff/features/organisations/organisations.ts';
import { sort_findings } from '../../src/staff/features/health/health.ts';
import {
  in_fours,
  read_name,
  read_totp,
  take_code,
} from '../../src/staff/features/staff/enrolment.ts';
import { Look } from '../../src/staff/base/look.svelte.ts';
import { size_text } from '../../src/staff/base/show.ts';
import { places } from '../../src/staff/shell/places.ts';

test('the code of a link is taken out of the address at once', () => {
  const written: unknown[] = [];
  const past = { state: 1, replaceState: (...given: unknown[]) => void written.push(given) };
  expect(take_code({ hash: '#enrol=AB-12_x', pathname: '/' }, past)).toBe('AB-12_x');
  expect(written).toEqual([[1, '', '/']]);
  for (const hash of ['', '#', '#enrol=', '#enrol=<b>', '#other'])
    expect(take_code({ hash, pathname: '/' }, past)).toBeUndefined();
  expect(written).toHaveLength(1);
});

test.each([
  ['123456', '123456'],
  [' 123 456 ', '123456'],
  ['１２３４５６', '123456'],
  ['12345', undefined],
  ['1234567', undefined],
  ['12345a', undefined],
])('six digits are read from “%s”', (typed, read) => expect(read_totp(typed)).toBe(read));

test.each([
  [' Mara.Linden ', 'mara.linden'],
  ['ｍａｒａ', 'mara'],
  ['ma', undefined],
  ['mara linden', undefined],
  ['玛拉玛拉', undefined],
])('a sign-in name is read from “%s”', (typed, read) => expect(read_name(typed)).toBe(read));

test('a secret is shown in fours', () => expect(in_fours('JBSWY3DPEH')).toBe('JBSW Y3DP EH'));

test('what is wrong stands first, and what is fine apart', () => {
  const finding = (state: 'fine' | 'warning' | 'fault', says: string) => ({
    check: says,
    state,
    says,
  });
  const { needs, fine } = sort_findings([
    finding('fine', 'a'),
    finding('warning', 'b'),
    finding('fault', 'c'),
    finding('warning', 'd'),
  ]);
  expect(needs.map((one) => one.says)).toEqual(['c', 'b', 'd']);
  expect(fine.map((one) => one.says)).toEqual(['a']);
});

test('only administrators have places with something in them', () => {
  expect(places((role) => role === 'coach')).toEqual(['roles', 'me']);
  expect(places((role) => role === 'organisation')).toEqual(['manager', 'roles', 'me']);
  expect(places((role) => role === 'administrator')).toContain('audit');
});

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [4_200_000, '4.2 MB'],
  [1_000_000_000, '1 GB'],
])('%d bytes read as “%s”', (bytes, text) => expect(size_text(bytes)).toBe(text));

describe('language and look', () => {
  test('are kept, and nothing else is', async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    Object.assign(globalThis, {
      document: { documentElement: { dataset: {} } },
      matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    });
    const look = new Look(() => storage);
    await look.choose_language('zh-Hans');
    look.choose_theme('discreet');
    expect([...kept]).toEqual([['look', '{"language":"zh-Hans","theme":"discreet"}']]);
    const again = new Look(() => storage);
    await again.start();
    expect(again.theme).toBe('discreet');
  });

  test('work for this visit in a browser that keeps nothing', async () => {
    const look = new Look(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    await look.choose_language('zh-Hans');
    look.choose_theme('night');
    expect(look.theme).toBe('night');
  });
});

test('what an entry of the record is about is said by names, and a word nobody knows stays', async () => {
  const known = [{ id: '01a1', name: 'St Brannoc’s' }] as Organisation[];
  expect(about_text('01a1', known)).toBe('St Brannoc’s');
  expect(about_text('Mara 77ff', known)).toBe('Mara 77ff');
});
