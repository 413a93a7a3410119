// A public key as an operator pastes it: with the line breaks and spaces of wherever it was copied from.
export function read_public_key(pasted: string): string {
  return pasted
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#') && !line.startsWith('-----'))
    .join('');
}

/** 4 by 4, so that two people can compare it aloud. */
export const in_groups = (fingerprint: string) =>
  fingerprint
    .replace(/[\s:-]/g, '')
    .match(/.{1,4}/g)
    ?.join(' ') ?? fingerprint;
