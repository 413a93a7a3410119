// The one way the staff's app asks, for all its rooms.
import { api } from '../../base/api.ts';
import { system_random } from '../../base/random.ts';
import { DeskApi } from './desk_api.ts';

export const desk_api = new DeskApi(api, system_random);
