// Which Pydantic models a path operation takes as its body, by its handler's signature.
// Must not read handlers' bodies: signatures are all that is known of closed files.
import type { ProjectView } from '../project/view';

const MODEL = /(^|\.)(BaseModel|SQLModel)$/;

/**
 * The names of the models in the annotations of a handler's parameters, as written; those of dependencies left out.
 * @param view of the handler's file; silent where it has several functions of the name
 */
export function requestModels(handler: string, view: ProjectView): string[] {
  const [only, ...more] = view.signatures().filter(({ signature }) => signature.name === handler);
  if (!only || more.length > 0) return [];
  const found = new Set<string>();
  for (const { annotation, default: value } of only.signature.parameters) {
    const isDependency = /\b(Depends|Security)\s*\(/.test(`${annotation ?? ''} ${value ?? ''}`);
    for (const name of isDependency ? [] : (annotation?.match(/[A-Za-z_][\w.]*/g) ?? [])) {
      if (view.ancestors(name)?.names.some((each) => MODEL.test(each))) found.add(name);
    }
  }
  return [...found];
}
