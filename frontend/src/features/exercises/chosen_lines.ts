// Several things chosen from a list, kept in one field with a line for each. Lines she wrote stay.

export function lines_in(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Adds the line, or takes it away where it stands already. */
export function with_line(text: string, line: string): string {
  const lines = lines_in(text);
  return (lines.includes(line) ? lines.filter((one) => one !== line) : [...lines, line]).join('\n');
}
