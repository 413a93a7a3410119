import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { words } from './vite/words.ts';
import { worker } from './vite/worker.ts';

/** What everybody needs who is in, wherever she goes: one file instead of nine. */
const inside =
  /src\/(features\/(accounts\/(own_device|device_accounts|doorway|joining|vault)|exercises\/(entr|outbox|kept_)|safety\/(watch|veil|bar|shared_time|idle_cover)|programmes\/|content\/(content|kept_content))|parts\/(fetched|meter))/;

/** What `./run` serves, unless another is named. */
const server = process.env['BREATHER_SERVER'] ?? 'http://127.0.0.1:8080';
const proxy = { '/api': server, '/media': server, '/health': server };

export default defineConfig(({ mode }) => ({
  plugins: [words(), svelte({ compilerOptions: { fragments: 'tree' } }), worker()],
  // Tests run in node, where Svelte would otherwise resolve to its server build without runes.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content policy allows no data: addresses
    modulePreload: { polyfill: false },
    // The first page may ask at most eight times: tiny shared pieces join their askers.
    rollupOptions: {
      output: {
        experimentalMinChunkSize: 3_000,
        onlyExplicitManualChunks: true, // what the first page needs stays with it
        manualChunks: (id) => (inside.test(id) ? 'inside' : undefined),
      },
    },
  },
  server: { proxy },
  preview: { proxy },
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    testTimeout: 60_000, // hashing a passphrase takes its time, on a busy machine more
  },
}));
