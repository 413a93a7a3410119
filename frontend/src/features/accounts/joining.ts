// Making an account in one tap. What was made is kept on the device before the server hears of it:
// a page closed in between must not lose the only key of an account.
import type { Answer, Ask } from '../../base/answers.ts';
import { Problem } from '../../base/api.ts';
import type { Api } from '../../base/api.ts';
import { spoken } from '../../base/language.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { make_account } from './device_accounts.ts';
import type { Account } from './device_accounts.ts';
import type { Doorway, Me } from './doorway.ts';
import { make_pseudonym } from './pseudonym.ts';
import { Vault } from './vault.ts';
import type { load_names } from './word_list.ts';

export interface JoiningParts {
  api: Api;
  random: Random;
  door: Doorway;
  load_names: typeof load_names;
  remember(account: Account): Promise<Account>;
  forget(account: Account): Promise<void>;
}

type Joined = Answer<'/api/accounts/join', 'post'>;
type JoinAsk = Ask<'/api/accounts/join', 'post'>;

const most_names = 20;

async function draw_name({
  load_names,
  random,
}: Pick<JoiningParts, 'load_names' | 'random'>): Promise<string> {
  return make_pseudonym((await load_names())[spoken.language], random);
}

/** Where the browser keeps nothing: the card, noted down before, is the only way in. A second call
 *  with the same card is the same account. Refuses: Problem, NoNetwork. */
export async function join_on_card(
  parts: Pick<JoiningParts, 'api' | 'random' | 'door' | 'load_names'>,
  { code, card }: { code: string; card: string },
): Promise<Vault> {
  const vault = await Vault.create(parts.random);
  const pair = await vault.make_pair();
  const way = await parts.door.make_card(vault, card);
  for (let tries = 1; ; tries += 1) {
    const name = await draw_name(parts);
    const body: JoinAsk = { code, language: spoken.language, name, ...pair, card: way };
    try {
      await parts.api.post<Joined>('/api/accounts/join', body, { final: true });
      return vault;
    } catch (error) {
      const taken = error instanceof Problem && error.key === 'accounts.name_taken';
      if (!taken || tries >= most_names) throw error;
    }
  }
}

export async function begin_join(parts: JoiningParts, code: string): Promise<Account> {
  const vault = await Vault.create(parts.random);
  const pair = await vault.make_pair();
  const device = await parts.door.make_device(vault);
  const name = await draw_name(parts);
  const language = spoken.language;
  const body: JoinAsk = { code, language, name, ...pair, device: device.ask };
  const unfinished = { body, key: random_id(parts.random) };
  return parts.remember({ ...make_account(device, name), unfinished });
}

/** Asks until there is an answer; a name that is taken is drawn again.
 *  Refuses: Problem, after forgetting the attempt; NoNetwork and passing problems, keeping it. */
export async function finish_join(parts: JoiningParts, begun: Account): Promise<Account> {
  let account = begun;
  for (let tries = 1; account.unfinished; tries += 1) {
    const { body, key } = account.unfinished;
    try {
      const joined = await parts.api.post<Joined>('/api/accounts/join', body, { key, final: true });
      return await parts.remember(finished(account, joined));
    } catch (error) {
      if (!(error instanceof Problem) || error.passing) throw error;
      if (error.key !== 'accounts.name_taken' || tries >= most_names) {
        await parts.forget(account);
        throw error;
      }
      const name = await draw_name(parts);
      const again = { body: { ...body, name }, key: random_id(parts.random) };
      account = await parts.remember({ ...account, name, unfinished: again });
    }
  }
  return account;
}

function finished(account: Account, { person, name, ...organisation }: Joined): Account {
  const { unfinished: _, ...rest } = account;
  const language = spoken.language;
  const cached: Me = {
    person,
    name,
    language,
    organisation,
    session: { keep: 'own' },
    ways: [{ id: '', kind: 'device', this_one: true }],
    settings: { language, region: organisation.country },
  };
  return { ...rest, person, name, cached };
}
