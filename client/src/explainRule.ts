// *Explain Rule*: a quick pick of the rules and the rule's page, shown in the Markdown preview through a read-only document.
// It must not know the rules; the server lists and explains them.
import { commands, type Disposable, EventEmitter, languages, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { ServerRunner } from './server';

/** A rule as the server lists it in `fastidious/rules`. */
interface Rule {
  id: string;
  family: string;
  summary: string;
  severity: string;
}

const SCHEME = 'fastidious-rule';

/** Registers the command `fastidious.explainRule` (with a rule id: that rule at once) and the pages' documents. */
export function registerExplainRule(runner: ServerRunner): Disposable[] {
  const pages = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  return [
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.path) ?? '',
    }),
    commands.registerCommand('fastidious.explainRule', async (rule?: unknown) => {
      const client = runner.running;
      if (!client) {
        window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
        return;
      }
      const id = typeof rule === 'string' ? rule : await pick(await client.sendRequest<Rule[]>('fastidious/rules'));
      if (!id) return;
      const page = await client.sendRequest<{ markdown: string } | null>('fastidious/explainRule', { rule: id });
      if (!page) {
        window.showWarningMessage(`Fastidious has no rule named ${id}.`);
        return;
      }
      const uri = Uri.from({ scheme: SCHEME, path: `/${id}.md` });
      pages.set(uri.path, page.markdown);
      changed.fire(uri);
      await commands.executeCommand('markdown.showPreview', uri);
    }),
  ];
}

/** Lets the user choose a rule, beginning at that of the diagnostic under the cursor. */
function pick(rules: readonly Rule[]): Promise<string | undefined> {
  const items: QuickPickItem[] = rules.map((rule) => ({
    label: rule.id,
    description: `${rule.family}, ${rule.severity}`,
    detail: rule.summary,
  }));
  const here = ruleAtCursor();
  return new Promise((resolve) => {
    const list = window.createQuickPick();
    list.items = items;
    const active = items.find((item) => item.label === here);
    // An empty list of active items would leave no row active at all.
    if (active) list.activeItems = [active];
    list.placeholder = 'Which rule?';
    list.matchOnDescription = true;
    list.matchOnDetail = true;
    list.onDidAccept(() => {
      resolve(list.activeItems[0]?.label);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

/** The rule of our diagnostic at the cursor, or else on its line. */
function ruleAtCursor(): string | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const at = editor.selection.active;
  const ours = languages.getDiagnostics(editor.document.uri).filter((each) => each.source === 'fastidious');
  const found = ours.find((each) => each.range.contains(at)) ?? ours.find((each) => each.range.start.line === at.line);
  const code = found?.code;
  return typeof code === 'object' ? String(code.value) : code === undefined ? undefined : String(code);
}
