// Which Pydantic a project's own imports can only be meant for.
// Must not know requirements or rules.
import { bindingsOf } from './module';
import type { Project } from './project';

const known = new WeakMap<object, 1 | 2 | null>();

/** Names that Pydantic 2 does not have any more (migration guide, "Moved in" and "Removed in Pydantic V2"). */
const ONLY_1 =
  /^pydantic(\.env_settings)?\.BaseSettings$|^pydantic\.generics\.GenericModel$|^pydantic\.main\.ModelMetaclass$/;
/** Names that Pydantic 1 does not have yet. */
const ONLY_2 =
  /^pydantic\.(ConfigDict|field_validator|model_validator|field_serializer|model_serializer|computed_field|TypeAdapter|RootModel|AliasChoices|BeforeValidator|AfterValidator|ValidationInfo|validate_call)$|^pydantic_settings\b/;

/** 1 or 2 where the imports of the project's files tell it, 2 where both are imported; null where none does. */
export function importedPydantic(project: Project): 1 | 2 | null {
  const state = project.structure;
  let version = known.get(state);
  if (version === undefined) {
    version = readVersion(project);
    known.set(state, version);
  }
  return version;
}

function readVersion(project: Project): 1 | 2 | null {
  let version: 1 | null = null;
  for (const path of project.paths) {
    for (const bindings of bindingsOf(project.module(path)!).values()) {
      for (const binding of bindings) {
        if (binding.kind !== 'import' || !binding.module.startsWith('pydantic')) continue;
        const name = binding.imported === null ? binding.module : `${binding.module}.${binding.imported}`;
        if (ONLY_2.test(name)) return 2;
        if (ONLY_1.test(name)) version = 1;
      }
    }
  }
  return version;
}
