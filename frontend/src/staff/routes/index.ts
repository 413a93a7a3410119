// Which screen stands behind which name. Staff load them all at once: their part of the house is small.
import type { Component } from 'svelte';

export type Route = Component<Record<string, unknown>>;

const found = import.meta.glob<{ default: Route }>('./*.svelte', { eager: true });

export const route_of = (name: string): Route | undefined => found[`./${name}.svelte`]?.default;
