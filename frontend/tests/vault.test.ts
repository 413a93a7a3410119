// V1-V4: tampered, swapped, wrong key, weakened; all refused, and refused by name.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { from_base64url, from_hex, to_base64url } from '../src/base/bytes.ts';
import { random_id, system_random } from '../src/base/random.ts';
import {
  Vault,
  canonical,
  check_protocol,
  passphrase_key,
  secret_key,
  sign_in_secret,
} from '../src/features/accounts/vault.ts';
import type { Place } from '../src/features/accounts/vault.ts';

const refused = { name: 'VaultFault', kind: 'value_refused' };
const wrap_refused = { name: 'VaultFault', kind: 'wrap_refused' };
const id = () => random_id(system_random);
const place = (change: Partial<Place> = {}): Place => ({
  person: 'aa'.repeat(16),
  entry: 'bb'.repeat(16),
  field: 'thought',
  version: 'cc'.repeat(16),
  ...change,
});
const protocol = { version: 1, instance: 'ab'.repeat(16), pbkdf2_iterations: 600_000 };

let vault: Vault;
beforeAll(async () => {
  vault = await Vault.create(system_random);
});

describe('a sealed value', () => {
  test('opens as what was written, in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 400 }), async (text) => {
        const sealed = await vault.seal_field(place(), text);
        expect(await vault.open_field(place(), sealed)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  test('does not open with any of its bytes changed', async () => {
    const sealed = from_base64url(await vault.seal_field(place(), 'the handover went badly'));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice();
      changed[at]! ^= 1 << (at % 8);
      await expect(vault.open_field(place(), to_base64url(changed))).rejects.toMatchObject(refused);
    }
  });

  test('does not open cut short, or as something else', async () => {
    const sealed = await vault.seal_field(place(), 'words');
    for (const other of ['', 'AQ', sealed.slice(0, -4), `${sealed}AAAA`, '***', 'plain text']) {
      await expect(vault.open_field(place(), other)).rejects.toMatchObject(refused);
    }
  });

  test.each([
    ['person', { person: id() }],
    ['entry', { entry: id() }],
    ['field', { field: 'feeling' }],
    ['version', { version: id() }],
  ])('does not open in the place of another %s', async (_what, change) => {
    const sealed = await vault.seal_field(place(), 'words');
    await expect(vault.open_field(place(change), sealed)).rejects.toMatchObject(refused);
  });

  test('does not open with another vault', async () => {
    const other = await Vault.create(system_random);
    const sealed = await vault.seal_field(place(), 'words');
    await expect(other.open_field(place(), sealed)).rejects.toMatchObject(refused);
  });

  test('has one of few sizes, and never the same bytes twice', async () => {
    const size = async (text: string) =>
      from_base64url(await vault.seal_field(place(), text)).length;
    expect(await size('')).toBe(await size('x'.repeat(60)));
    expect(await size('x'.repeat(61))).toBe(await size('x'.repeat(252)));
    expect(await size('x'.repeat(4093))).toBe(45 + 8192);
    expect(await vault.seal_field(place(), 'a')).not.toBe(await vault.seal_field(place(), 'a'));
  });

  test('is refused before it grows over what the server takes', async () => {
    const most = 'x'.repeat(15 * 4096 - 4);
    expect((await vault.seal_field(place(), most)).length).toBeLessThan(90_000);
    await expect(vault.seal_field(place(), `${most}x`)).rejects.toMatchObject({ kind: 'too_long' });
  });
});

describe('a way in', () => {
  const secret = from_hex('11'.repeat(32));

  test('opens the vault it was made for', async () => {
    const way = await secret_key(secret);
    const wrap = await vault.wrap_for(way, 'device');
    const again = await Vault.unlock(way, 'device', wrap, system_random);
    const sealed = await vault.seal_field(place(), 'words');
    expect(await again.open_field(place(), sealed)).toBe('words');
  });

  test('with another secret, kind or commitment does not open it', async () => {
    const way = await secret_key(secret);
    const wrap = await vault.wrap_for(way, 'device');
    const other_way = await secret_key(from_hex('12'.repeat(32)));
    const other_vault = await Vault.create(system_random);
    const other = await other_vault.wrap_for(way, 'device');
    await expect(Vault.unlock(other_way, 'device', wrap, system_random)).rejects.toMatchObject(
      wrap_refused,
    );
    await expect(Vault.unlock(way, 'code', wrap, system_random)).rejects.toMatchObject(
      wrap_refused,
    );
    const mixed = { wrap: wrap.wrap, commitment: other.commitment };
    await expect(Vault.unlock(way, 'device', mixed, system_random)).rejects.toMatchObject(
      wrap_refused,
    );
  });

  test('does not open with any byte of its wrap or commitment changed', async () => {
    const way = await secret_key(secret);
    const wrap = await vault.wrap_for(way, 'device');
    for (const part of ['wrap', 'commitment'] as const) {
      const bytes = from_base64url(wrap[part]);
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = bytes.slice();
        changed[at]! ^= 0x40;
        const bad = { ...wrap, [part]: to_base64url(changed) };
        await expect(Vault.unlock(way, 'device', bad, system_random)).rejects.toMatchObject(
          wrap_refused,
        );
      }
    }
  });

  test('is a key that cannot be read out, of a secret nobody can guess', async () => {
    expect((await secret_key(secret)).extractable).toBe(false);
    expect(() => secret_key(new Uint8Array(13))).toThrow('kdf_too_weak');
  });

  test('tells the server nothing that opens the vault', async () => {
    const way = await secret_key(secret);
    const shown = await secret_key(from_base64url(await sign_in_secret(way)));
    const wrap = await vault.wrap_for(way, 'device');
    await expect(Vault.unlock(shown, 'device', wrap, system_random)).rejects.toMatchObject(
      wrap_refused,
    );
  });
});

describe('a passphrase', () => {
  test('is the same however it is spaced, cased or widened', async () => {
    expect(canonical('  Acorn\t BASIN\u3000ｃｅｄａｒ ')).toBe('acorn basin cedar');
    const one = await passphrase_key(protocol, 'Quiet Heron 1', 'acorn basin');
    const two = await passphrase_key(protocol, 'quiet  heron 1 ', ' Acorn  basin');
    expect(await sign_in_secret(one)).toBe(await sign_in_secret(two));
  });

  test('gives another key for another name, place or passphrase', async () => {
    const keys = await Promise.all([
      passphrase_key(protocol, 'a', 'acorn basin'),
      passphrase_key(protocol, 'b', 'acorn basin'),
      passphrase_key({ ...protocol, instance: 'ac'.repeat(16) }, 'a', 'acorn basin'),
      passphrase_key(protocol, 'a', 'acorn cedar'),
    ]);
    expect(new Set(await Promise.all(keys.map(sign_in_secret))).size).toBe(4);
  });

  test.each([599_999, 1, 0, -1, 1.5, NaN, Infinity])(
    'is never hashed with %s rounds, whoever asks for it',
    async (pbkdf2_iterations) => {
      const weak = { ...protocol, pbkdf2_iterations };
      expect(() => check_protocol(weak)).toThrow('kdf_too_weak');
      await expect(passphrase_key(weak, 'a', 'b')).rejects.toMatchObject({ kind: 'kdf_too_weak' });
    },
  );

  test('is not used with a protocol this app does not know', () => {
    expect(() => check_protocol({ ...protocol, version: 2 })).toThrow('unknown_protocol');
    expect(() => check_protocol({ ...protocol, instance: 'x' })).toThrow('unknown_protocol');
    expect(() => check_protocol({ ...protocol, pbkdf2_iterations: 1e9 })).toThrow(
      'unknown_protocol',
    );
  });
});

test('the private half of a pair opens only with its own vault', async () => {
  const { public_key, sealed_private_key } = await vault.make_pair();
  expect(from_base64url(public_key).length).toBeLessThanOrEqual(200);
  const opened = await vault.open_private_key(sealed_private_key);
  expect(opened).toMatchObject({ type: 'private', extractable: false });
  const other = await Vault.create(system_random);
  await expect(other.open_private_key(sealed_private_key)).rejects.toMatchObject(refused);
});
