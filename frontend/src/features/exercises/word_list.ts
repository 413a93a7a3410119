// Words pressed into a line of text: pressing adds, pressing again takes away; what she typed stays.

function parts_of(text: string): string[] {
  return text
    .split(/[,，、]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function has_word(text: string, word: string): boolean {
  return parts_of(text).includes(word);
}

export function with_word(text: string, word: string, between: string): string {
  const parts = parts_of(text);
  if (parts.includes(word)) return parts.filter((part) => part !== word).join(between);
  return text.trim() === '' ? word : text.trim() + between + word;
}
