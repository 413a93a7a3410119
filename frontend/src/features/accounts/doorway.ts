// What the browser and the server say to one another at the door.
import type { Answer, Ask } from '../../base/answers.ts';
import type { Api } from '../../base/api.ts';
import { to_base64url } from '../../base/bytes.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { make_recovery_code, read_recovery_code } from './recovery_code.ts';
import {
  Vault,
  canonical,
  code_id,
  lock_key,
  passphrase_key,
  pin_proof,
  secret_key,
  sign_in_secret,
} from './vault.ts';
import type { Protocol, Wrap } from './vault.ts';

/** "own" stays signed in and keeps things on the device; "shared" leaves nothing behind. */
export type Keep = 'own' | 'shared';

export type Settings = Required<Ask<'/api/accounts/settings', 'put'>>;
export type Me = Answer<'/api/accounts/me', 'get'>;
export type Way = Me['ways'][number];
export type SignedIn = Answer<'/api/accounts/sign-in/passphrase', 'post'>;
type OpenedRecovery = Answer<'/api/accounts/recover/open', 'post'>;
type SecretAsk = Ask<'/api/accounts/ways/device', 'post'>;
type PassphraseAsk = Ask<'/api/accounts/sign-in/passphrase', 'post'>;
type PassphraseWay = Ask<'/api/accounts/ways/passphrase', 'put'>;
type RecoverAsk = Ask<'/api/accounts/recover', 'post'>;
type Tried = Answer<'/api/accounts/lock/open', 'post'>;
type Ways = Answer<'/api/accounts/ways/code', 'put'>;

/** A way in that this device holds by itself. */
export interface NewDevice {
  key: CryptoKey;
  ask: SecretAsk;
}

/** A recovery under way: the old code stays valid until it is finished. */
export interface Recovery {
  readonly name: string;
  readonly new_code: string;
  readonly vault: Vault;
  readonly old: { id: string; secret: string };
  readonly key: string;
}

/** An open vault, and what the server said when it opened the door. */
export interface Entered {
  vault: Vault;
  signed: SignedIn;
}

const ways = '/api/accounts/ways';

export class Doorway {
  readonly #api: Api;
  readonly #random: Random;
  #protocol: Promise<Protocol> | undefined;

  constructor(api: Api, random: Random) {
    this.#api = api;
    this.#random = random;
  }

  ask_me(): Promise<Me> {
    return this.#api.get('/api/accounts/me');
  }

  ask_protocol(): Promise<Protocol> {
    this.#protocol ??= this.#api.get<Protocol>('/api/accounts/protocol').catch((error: unknown) => {
      this.#protocol = undefined;
      throw error;
    });
    return this.#protocol;
  }

  async make_device(vault: Vault): Promise<NewDevice> {
    const key = await secret_key(this.#random.bytes(32));
    const wrap = await vault.wrap_for(key, 'device');
    return {
      key,
      ask: { id: random_id(this.#random), secret: await sign_in_secret(key), ...wrap },
    };
  }

  /** Refuses: Problem 401 when the device was removed. */
  async sign_in_device(device: string, key: CryptoKey): Promise<SignedIn> {
    const ask = { id: device, secret: await sign_in_secret(key) };
    return this.#api.post('/api/accounts/sign-in/device', ask, { final: true });
  }

  /** What a PIN opens on a locked device, or how many tries are left; at none the device is no way
   *  in. Refuses: Problem 401, 409 accounts.no_lock. */
  async try_pin(device: string, key: CryptoKey, pin: string): Promise<Entered | number> {
    const [secret, proof] = [await sign_in_secret(key), await pin_proof(key, pin)];
    const ask = { id: device, secret, proof };
    const path = '/api/accounts/lock/open';
    // Never tried again unasked: each attempt is one of five.
    const heard = await this.#api.post<Tried>(path, ask, { attempts: 1, final: true });
    const { half, signed_in: signed, tries_left } = heard;
    if (!half || !signed) return tries_left;
    const vault = await Vault.unlock(await lock_key(key, half), 'lock', signed, this.#random);
    return { vault, signed };
  }

  /** From now on the device opens with this PIN only. Refuses: Problem 409 without a card. */
  async put_lock(vault: Vault, key: CryptoKey, pin: string): Promise<void> {
    const half = to_base64url(this.#random.bytes(32));
    const wrap = await vault.wrap_for(await lock_key(key, half), 'lock');
    await this.#api.put('/api/accounts/lock', { proof: await pin_proof(key, pin), half, ...wrap });
  }

  /** From now on the device opens by itself again, with this wrap. */
  async remove_lock(vault: Vault, key: CryptoKey): Promise<Wrap> {
    const wrap = await vault.wrap_for(key, 'device');
    await this.#api.post('/api/accounts/lock/remove', wrap);
    return wrap;
  }

  /** Refuses: Problem 401, 429; VaultFault kdf_too_weak, unknown_protocol, wrap_refused. */
  async sign_in_passphrase(name: string, passphrase: string, keep: Keep): Promise<Entered> {
    const key = await passphrase_key(await this.ask_protocol(), name, passphrase);
    const secret = await sign_in_secret(key);
    const ask: PassphraseAsk = { name: canonical(name), secret, keep };
    const path = '/api/accounts/sign-in/passphrase';
    const signed = await this.#api.post<SignedIn>(path, ask, { final: true });
    return { signed, vault: await Vault.unlock(key, 'passphrase', signed, this.#random) };
  }

  /** Reads a code and draws its successor; nothing has changed yet.
   *  Refuses: RecoveryCodeFault; Problem 401; VaultFault wrap_refused. */
  async open_recovery(typed: string): Promise<Recovery> {
    const key = await secret_key(read_recovery_code(typed));
    const old = { id: await code_id(key), secret: await sign_in_secret(key) };
    const found = await this.#api.post<OpenedRecovery>('/api/accounts/recover/open', old, {
      final: true,
    });
    const vault = await Vault.unlock(key, 'code', found, this.#random);
    const new_code = make_recovery_code(this.#random);
    return { name: found.name, vault, old, new_code, key: random_id(this.#random) };
  }

  /** The new code takes the old one's place, and the door opens, in one write. */
  async recover(recovery: Recovery, keep: Keep, device?: NewDevice): Promise<SignedIn> {
    const new_code = await this.make_card(recovery.vault, recovery.new_code);
    const ask: RecoverAsk = {
      ...recovery.old,
      keep,
      new_code,
      ...(device && { device: device.ask }),
    };
    return this.#api.post('/api/accounts/recover', ask, { key: recovery.key, final: true });
  }

  async put_passphrase(vault: Vault, name: string, passphrase: string): Promise<Way[]> {
    const protocol = await this.ask_protocol();
    const key = await passphrase_key(protocol, name, passphrase);
    const wrap = await vault.wrap_for(key, 'passphrase');
    const iterations = protocol.pbkdf2_iterations;
    const ask: PassphraseWay = { secret: await sign_in_secret(key), ...wrap, iterations };
    return (await this.#api.put<Ways>(`${ways}/passphrase`, ask)).ways;
  }

  async put_code(vault: Vault, code: string): Promise<Way[]> {
    const ask = await this.make_card(vault, code);
    return (await this.#api.put<Ways>(`${ways}/code`, ask)).ways;
  }

  async add_device(device: NewDevice): Promise<Way[]> {
    return (await this.#api.post<Ways>(`${ways}/device`, device.ask)).ways;
  }

  /** Refuses: Problem for the last way in. */
  async remove_way(id: string): Promise<Way[]> {
    return (await this.#api.delete<Ways>(`${ways}/${id}`)).ways;
  }

  /** A recovery card's way in. */
  async make_card(vault: Vault, code: string): Promise<SecretAsk> {
    const key = await secret_key(read_recovery_code(code));
    const wrap = await vault.wrap_for(key, 'code');
    return { id: await code_id(key), secret: await sign_in_secret(key), ...wrap };
  }
}
