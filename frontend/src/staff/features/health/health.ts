// How the house stands, in sentences, the worst first.
import { desk_api } from '../../base/desk.ts';

export interface Finding {
  check: string;
  state: 'fine' | 'warning' | 'fault';
  says: string;
}

export interface Health {
  version: string;
  findings: Finding[];
}

export const get_health = () => desk_api.get<Health>('/api/health/findings');

const weight = { fault: 0, warning: 1, fine: 2 };

/** What needs somebody, the worst first, in the order it was said; what is fine apart. */
export function sort_findings(findings: readonly Finding[]): { needs: Finding[]; fine: Finding[] } {
  const needs = findings.filter((one) => one.state !== 'fine');
  return {
    needs: needs.toSorted((a, b) => weight[a.state] - weight[b.state]),
    fine: findings.filter((one) => one.state === 'fine'),
  };
}
