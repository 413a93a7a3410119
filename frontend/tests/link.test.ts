// Two halves of a link over a relay that may do what it likes.
import { describe, expect, test } from 'vitest';
import { Api } from '../src/base/api.ts';
import { from_base64url, to_base64url } from '../src/base/bytes.ts';
import { approve_link, find_link, LinkFault, make_link } from '../src/features/accounts/link.ts';
import {
  pictured_address,
  read_link_code,
  take_arrival,
  written_code,
} from '../src/features/accounts/link_code.ts';
import { Vault } from '../src/features/accounts/vault.ts';
import { FakeClock } from './support/fake_clock.ts';
import { SeededRandom } from './support/seeded_random.ts';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

async function code_of(public_key: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', from_base64url(public_key));
  const number = [...new Uint8Array(hash)].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return Array.from(
    { length: 10 },
    (_, at) => letters[Number((number >> BigInt(256 - 5 * (at + 1))) & 31n)],
  ).join('');
}

/** Keeps one link and hands on what it is given; `meddle` changes it on the way. */
function relay(meddle: (path: string, answer: Record<string, unknown>) => void = () => undefined) {
  let asked: { code: string; public_key: string; secret: string } | undefined;
  let answered: Record<string, unknown> | undefined;
  const fetch = async (path: string | URL | Request, init: RequestInit = {}) => {
    const address = String(path);
    const body = JSON.parse(String(init.body ?? '{}')) as Record<string, string>;
    let answer: Record<string, unknown> = {};
    if (address.endsWith('/links')) {
      const { public_key = '', secret = '' } = body;
      asked = { code: await code_of(public_key), public_key, secret };
      answer = { code: asked.code, expires_in: 120 };
    } else if (address.endsWith('/approve')) answered = body;
    else if (address.endsWith('/collect')) {
      expect(body).toEqual({ code: asked?.code, secret: asked?.secret });
      answer = answered
        ? {
            state: 'approved',
            public_key: answered.public_key,
            keep: answered.keep,
            signed_in: { wrap: answered.wrap, commitment: answered.commitment },
          }
        : { state: 'waiting' };
    } else answer = { public_key: asked?.public_key, expires_in: 100 };
    meddle(address, answer);
    return new Response(JSON.stringify(answer), { status: 200 });
  };
  const random = new SeededRandom(7);
  return { api: new Api({ fetch, clock: new FakeClock(), random }), random };
}

const place = { person: 'a', entry: 'ab'.repeat(16), field: 'about', version: 'c' };
const wraps = (vault: Vault) => vault.wrap_for.bind(vault);

describe('a link', () => {
  test('opens the same vault on the screen, and both show the same digits', async () => {
    const { api, random } = relay();
    const vault = await Vault.create(random);
    const sealed = await vault.seal_field(place, 'hers');
    const screen = await make_link(api, random);
    expect(screen.pictured).toHaveLength(26);
    expect(screen.pictured.startsWith(screen.code)).toBe(true);
    expect(await screen.collect()).toEqual({ state: 'waiting' });
    const found = await find_link(api, screen.pictured);
    const digits = await approve_link(api, wraps(vault), found, 'shared');
    const news = await screen.collect();
    if (news.state !== 'approved') throw new Error(news.state);
    expect(digits).toMatch(/^\d{4}$/);
    expect(news.digits).toBe(digits);
    expect(news.keep).toBe('shared');
    expect(await news.entered.vault.open_field(place, sealed)).toBe('hers');
  });

  test('a swapped key is found out by the picture and by the typed code', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
      'deriveBits',
    ]);
    const other = to_base64url(
      new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)),
    );
    let swap = false;
    const { api, random } = relay((path, answer) => {
      if (swap && /links\/[0-9A-Z]{10}$/.test(path)) answer.public_key = other;
    });
    const screen = await make_link(api, random);
    await find_link(api, screen.code);
    swap = true;
    await expect(find_link(api, screen.code)).rejects.toBeInstanceOf(LinkFault);
    await expect(find_link(api, screen.pictured)).rejects.toBeInstanceOf(LinkFault);
  });

  test('a relay that names another code is not believed', async () => {
    const { api, random } = relay((path, answer) => {
      if (path.endsWith('/links')) answer.code = '0000000000';
    });
    await expect(make_link(api, random)).rejects.toBeInstanceOf(LinkFault);
  });

  test('a relay that swaps the phone for its own opens nothing of hers', async () => {
    const { api, random } = relay();
    const screen = await make_link(api, random);
    const hers = await Vault.create(random);
    const sealed = await hers.seal_field(place, 'hers');
    const seen = await find_link(api, screen.code);
    await approve_link(api, wraps(hers), seen, 'shared');
    const theirs = await approve_link(api, wraps(await Vault.create(random)), seen, 'shared');
    const news = await screen.collect();
    if (news.state !== 'approved') throw new Error(news.state);
    await expect(news.entered.vault.open_field(place, sealed)).rejects.toThrow();
    expect(news.digits, 'her phone shows four digits of its own').toBe(theirs);
  });

  test('the picture is read once and leaves the address', () => {
    const pictured = '7K9PX2RMQ47K9PX2RMQ47K9PX2';
    const address = new URL(pictured_address('https://steady.example.org', pictured));
    const written: unknown[] = [];
    const history = { state: { at: 0 }, replaceState: (...it: unknown[]) => void written.push(it) };
    expect(take_arrival(address, history)).toBe(pictured);
    expect(written).toEqual([[{ at: 0 }, '', '/']]);
    for (const hash of ['', '#main', '#7K9PX2RMQ4', `#${pictured}0`]) {
      expect(take_arrival({ hash, pathname: '/' }, history)).toBeUndefined();
    }
    expect(written).toHaveLength(1);
  });

  test('the code is read as people type it', () => {
    expect(read_link_code(' 7k9px–2rmq4 ')).toBe('7K9PX2RMQ4');
    expect(read_link_code('oil0000000')).toBe('0110000000');
    expect(read_link_code('7K9PX2RMQU')).toBeUndefined();
    expect(read_link_code('7K9PX2RMQ')).toBeUndefined();
    expect(written_code('7K9PX2RMQ4ABC')).toBe('7K9PX-2RMQ4');
  });
});
