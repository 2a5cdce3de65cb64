import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.plugin.ts'
import { paintFirst } from './paint-first.plugin.ts'

/** The host stays that of the page: the API refuses what comes from another site. */
const API = { target: 'http://127.0.0.1:4310', changeOrigin: false }

/**
 * What every page needs is one file: it compresses better than a dozen. What several pages share goes together by who
 * shares it, and a group of less than this finds another to join: each file costs a round trip, an icon is 300 bytes.
 */
const SHARED_BYTES = 1_000

/**
 * Nearly all of the first file runs at once. Engines that know this comment (V8) compile it as a whole while it arrives,
 * beside the page, instead of function by function in its way.
 */
const COMPILE_AHEAD = '//# allFunctionsCalledOnLoad'

export default defineConfig({
  plugins: [react(), tailwindcss(), paintFirst(), compressed()],
  // React has had this hook since 18; the stand-in for older ones is not needed.
  resolve: { alias: { 'use-sync-external-store/shim/with-selector': 'use-sync-external-store/with-selector' } },
  server: { host: '127.0.0.1', proxy: { '/v1': API, '/schemas': API, '/docs': API } },
  build: {
    // The first engines with light-dark(), on which the two themes rest.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    // The server says in the head of a page what it needs: it knows the page before the first script does.
    modulePreload: false,
    manifest: true,
    rolldownOptions: {
      output: {
        postBanner: ({ isEntry }) => (isEntry ? COMPILE_AHEAD : ''),
        // The name of a shared file would be a list of all who share it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'] },
            // By themselves: merged with what dialogs share, they would bring all of that to the page of an extension.
            {
              name: 'small',
              test: /lucide-react.*external-link|src.lib.(workspace-address|own-installs|queries.own-)/,
            },
            // Pages of the store need no more of what these would be merged with.
            { name: 'plain', test: /src.components.ui.(day|kept-focus)/ },
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: SHARED_BYTES },
          ],
        },
      },
    },
    reportCompressedSize: true,
  },
})
