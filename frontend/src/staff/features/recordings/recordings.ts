// The texts that are there to be heard, and whose voice is heard.
import type { Bytes } from '../../../base/bytes.ts';
import { to_base64url } from '../../../base/bytes.ts';
import type { Language } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';

export interface Heard {
  file: string;
  transcript: string;
  seconds: number;
  by?: string;
  recorded_at: number;
}

export interface SpokenText {
  version: string;
  pack: string;
  place: string;
  language: Language;
  item: string;
  title: string;
  file: string;
  transcript: string;
  minutes: number;
  heard?: Heard;
  earlier?: Heard;
}

interface Texts {
  texts: SpokenText[];
}

export async function list_texts(): Promise<SpokenText[]> {
  return (await desk_api.get<Texts>('/api/recordings')).texts;
}

export interface Take {
  sound: Bytes;
  transcript: string;
  millis: number;
}

export async function use_take(version: string, take: Take): Promise<SpokenText[]> {
  const ask = { ...take, sound: to_base64url(take.sound) };
  return (await desk_api.post<Texts>(`/api/recordings/${version}`, ask)).texts;
}

export async function use_earlier(version: string): Promise<SpokenText[]> {
  return (await desk_api.post<Texts>(`/api/recordings/${version}/use-earlier`)).texts;
}

export async function take_back(version: string): Promise<SpokenText[]> {
  return (await desk_api.post<Texts>(`/api/recordings/${version}/take-back`)).texts;
}

export type VoiceState = 'built_in' | 'recorded' | 'earlier';

export function state_of(text: SpokenText): VoiceState {
  if (text.heard) return 'recorded';
  return text.earlier ? 'earlier' : 'built_in';
}
