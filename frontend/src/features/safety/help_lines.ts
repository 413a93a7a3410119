// The help lines, bundled with the page so that they are there without a network. Which region is
// shown is the person's choice and has nothing to do with the language.
import data from '../../../../content/safety/help_lines.json';
import type { Language } from '../../base/language.ts';
import type { Country } from '../organisations/organisations.ts';

type Text = Record<Language, string>;

export interface HelpLine {
  id: string;
  name: Text;
  number: string | null;
  kind: string;
  /** tel: or sms: */
  action: string | null;
  hours: Text | null;
  cost: Text | null;
  note: Text;
  /** Who vouches for it. */
  source: Text;
  /** The day somebody checked it; null says so. */
  checked: string | null;
}

export interface Region {
  id: string;
  name: Text;
  entries: HelpLine[];
}

export const regions: Region[] = data.regions;

export function lines_of(country: Country): HelpLine[] {
  return regions.find((region) => region.id === country)?.entries ?? [];
}

/** Where the device's clock says it is, until the person says where she is. */
export function country_of_clock(zone: string): Country {
  if (/^(Europe\/(London|Belfast|Jersey|Guernsey|Isle_of_Man)|GB|GB-Eire)$/.test(zone)) return 'GB';
  if (/^(Asia\/(Shanghai|Chongqing|Chungking|Harbin|Urumqi|Kashgar)|PRC)$/.test(zone)) return 'CN';
  return 'other';
}
