// Builds worker.js after the app, with the list of everything the app consists of.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { Plugin, ResolvedConfig } from 'vite';
import type { Shell } from '../worker/answers.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

/** What an installed app needs: all of it but the worker itself and compressed copies. */
export function list_shell(folder: string): Shell {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.\w+$/.test(name) && !/\.(br|gz)$/.test(name) && name !== 'worker.js')
    .sort();
  const files = Object.fromEntries(
    names.map((name) => [
      name === 'index.html' ? '/' : `/${name}`,
      `sha256-${hash(readFileSync(join(folder, name)))}`,
    ]),
  );
  return { build: hash(Buffer.from(JSON.stringify(files))).slice(0, 12), files };
}

export function worker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'breather-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      await build({
        configFile: false,
        root: config.root,
        logLevel: 'warn',
        publicDir: false,
        define: { shell: JSON.stringify(list_shell(folder)) },
        build: {
          target: 'es2022',
          outDir: folder,
          emptyOutDir: false,
          modulePreload: false,
          rollupOptions: {
            input: resolve(config.root, 'worker/worker.ts'),
            output: { format: 'iife', entryFileNames: 'worker.js' },
          },
        },
      });
    },
  };
}
