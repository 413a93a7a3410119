// A site's own voice for a sound guide: the file that is played, and the words heard in it. It belongs
// to exactly one text; where the text changed, the sound that came with it is heard.
import { to_hex, to_utf8 } from '../../base/bytes.ts';
import { spoken } from '../../base/language.ts';
import { get_newest } from '../content/kept_content.ts';
import { media } from '../content/content.ts';
import type { Page } from '../content/content.ts';
import type { AudioGuide } from '../exercises/exercise.ts';

export interface Voice {
  version: string;
  file: string;
  transcript: string;
  seconds: number;
}

type Guide = Pick<AudioGuide, 'id' | 'file' | 'title' | 'transcript'>;

/** The name of what a sound guide says. The server works out the same. */
export async function version_of({ id, file, title, transcript }: Guide): Promise<string> {
  const says = to_utf8([id, file, title, transcript, ''].join('\n'));
  return to_hex(new Uint8Array(await crypto.subtle.digest('SHA-256', says)));
}

/** Which voices there are; none where nobody answers and nothing is kept. */
async function list_voices(): Promise<Voice[]> {
  try {
    const path = `/api/recordings?language=${spoken.language}`;
    return (await get_newest<{ voices: Voice[] }>(path)).voices;
  } catch {
    return [];
  }
}

export async function find_voice(guide: Guide): Promise<Voice | undefined> {
  const voices = await list_voices();
  if (voices.length === 0) return undefined;
  const version = await version_of(guide);
  return voices.find((one) => one.version === version);
}

/** Of sound guides as they are heard here, and of exercises that can also be listened to. */
export async function sounds_of(pages: Page[]): Promise<string[]> {
  const nodes = pages.flatMap((page) => page.nodes) as { file?: string; audio?: string }[];
  const voices = await list_voices();
  const heard = async (node: { file?: string }) => {
    const version = voices.length > 0 ? await version_of(node as Guide) : '';
    return voices.find((one) => one.version === version)?.file ?? node.file;
  };
  const files = await Promise.all(nodes.flatMap((node) => [heard(node), node.audio]));
  return [...new Set(files.filter((file) => file !== undefined).map(media))];
}
