// A newer version of the app: the same source built anew, every part of it under another name.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './tree.mjs';

const frontend = join(root, 'frontend');

/** Builds it into this folder. Its page says `data-release="…"`. */
export async function build_release(folder, release) {
    const { build } = await import(pathToFileURL(join(frontend, 'node_modules/vite/dist/node/index.js')));
    await build({
        root: frontend,
        configFile: join(frontend, 'vite.config.ts'),
        logLevel: 'warn',
        build: { outDir: folder, emptyOutDir: true },
        plugins: [
            {
                name: 'newer-release',
                augmentChunkHash: () => release,
                transformIndexHtml: (html) => html.replace('<html', `<html data-release="${release}"`),
            },
        ],
    });
}

/** Which one this window runs; nothing for the usual one. */
export const release_of = (page) => page.evaluate(() => document.documentElement.dataset.release);
