import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API of `npm start`, which a console under development talks to. */
const API = process.env.ADJUTANT_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: '../../dist/console', emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/v1': API, '/openapi.json': API } },
});
