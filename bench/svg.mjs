// Horizontal bars as plain SVG: readable on white and on black, as a picture in a page and by a screen reader.

const style = `
 text { font: 14px system-ui, sans-serif; fill: #23302f }
 .title { font-size: 17px; font-weight: 600 } .group { font-weight: 600 } .soft { fill: #5b6664; font-size: 12px }
 .floor { fill: #a9b1ae } .ours { fill: #1f7a72 } .other { fill: #c9863b } .line { stroke: #23302f; stroke-dasharray: 3 3 }
 @media (prefers-color-scheme: dark) {
  text { fill: #e8e6e0 } .soft { fill: #a7aeab } .floor { fill: #6c7673 } .ours { fill: #4fb3a8 } .other { fill: #d99a55 } .line { stroke: #e8e6e0 }
 }`;

const width = 760, margin = 16, bar = 20, gap = 6, group_gap = 18, head = 44, group_head = 24;
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** `groups`: [{name, bars: [{name, value, says, tone}]}], all on one scale; `line`: a value to mark; `names`: width for the names. */
export function bars({ title, groups, foot = '', line, names = 190 }) {
    const left = margin + names, room = width - left - margin - 150; // 150: what stands after the longest bar
    const most = Math.max(line ?? 0, ...groups.flatMap((group) => group.bars.map((one) => one.value)));
    const at = (value) => (value / most) * room;
    const parts = [];
    const put = (x, y, text, kind = '', more = '') => parts.push(`<text x="${x}" y="${y}"${kind && ` class="${kind}"`}${more}>${escape(text)}</text>`);
    put(margin, 28, title, 'title');
    let y = head;
    for (const group of groups) {
        put(margin, y + 16, group.name, 'group');
        y += group_head;
        for (const one of group.bars) {
            put(left - 10, y + 15, one.name, '', ' text-anchor="end"');
            parts.push(`<rect class="${one.tone}" x="${left}" y="${y}" width="${Math.max(at(one.value), 1).toFixed(1)}" height="${bar}" rx="2"/>`);
            put((left + Math.max(at(one.value), line ? at(line) : 0) + 8).toFixed(1), y + 15, one.says);
            y += bar + gap;
        }
        y += group_gap;
    }
    if (line) parts.push(`<line class="line" x1="${left + at(line)}" x2="${left + at(line)}" y1="${head + group_head - 4}" y2="${y - group_gap}"/>`);
    if (foot) put(margin, y + 6, foot, 'soft');
    const height = y + (foot ? 20 : 0);
    const told = groups.map((group) => `${group.name}: ${group.bars.map((one) => `${one.name} ${one.says}`).join(', ')}`).join('. ');
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(title)}</title><desc>${escape(told)}</desc><style>${style}</style>
${parts.join('\n')}
</svg>
`;
}
