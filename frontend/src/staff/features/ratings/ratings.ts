// What people said of an item, blurred: 5 stands for "under 10 %", 90 for "90 % or more".
import { spoken } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';

export interface Ratings {
  item: string;
  title: string;
  at_least: number;
  yes: number;
  little: number;
  not_for_me: number;
}

export async function list_ratings(): Promise<Ratings[]> {
  const path = `/api/ratings?language=${spoken.language}`;
  return (await desk_api.get<{ items: Ratings[] }>(path)).items;
}
