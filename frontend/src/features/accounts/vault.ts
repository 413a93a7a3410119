// The vault, version 1: what a person writes is sealed here, in the browser, under a random root
// that no server ever sees. Each way in (device, passphrase, code) holds its own wrap of the root.
//
//   way key    HKDF key of a device secret, a recovery code, a link's secret, or PBKDF2 of a
//              passphrase; of a locked device HKDF(device key, salt = the server's half,
//              "breather/1/lock"), for which HKDF(device key, salt = PIN, "breather/1/pin") is shown
//     "breather/1/sign-in" → 32 bytes, sent      "breather/1/wrap" → AES-256-GCM key, never sent
//   wrap       0x01 | nonce 12 | AES-GCM(root),  associated data  way|wrap|<kind>|1
//   commitment HKDF(root, "breather/1/commit"), compared before anything is done with the root
//   sealed     0x01 | commitment tag 16 | nonce 12 | AES-GCM(length 4 | text | zeros), where key and
//              tag come from HKDF(root, salt = entry id, "breather/1/entry"): 32 bytes key, 32 bytes
//              commitment, of which the first 16 stand in front and are compared first
//
// No screen, no storage, no network: node can import this file as it stands.
import {
  equal_bytes,
  from_base64url,
  from_hex,
  join_bytes,
  to_base64url,
  to_hex,
  to_utf8,
} from '../../base/bytes.ts';
import type { Bytes } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';

/** `link`: another screen, opened by this one; it lasts as long as that screen's memory. `lock`: a
 *  device that opens with a PIN only. */
export type WayKind = 'device' | 'passphrase' | 'code' | 'link' | 'lock';

export interface Protocol {
  version: number;
  instance: string;
  pbkdf2_iterations: number;
}

export interface Wrap {
  wrap: string;
  commitment: string;
}

/** Where a sealed value belongs; a value carried anywhere else does not open. */
export interface Place {
  person: string;
  entry: string;
  field: string;
  version: string;
}

export type VaultFaultKind =
  | 'unknown_protocol' // a newer server: this app is too old to sign in
  | 'kdf_too_weak' // somebody asks for a passphrase hash that could be guessed
  | 'wrap_refused' // wrong key, or a wrap or commitment that is not ours
  | 'value_refused' // a sealed value was changed, moved, or belongs to another vault
  | 'too_long'; // more text than one field holds

export class VaultFault extends Error {
  readonly kind: VaultFaultKind;
  constructor(kind: VaultFaultKind) {
    super(`vault: ${kind}`);
    this.name = 'VaultFault';
    this.kind = kind;
  }
}

export const iterations_floor = 600_000;
const iterations_ceiling = 10_000_000; // beyond it a telephone would stand still for minutes
const format = 1;
const steps = [64, 256, 1024, 4096];
const largest = 15 * 4096;
const largest_here = 4 << 20; // no server has to take it

const no_salt: Bytes = new Uint8Array(0);

async function derive(key: CryptoKey, info: string, size: number, salt = no_salt): Promise<Bytes> {
  const wanted = { name: 'HKDF', hash: 'SHA-256', salt, info: to_utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(wanted, key, size * 8));
}

function hkdf_key(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
}

function aes_key(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

async function encrypt(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  data: Bytes,
): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, data),
  );
}

async function decrypt(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  data: Bytes,
): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data),
  );
}

// ---- ways in

/** The key of a secret with at least 112 random bits. Non-extractable: storage may hold it. */
export function secret_key(secret: Bytes): Promise<CryptoKey> {
  if (secret.length < 14) throw new VaultFault('kdf_too_weak');
  return hkdf_key(secret);
}

/** NFKC, lower case, single spaces: what differs only so is the same name or passphrase. */
export function canonical(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');
}

/** Refuses: unknown_protocol, kdf_too_weak (fewer rounds than the floor, whoever asks). */
export function check_protocol(protocol: Protocol): void {
  if (protocol.version !== 1 || !/^[0-9a-f]{32}$/.test(protocol.instance)) {
    throw new VaultFault('unknown_protocol');
  }
  const rounds = protocol.pbkdf2_iterations;
  if (!Number.isInteger(rounds) || rounds < iterations_floor) throw new VaultFault('kdf_too_weak');
  if (rounds > iterations_ceiling) throw new VaultFault('unknown_protocol');
}

/** The key of a passphrase. The salt is computed from the name, so there is nothing to look up. */
export async function passphrase_key(
  protocol: Protocol,
  name: string,
  passphrase: string,
): Promise<CryptoKey> {
  check_protocol(protocol);
  const salted = `breather/1/salt|${protocol.instance}|${canonical(name)}`;
  const salt = await crypto.subtle.digest('SHA-256', to_utf8(salted));
  const typed = to_utf8(canonical(passphrase));
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveBits']);
  const wanted = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: protocol.pbkdf2_iterations };
  return hkdf_key(new Uint8Array(await crypto.subtle.deriveBits(wanted, base, 256)));
}

/** What the server is shown to sign in; it says nothing about the wrap key. */
export async function sign_in_secret(key: CryptoKey): Promise<string> {
  return to_base64url(await derive(key, 'breather/1/sign-in', 32));
}

/** What the server is shown for a PIN: nobody can try PINs without the device's key. */
export async function pin_proof(device: CryptoKey, pin: string): Promise<string> {
  return to_base64url(await derive(device, 'breather/1/pin', 32, to_utf8(pin)));
}

/** The way key of a locked device, whose other half the server gives for the right PIN. */
export async function lock_key(device: CryptoKey, half: string): Promise<CryptoKey> {
  return secret_key(await derive(device, 'breather/1/lock', 32, from_base64url(half)));
}

/** Under which id the server finds a recovery code. */
export async function code_id(key: CryptoKey): Promise<string> {
  return to_hex(await derive(key, 'breather/1/code-id', 16));
}

const wrap_place = (kind: WayKind) => to_utf8(`way|wrap|${kind}|${format}`);

// ---- padding

function pad(text: string, limit = largest): Bytes {
  const bytes = to_utf8(text);
  const size = bytes.length + 4;
  if (size > limit) throw new VaultFault('too_long');
  const padded = new Uint8Array(
    steps.find((step) => size <= step) ?? Math.ceil(size / 4096) * 4096,
  );
  new DataView(padded.buffer).setUint32(0, bytes.length);
  padded.set(bytes, 4);
  return padded;
}

function unpad(padded: Bytes): string {
  const size = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (size + 4 > padded.length) throw new VaultFault('value_refused');
  return new TextDecoder('utf-8', { fatal: true }).decode(padded.subarray(4, 4 + size));
}

// ---- the vault

interface BoxKey {
  key: CryptoKey;
  tag: Bytes;
}

function field_place({ person, entry, field, version }: Place): Bytes {
  return to_utf8(`entry_field|sealed|${person}|${entry}|${field}|${version}|${format}`);
}

export class Vault {
  readonly #root: Bytes;
  readonly #key: CryptoKey;
  readonly #random: Random;
  readonly #boxes = new Map<string, Promise<BoxKey>>();

  private constructor(root: Bytes, key: CryptoKey, random: Random) {
    this.#root = root;
    this.#key = key;
    this.#random = random;
  }

  /** A new vault with a root nobody has seen. */
  static async create(random: Random): Promise<Vault> {
    const root = random.bytes(32);
    return new Vault(root, await hkdf_key(root), random);
  }

  /** Refuses: wrap_refused, and nothing else, so that nobody learns from the difference. */
  static async unlock(way: CryptoKey, kind: WayKind, wrap: Wrap, random: Random): Promise<Vault> {
    try {
      const box = from_base64url(wrap.wrap);
      if (box[0] !== format) throw new VaultFault('wrap_refused');
      const key = await aes_key(await derive(way, 'breather/1/wrap', 32));
      const root = await decrypt(key, box.slice(1, 13), wrap_place(kind), box.slice(13));
      const root_key = await hkdf_key(root);
      const commitment = await derive(root_key, 'breather/1/commit', 32);
      if (root.length !== 32 || !equal_bytes(commitment, from_base64url(wrap.commitment))) {
        throw new VaultFault('wrap_refused');
      }
      return new Vault(root, root_key, random);
    } catch {
      throw new VaultFault('wrap_refused');
    }
  }

  /** Lets one more way open this vault. */
  async wrap_for(way: CryptoKey, kind: WayKind): Promise<Wrap> {
    const key = await aes_key(await derive(way, 'breather/1/wrap', 32));
    const nonce = this.#random.bytes(12);
    const sealed = await encrypt(key, nonce, wrap_place(kind), this.#root);
    return {
      wrap: to_base64url(join_bytes(Uint8Array.of(format), nonce, sealed)),
      commitment: to_base64url(await derive(this.#key, 'breather/1/commit', 32)),
    };
  }

  /** The pair that others will seal to, later; its private half never leaves unsealed. */
  async make_pair(): Promise<{ public_key: string; sealed_private_key: string }> {
    const curve = { name: 'ECDH', namedCurve: 'P-256' };
    const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
    const open_half = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
    const private_half = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
    const box = await this.#box('private-key', no_salt);
    return {
      public_key: to_base64url(open_half),
      sealed_private_key: await this.#seal(box, private_place, to_base64url(private_half)),
    };
  }

  /** Refuses: value_refused. */
  async open_private_key(sealed: string): Promise<CryptoKey> {
    const text = await this.#open(await this.#box('private-key', no_salt), private_place, sealed);
    const curve = { name: 'ECDH', namedCurve: 'P-256' };
    return crypto.subtle.importKey('pkcs8', from_base64url(text), curve, false, ['deriveBits']);
  }

  /** Refuses: too_long (about 61,000 bytes). */
  async seal_field(place: Place, text: string): Promise<string> {
    return this.#seal(await this.#entry_box(place.entry), field_place(place), text);
  }

  /** Refuses: value_refused, for anything that was not sealed here for exactly this place. */
  async open_field(place: Place, sealed: string): Promise<string> {
    return this.#open(await this.#entry_box(place.entry), field_place(place), sealed);
  }

  /** For this device alone: what the server also has, kept here for when nobody answers. */
  async seal_here(person: string, name: string, text: string): Promise<string> {
    const box = await this.#box('device', no_salt);
    return this.#seal(box, here(person, name), text, largest_here);
  }

  /** Refuses: value_refused. */
  async open_here(person: string, name: string, sealed: string): Promise<string> {
    return this.#open(await this.#box('device', no_salt), here(person, name), sealed);
  }

  #entry_box(entry: string): Promise<BoxKey> {
    let box = this.#boxes.get(entry);
    if (!box) {
      box = this.#box('entry', from_hex(entry));
      this.#boxes.set(entry, box);
    }
    return box;
  }

  async #box(purpose: string, salt: Bytes): Promise<BoxKey> {
    const bytes = await derive(this.#key, `breather/1/${purpose}`, 64, salt);
    return { key: await aes_key(bytes.slice(0, 32)), tag: bytes.slice(32, 48) };
  }

  async #seal(box: BoxKey, place: Bytes, text: string, limit?: number): Promise<string> {
    const nonce = this.#random.bytes(12);
    const sealed = await encrypt(box.key, nonce, place, pad(text, limit));
    return to_base64url(join_bytes(Uint8Array.of(format), box.tag, nonce, sealed));
  }

  async #open(box: BoxKey, place: Bytes, sealed: string): Promise<string> {
    try {
      const bytes = from_base64url(sealed);
      if (bytes[0] !== format || !equal_bytes(bytes.slice(1, 17), box.tag)) {
        throw new VaultFault('value_refused');
      }
      return unpad(await decrypt(box.key, bytes.slice(17, 29), place, bytes.slice(29)));
    } catch {
      throw new VaultFault('value_refused');
    }
  }
}

const here = (person: string, name: string) => to_utf8(`device|${person}|${name}|${format}`);
const private_place = to_utf8(`person|sealed_private_key|${format}`);
