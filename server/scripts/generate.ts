// Writes what is generated from the rules' own metadata: the rule index, the rules' pages and tables, the settings' schema.
// With `--check` it writes nothing and fails, naming the files that differ. Must not know what the rules check.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './catalog';
import { generatedFiles } from './outputs';

run(process.argv.includes('--check')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function run(check: boolean): Promise<void> {
  const stale: string[] = [];
  for (const [path, text] of Object.entries(await generatedFiles())) {
    if (readIfThere(path) === text) continue;
    stale.push(path);
    if (!check) write(path, text);
  }
  if (check && stale.length > 0) {
    console.error(`Out of date, run "npm run generate": ${stale.join(', ')}`);
    process.exitCode = 1;
  } else if (!check) {
    console.log(stale.length > 0 ? `wrote ${stale.join(', ')}` : 'everything is up to date');
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

function write(path: string, text: string | null): void {
  const file = join(ROOT, path);
  if (text === null) {
    rmSync(file);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
