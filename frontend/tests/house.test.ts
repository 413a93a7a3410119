// What holds the app's own house together: its rooms, its server, its place on a home screen.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { UserConfig } from 'vite';
import { expect, test, vi } from 'vitest';

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), 'utf8');

test('every room says what it is for, in three to eight lines', () => {
  const rooms = ['src/features', 'src/staff/features'].flatMap((floor) =>
    readdirSync(at(floor)).map((room) => `${floor}/${room}`),
  );
  expect(rooms.length).toBeGreaterThan(10);
  for (const room of rooms) {
    const lines = read(`${room}/README.md`).split('\n').filter(Boolean).slice(1);
    expect(lines.length, room).toBeGreaterThanOrEqual(3);
    expect(lines.length, room).toBeLessThanOrEqual(8);
    const text = lines.join(' ');
    for (const part of ['Open first', 'Words it owns', 'never']) expect(text, room).toContain(part);
    for (const [, file] of text.matchAll(/`(\w+(?:\.\w+)+)`/g))
      expect(existsSync(at(`${room}/${file}`)), `${room}/${file}`).toBe(true);
  }
});

test('the app asks the server that ./run serves, or the one that is named', async () => {
  const proxy = async (server?: string) => {
    vi.resetModules();
    vi.stubEnv('BREATHER_SERVER', server);
    const { default: config } = await import('../vite.config.ts');
    const made = (config as (env: object) => UserConfig)({ mode: 'development' });
    vi.unstubAllEnvs();
    return made.server?.proxy?.['/api'];
  };
  expect(await proxy()).toBe('http://127.0.0.1:8080');
  expect(await proxy('http://127.0.0.1:9000')).toBe('http://127.0.0.1:9000');
  for (const page of ['README.md', '../CONTRIBUTING.md'])
    expect(read(page)).toContain('http://127.0.0.1:8080');
});

test.each([
  ['en-GB', ['hour', 'day you sign in', 'days you write', '30 days']],
  ['zh-Hans', ['钟点', '哪天登录', '哪天写过', '30 天']],
])('in %s people read which times are kept of them', (language, parts) => {
  const { times_server } = JSON.parse(read(`src/words/${language}.json`)).privacy;
  for (const part of parts) expect(times_server).toContain(part);
});

test('on a home screen the app has a neutral name, the front door, and icons of their stated size', () => {
  expect(read('index.html')).toContain('rel="manifest" href="/manifest.webmanifest"');
  const manifest = JSON.parse(read('public/manifest.webmanifest')) as {
    name: string;
    short_name: string;
    start_url: string;
    icons: { src: string; sizes: string; type: string }[];
  };
  expect(manifest).toMatchObject({ name: 'Breather', short_name: 'Breather', start_url: '/' });
  const sizes = manifest.icons.map((icon) => icon.sizes);
  expect(sizes).toEqual(expect.arrayContaining(['any', '192x192', '512x512']));
  for (const icon of manifest.icons) {
    const bytes = readFileSync(at(`public${icon.src}`));
    if (icon.type === 'image/png')
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(icon.sizes);
    else expect(bytes.toString()).toContain('<svg');
  }
});
