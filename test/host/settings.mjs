// The settings of an editor that is started for tests or for the demo: nothing that asks, updates, reports or distracts.
// Knows nothing of how the editor is started.

/**
 * VS Code settings for a quiet window.
 * @param {Record<string, unknown>} [more] settings that come on top
 * @returns {Record<string, unknown>}
 */
export function quietSettings(more = {}) {
  return {
    'workbench.startupEditor': 'none',
    'workbench.enableExperiments': false,
    'workbench.tips.enabled': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'git.enabled': false,
    'files.autoSave': 'off',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'security.workspace.trust.enabled': false,
    ...more,
  };
}
