// Where an account is open: own devices, and visits on computers that others use too.
import type { Answer } from '../../base/answers.ts';
import { api } from '../../base/api.ts';

export type Device = Answer<'/api/accounts/devices', 'get'>['devices'][number];

/** Refuses: NoNetwork, Problem. */
export async function list_devices(): Promise<Device[]> {
  return (await api.get<Answer<'/api/accounts/devices', 'get'>>('/api/accounts/devices')).devices;
}

/** Refuses: NoNetwork, Problem 404. */
export async function name_device(device: string, name: string): Promise<void> {
  await api.put(`/api/accounts/devices/${device}/name`, { name });
}

/** It is out at its next step. Refuses: NoNetwork, Problem 404, 409 for the last way in. */
export async function sign_out_device(device: string): Promise<void> {
  await api.delete(`/api/accounts/devices/${device}`);
}
