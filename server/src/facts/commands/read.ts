// The commands of a text that is no Python, whatever its language.
// Must not know which commands matter.
import type { TextLanguage } from '../language';
import { perRegion } from '../region';
import type { Command } from './command';
import { dockerfileCommands } from './dockerfile';
import { makefileCommands } from './makefile';
import { markdownCommands } from './markdown';
import { shellCommands } from './shell';
import { tomlCommands } from './toml';
import { yamlCommands } from './yaml';

const READERS: Readonly<Record<TextLanguage, (text: string) => Command[]>> = {
  shell: (text) => shellCommands(text, { start: 0, end: text.length }),
  dockerfile: dockerfileCommands,
  makefile: makefileCommands,
  yaml: yamlCommands,
  toml: tomlCommands,
  markdown: markdownCommands,
};

/** The commands of a region of the kind `text`; none of a Python one. Offsets count from the region's start. */
export const readCommands = perRegion((region): readonly Command[] =>
  region.language === 'python' ? [] : READERS[region.language](region.text),
);
