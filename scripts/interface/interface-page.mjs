/** Menus of the manifest as a reader knows them, in the order of the page. */
const menuNames = {
  'editor/title/run': "the editor's title",
  'editor/title': "the editor's title",
  'editor/context': "the editor's menu",
  'explorer/context': "the explorer's menu",
  'view/title': "a view's title",
  'view/item/context': "an item's menu in the list of runs",
};

/**
 * The page about every command, view and setting that the manifest contributes.
 *
 * @param {{ contributes: object }} manifest the extension's `package.json`
 * @returns {string} Markdown
 */
export function interfacePage({ contributes }) {
  const { commands, menus, viewsContainers, views, configuration, walkthroughs = [] } = contributes;
  return [
    '# Commands, views and settings',
    '',
    'Written from the manifest by `npm run interface`, which `npm test` holds it to. The main job comes first: **Start Qwen training**',
    'has no category, so that it is the first hit for "qwen" in the palette. All others are in the category *Qwen LoRA*.',
    '',
    '## Commands',
    '',
    '| Command | Icon | In the palette | Elsewhere |',
    '| --- | --- | --- | --- |',
    ...commands.map((command) => commandRow(command, menus)),
    '',
    '## Views',
    '',
    ...Object.entries(views).flatMap(([container, entries]) =>
      entries.map(
        ({ name, when }) => `- **${name}** in ${containerName(container, viewsContainers)}${condition(when)}`,
      ),
    ),
    '',
    '## Walkthrough',
    '',
    ...walkthroughs.flatMap(({ title, steps }) => [
      `**${title}**`,
      '',
      ...steps.map((step, at) => `${at + 1}. ${step.title}`),
      '',
    ]),
    '## Settings',
    '',
    '| Setting | Default |',
    '| --- | --- |',
    ...settingsOf(configuration).map(
      ([name, { default: value }]) =>
        `| \`${name}\` | ${value === undefined ? '' : `\`${JSON.stringify(value)}\``} |`,
    ),
    '',
  ].join('\n');
}

function commandRow({ command, title, category, icon }, menus) {
  const places = Object.entries(menus)
    .filter(([menu]) => menu !== 'commandPalette')
    .flatMap(([menu, entries]) =>
      entries
        .filter((entry) => entry.command === command)
        .map(
          ({ when, group }) => `${menuNames[menu] ?? menu}${group ? ` (${group})` : ''}${condition(when)}`,
        ),
    );
  const name = category === undefined ? `**${title}**` : `${category}: ${title}`;
  return `| ${name} | ${iconName(icon)} | ${inPalette(command, menus)} | ${places.join('; ')} |`;
}

function inPalette(command, menus) {
  const entry = (menus.commandPalette ?? []).find((each) => each.command === command);
  if (entry === undefined) return 'always';
  return entry.when === 'false' ? 'no' : `when ${code(entry.when)}`;
}

function condition(when) {
  return when === undefined ? '' : ` when ${code(when)}`;
}

/** A pipe ends a cell of a table, in code too. */
function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function iconName(icon) {
  return typeof icon === 'string' ? `\`${icon.replace(/^\$\((.*)\)$/, '$1')}\`` : '';
}

function containerName(id, containers) {
  for (const entries of Object.values(containers ?? {})) {
    const found = entries.find((container) => container.id === id);
    if (found) return `the side bar *${found.title}*`;
  }
  return id;
}

function settingsOf(configuration) {
  return [configuration].flat().flatMap(({ properties }) => Object.entries(properties));
}
