// Who works here and what each may do: the people of the staff desk, links for newcomers, and deeds
// that need a second administrator.
import { desk_api } from '../../base/desk.ts';

export const roles = [
  'administrator',
  'coach',
  'facilitator',
  'organisation',
  'researcher',
  'author',
] as const;
export type Role = (typeof roles)[number];

export interface RoleGrant {
  role: Role;
  /** Some roles belong to one organisation. */
  organisation?: string;
}

/** A role of one's own: its organisation has a name, which one may not look up. */
export interface OwnRole extends RoleGrant {
  organisation_name?: string;
}

export const needs_organisation = (role: Role) =>
  role === 'coach' || role === 'facilitator' || role === 'organisation';

export interface Me {
  id: string;
  name: string;
  sign_in_name: string;
  roles: OwnRole[];
  fresh_until?: number;
  idle_ends_at: number;
  ends_at: number;
  /** Signs in elsewhere, and has no passphrase here. */
  outside: boolean;
}

export interface Colleague {
  id: string;
  name: string;
  roles: RoleGrant[];
  state: 'active' | 'closed';
  since_at: number;
  seen_at?: number;
}

export interface Invitation {
  id: string;
  /** Empty where whoever comes says it. */
  name: string;
  roles: RoleGrant[];
  /** Somebody who works here already and lost a way in. */
  comes_back: boolean;
  ends_at: number;
  by: string;
}

export interface Proposal {
  id: string;
  deed: 'invite' | 'grant' | 'reset';
  says: { name?: string; role?: Role; organisation?: string; staff?: string };
  by: string;
  mine: boolean;
  made_at: number;
  ends_at: number;
}

/** A link that is shown once: whoever opens it becomes the person it was made for. */
export interface Link {
  link: string;
  ends_at: number;
}

/** Done at once, or waiting for a second administrator. */
export type Outcome = Partial<Link> & { proposal?: Proposal };

export interface People {
  people: Colleague[];
  invitations: Invitation[];
  proposals: Proposal[];
}

export const list_people = () => desk_api.get<People>('/api/staff/people');

/** Refuses: Problem 422. */
export const invite = (name: string, wanted: RoleGrant) =>
  desk_api.post<Outcome>('/api/staff/invitations', { name, ...wanted });

export const withdraw_invitation = (id: string) => desk_api.delete(`/api/staff/invitations/${id}`);

export const grant = (person: string, wanted: RoleGrant) =>
  desk_api.post<Outcome>(`/api/staff/people/${person}/roles`, wanted);

export const take_role = (person: string, wanted: RoleGrant) =>
  desk_api.post(`/api/staff/people/${person}/roles/remove`, wanted);

/** Refuses: Problem 409 for the last administrator. */
export const close = (person: string) => desk_api.post(`/api/staff/people/${person}/close`);

/** A new link for somebody who lost phone or passphrase. */
export const reset = (person: string) =>
  desk_api.post<Outcome>(`/api/staff/people/${person}/reset`);

export const agree = (proposal: string) =>
  desk_api.post<Partial<Link>>(`/api/staff/proposals/${proposal}/agree`);

export const withdraw = (proposal: string) =>
  desk_api.post(`/api/staff/proposals/${proposal}/withdraw`);
