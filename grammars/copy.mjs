// Copies the two wasm files out of their npm packages and refuses any whose sha256 is not the pinned one.
// Knows nothing of the bundle; esbuild.mjs and the tests call it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** @typedef {Record<string, { package: string, version: string, file: string, sha256: string }>} Pins by file name in `dist/` */

/** @returns {Pins} what `pins.json` says */
export function readPins() {
  return JSON.parse(readFileSync(join(here, 'pins.json'), 'utf8'));
}

/**
 * Reads the pinned grammar files.
 * @param {Pins} [pins]
 * @returns {Record<string, { path: string, bytes: Buffer }>} by file name in `dist/`
 * @throws {Error} when a package holds another file than `pins.json` names
 */
export function readGrammars(pins = readPins()) {
  /** @type {Record<string, { path: string, bytes: Buffer }>} */
  const files = {};
  for (const [name, pin] of Object.entries(pins)) {
    const path = require.resolve(`${pin.package}/${pin.file}`);
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== pin.sha256) {
      throw new Error(
        `${pin.package}/${pin.file} has sha256 ${sha256}, grammars/pins.json expects ${pin.sha256} (${pin.package} ${pin.version}). See grammars/README.md.`,
      );
    }
    files[name] = { path, bytes };
  }
  return files;
}

/**
 * Writes the pinned grammar files into a folder.
 * @param {string} folder where to; made when missing
 */
export function copyGrammars(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, { bytes }] of Object.entries(readGrammars())) writeFileSync(join(folder, name), bytes);
}
