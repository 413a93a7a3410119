import { describe, expect, it } from 'vitest';
import { country_of_clock, lines_of, regions } from '../../src/features/safety/help_lines.ts';

describe('help lines', () => {
  it('have something for each region a person can choose', () => {
    for (const country of ['GB', 'CN', 'other'] as const) {
      expect(lines_of(country).length).toBeGreaterThan(0);
    }
  });

  it('can be pressed where there is a number, and say so in both languages', () => {
    for (const line of regions.flatMap((region) => region.entries)) {
      if (line.number) expect(line.action).toMatch(/^(tel|sms):[0-9+]/);
      for (const text of [line.name, line.note, line.source]) {
        expect(text['en-GB']).not.toBe('');
        expect(text['zh-Hans']).not.toBe('');
      }
    }
  });

  it('follow the place, not the language', () => {
    expect(country_of_clock('Europe/London')).toBe('GB');
    expect(country_of_clock('Asia/Shanghai')).toBe('CN');
    expect(country_of_clock('Asia/Singapore')).toBe('other');
    expect(country_of_clock('Europe/Londonderry-on-Sea')).toBe('other');
  });
});
