// Compares our rules on types and docstrings with Ruff's: `npm run compare:ruff -- PATH… [--skip FOLDER]… [--show CLASS]`.
// Every disagreement belongs to a class with a reason, or is printed in full and makes the exit code 1.
import { RULES } from '../../server/src/rules';
import { readCommandLine } from './commandLine';
import { loadEngine, readFolder } from './engine';
import { classOf } from './ruffClasses';
import { compareFolder, type Disagreement, PAIRS } from './ruffPairs';

async function main(): Promise<void> {
  const { paths, skip, option } = readCommandLine('compare:ruff', ['show']);
  const shown = option('show');
  await loadEngine();
  let unexplained = 0;
  for (const path of paths) {
    const folder = readFolder(path, skip);
    const { files, agreed, disagreements } = compareFolder(folder, RULES);
    const counts = new Map<string, number>();
    for (const each of disagreements) {
      const found = classOf(each)?.name ?? '';
      const key = `${each.rule}\t${found}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (found === '') unexplained++;
      if (found === shown.toLowerCase() || found === shown) console.log(print(path, each));
    }
    console.log(`${path}: ${files} files`);
    for (const rule of Object.keys(PAIRS)) {
      if (!RULES.some(({ id }) => id === rule)) continue;
      const classes = [...counts].filter(([key]) => key.startsWith(`${rule}\t`));
      console.log(`  ${rule}: ${agreed.get(rule) ?? 0} agreed`);
      for (const [key, count] of classes.sort((one, other) => other[1] - one[1])) {
        console.log(`    ${String(count).padStart(6)} ${key.split('\t')[1] || 'UNEXPLAINED'}`);
      }
    }
  }
  console.log(`${unexplained} unexplained`);
  if (unexplained > 0) process.exitCode = 1;
}

function print(root: string, { side, rule, code, path, line, name, message, at }: Disagreement): string {
  const who = side === 'ours' ? 'only ours' : `only Ruff ${code}`;
  return `${who}: ${root}/${path}:${line} ${rule} ${at?.facts.name ?? '(no function)'} ${name ?? ''} | ${message}`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
