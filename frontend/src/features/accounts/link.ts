// Opening a second screen with the phone, `docs/decisions/linking.md`. The screen makes a key pair;
// what it shows is the beginning of its public half's hash, so that whoever relays the key cannot
// swap it:
//
//   shown      SHA-256(screen's public key) in Crockford's base 32: 26 letters in the picture (130
//              bits), of which the first 10 (50 bits) are also written out to be typed
//   link key   HKDF(ECDH P-256, salt = SHA-256(screen's key | phone's key), "breather/1/link"): the
//              way key of a wrap of kind `link`
//   digits     HKDF(link key, "breather/1/link-digits") mod 10000, the same on both screens
//
// The screen keeps all of it in memory; nothing of a link is stored on either side.
import { from_base64url, join_bytes, to_base64url, to_utf8 } from '../../base/bytes.ts';
import type { Bytes } from '../../base/bytes.ts';
import type { Api } from '../../base/api.ts';
import type { Answer } from '../../base/answers.ts';
import type { Random } from '../../base/random.ts';
import type { Entered, Keep } from './doorway.ts';
import { code_letters, pictured_length, typed_length } from './link_code.ts';
import { Vault, secret_key } from './vault.ts';

type Made = Answer<'/api/accounts/links', 'post'>;
type Shown = Answer<'/api/accounts/links/{code}', 'get'>;
type Collected = Answer<'/api/accounts/links/collect', 'post'>;

const curve = { name: 'ECDH', namedCurve: 'P-256' };

/** The server handed over a key that is not the one the screen shows. */
export class LinkFault extends Error {
  constructor() {
    super('link: another key');
    this.name = 'LinkFault';
  }
}

/** What the phone said, as the screen that waits hears it. */
export type LinkNews =
  | { state: 'waiting' | 'refused' }
  | { state: 'approved'; entered: Entered; keep: Keep; digits: string };

/** The screen's half: made anew for each code it shows. */
export interface LinkScreen {
  /** 10 letters, to be typed. */
  readonly code: string;
  /** 26 letters, for the picture. */
  readonly pictured: string;
  readonly expires_in: number;
  /** Refuses: Problem 410 when its time is over, NoNetwork, VaultFault. */
  collect(): Promise<LinkNews>;
}

/** The phone's half, after it found the screen. */
export interface LinkFound {
  readonly code: string;
  readonly public_key: string;
}

export async function make_link(api: Api, random: Random): Promise<LinkScreen> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const mine = await export_key(pair.publicKey);
  const pictured = await shown_of(mine, pictured_length);
  const secret = to_base64url(random.bytes(32));
  const ask = { public_key: to_base64url(mine), secret };
  const { code, expires_in } = await api.post<Made>('/api/accounts/links', ask);
  if (!pictured.startsWith(code)) throw new LinkFault();
  return {
    code,
    pictured,
    expires_in,
    collect: async () => {
      const path = '/api/accounts/links/collect';
      const heard = await api.post<Collected>(path, { code, secret }, { attempts: 1, final: true });
      const { state, public_key, signed_in, keep = 'shared' } = heard;
      if (state !== 'approved' || !public_key || !signed_in)
        return { state: state === 'refused' ? state : 'waiting' };
      const theirs = from_base64url(public_key);
      const { key, digits } = await link_key(pair.privateKey, theirs, mine, theirs);
      const vault = await Vault.unlock(key, 'link', signed_in, random);
      return { state, entered: { vault, signed: signed_in }, keep, digits };
    },
  };
}

/** Refuses: Problem 404, 403; NoNetwork; LinkFault for a key that does not belong to the code. */
export async function find_link(api: Api, shown: string): Promise<LinkFound> {
  const code = shown.slice(0, typed_length);
  const { public_key } = await api.get<Shown>(`/api/accounts/links/${code}`);
  if ((await shown_of(from_base64url(public_key), shown.length)) !== shown) throw new LinkFault();
  return { code, public_key };
}

/** Opens the account on that screen; gives the digits it will show. Refuses: Problem 404, NoNetwork. */
export async function approve_link(
  api: Api,
  wrap_for: Vault['wrap_for'],
  { code, public_key }: LinkFound,
  keep: Keep,
): Promise<string> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const [mine, theirs] = [await export_key(pair.publicKey), from_base64url(public_key)];
  const { key, digits } = await link_key(pair.privateKey, theirs, theirs, mine);
  const wrap = await wrap_for(key, 'link');
  const ask = { public_key: to_base64url(mine), ...wrap, keep };
  await api.post(`/api/accounts/links/${code}/approve`, ask);
  return digits;
}

export async function refuse_link(api: Api, { code }: LinkFound): Promise<void> {
  await api.post(`/api/accounts/links/${code}/refuse`, {});
}

async function export_key(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('spki', key));
}

async function shown_of(public_key: Bytes, length: number): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', public_key));
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from(
    { length },
    (_, at) => code_letters[parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  ).join('');
}

async function link_key(mine: CryptoKey, theirs: Bytes, screen: Bytes, phone: Bytes) {
  const their_key = await crypto.subtle.importKey('spki', theirs, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: their_key }, mine, 256);
  const salt = await crypto.subtle.digest('SHA-256', join_bytes(screen, phone));
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const bits = (key: CryptoKey, info: string, salted: BufferSource, size: number) =>
    crypto.subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: salted, info: to_utf8(info) },
      key,
      size,
    );
  const key = await secret_key(new Uint8Array(await bits(base, 'breather/1/link', salt, 256)));
  const drawn = await bits(key, 'breather/1/link-digits', new Uint8Array(0), 32);
  const number = new DataView(drawn).getUint32(0) % 10_000;
  return { key, digits: number.toString().padStart(4, '0') };
}
