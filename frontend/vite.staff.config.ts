// The staff's app: a build of its own for a host of its own. Participants never load any of it.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { words } from './vite/words.ts';

/** Where `breather serve` listens for staff, unless another is named. */
const server = process.env['BREATHER_STAFF_SERVER'] ?? 'http://staff.localhost:8080';

export default defineConfig({
  root: 'staff',
  publicDir: false,
  plugins: [words({ staff: true }), svelte({ configFile: '../svelte.config.js' })],
  build: {
    target: 'es2022',
    outDir: '../dist-staff',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': { target: server, changeOrigin: true } }, fs: { allow: ['..'] } },
});
