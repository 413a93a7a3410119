// A browser writes a WebM recording as it comes, and so does not say at its beginning how long it is:
// players then show no length. What is missing is put where it belongs; nothing else changes.
import type { Bytes } from '../../../base/bytes.ts';
import { join_bytes } from '../../../base/bytes.ts';

const ebml = 0x1a45dfa3;
const segment = 0x18538067;
const info = 0x1549a966;
const duration = 0x4489;

interface Element {
  id: number;
  /** Where its size is written, where its content begins, and how much that is; -1: not said. */
  size_at: number;
  content_at: number;
  size: number;
}

function element_at(bytes: Bytes, at: number): Element | undefined {
  const first = bytes[at];
  if (!first) return undefined;
  const id_length = Math.clz32(first) - 23;
  const size_at = at + id_length;
  const size_first = bytes[size_at];
  if (id_length > 4 || !size_first) return undefined;
  const size_length = Math.clz32(size_first) - 23;
  let id = 0;
  for (let i = at; i < size_at; i += 1) id = id * 256 + (bytes[i] ?? 0);
  let size = size_first & (0xff >> size_length);
  let unknown = size === 0xff >> size_length;
  for (let i = 1; i < size_length; i += 1) {
    const byte = bytes[size_at + i] ?? 0;
    size = size * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { id, size_at, content_at: size_at + size_length, size: unknown ? -1 : size };
}

function size_of_eight(size: number): Bytes {
  const made = new Uint8Array(8);
  const view = new DataView(made.buffer);
  view.setBigUint64(0, BigInt(size));
  made[0] = 1;
  return made;
}

/** The same recording, saying how many milliseconds it has; unchanged where it says so already or is
 *  no such recording. */
export function with_duration(bytes: Bytes, millis: number): Bytes {
  const head = element_at(bytes, 0);
  if (head?.id !== ebml || head.size < 0) return bytes;
  const whole = element_at(bytes, head.content_at + head.size);
  // A segment of a stated size would have to grow too: browsers write none while they record.
  if (whole?.id !== segment || whole.size >= 0) return bytes;
  for (let at = whole.content_at; ;) {
    const found = element_at(bytes, at);
    if (!found || found.size < 0) return bytes;
    if (found.id !== info) {
      at = found.content_at + found.size;
      continue;
    }
    const end = found.content_at + found.size;
    for (let inside = found.content_at; inside < end;) {
      const part = element_at(bytes, inside);
      if (!part || part.size < 0 || part.id === duration) return bytes;
      inside = part.content_at + part.size;
    }
    const said = new Uint8Array(11);
    const view = new DataView(said.buffer);
    view.setUint16(0, duration);
    view.setUint8(2, 0x88); // eight bytes follow
    view.setFloat64(3, millis); // in units of a millisecond, as browsers set the scale
    return join_bytes(
      bytes.slice(0, found.size_at),
      size_of_eight(found.size + said.length),
      bytes.slice(found.content_at, end),
      said,
      bytes.slice(end),
    );
  }
}
