// Which version of what we offer is shown, and how much of it a clinician has signed.
import { desk_api } from '../../base/desk.ts';

export interface Version {
  pack: string;
  hash: string;
  imported_at: number;
  current: boolean;
  items: number;
  signed_off: number;
}

export async function list_versions(): Promise<Version[]> {
  return (await desk_api.get<{ versions: Version[] }>('/api/content/versions')).versions;
}

export async function make_current(hash: string): Promise<Version[]> {
  const path = `/api/content/versions/${hash}/make-current`;
  return (await desk_api.post<{ versions: Version[] }>(path)).versions;
}
