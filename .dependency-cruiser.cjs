const { builtinModules } = require('node:module');

/**
 * Who may import whom. Each `only(…)` below says what the modules of a folder may reach beside
 * their own; whatever is not named is forbidden.
 */

/** The bundles' entries, and the list that the docs and the manifest are generated from. */
const entries =
  '^(client/src/extension|server/src/main|server/src/toolkit-worker|server/src/cli|server/src/language/features/diagnostics/known-codes)\\.ts$';
const language = '^server/src/language/';

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {readonly string[]} allowed patterns of resolved paths
 */
function only(name, comment, from, allowed) {
  return { name, comment, severity: 'error', from, to: { pathNot: allowed } };
}

/** Matches an npm package, wherever it is resolved to. */
function npm(name) {
  return `(^|/)node_modules/${name}/`;
}

const nodeBuiltIn = `^(node:)?(${builtinModules.join('|')})$`;

const writesConfigs = '^client/src/training/control-config\\.ts$';

const clientMayReach = [
  '^client/src/',
  '^common/protocol\\.ts$',
  '^vscode$',
  nodeBuiltIn,
  npm('vscode-languageclient'),
  npm('vscode-languageserver-(protocol|types)'),
  npm('vscode-jsonrpc'),
  npm('vscode-uri'),
  npm('@types/vscode'),
  npm('@vscode/python-extension'),
];

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Modules that import each other in a circle cannot be understood one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unreachable',
      comment: 'Every module is reached from one of the entries; the rest is dead.',
      severity: 'error',
      from: { path: entries },
      to: { path: '^(client|server|common)/', pathNot: [entries, '\\.d\\.mts$'], reachable: false },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nothing imports and that imports nothing does nothing.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [entries, '\\.d\\.mts$'],
      },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment: 'An import that cannot be resolved cannot be judged either.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },

    only(
      'language-is-pure',
      'The language core asks the world through its host: no editor, no transport, no Node, nothing outside.',
      { path: language },
      [language, npm('yaml'), npm('ajv'), npm('@lezer/[^/]+'), npm('vscode-languageserver-types')],
    ),
    only('model', 'The model knows the text and its tree alone.', { path: `${language}model/` }, [
      `${language}model/`,
      npm('yaml'),
    ]),
    only('schema', 'The schema knows the model, and ajv.', { path: `${language}schema/` }, [
      `${language}schema/`,
      `${language}model/`,
      npm('ajv'),
    ]),
    only('profiles', 'Profiles are data.', { path: `${language}profiles/` }, [`${language}profiles/`]),
    only(
      'toolkit',
      "Reading an installed ai-toolkit needs the model and Python's grammar.",
      { path: `${language}toolkit/` },
      [`${language}toolkit/`, `${language}model/`, npm('@lezer/[^/]+')],
    ),
    only(
      'rules',
      'A rule sees the model, the profiles and the Rule interface; never the parser, the schema or another rule.',
      { path: `${language}rules/`, pathNot: `${language}rules/index\\.ts$` },
      [`${language}rules/rule\\.ts$`, `${language}model/`, `${language}profiles/`],
    ),
    only('rules-index', 'The index lists rules; nothing else.', { path: `${language}rules/index\\.ts$` }, [
      `${language}rules/`,
    ]),
    only(
      'features',
      'A feature reads the model, the schema, the profiles and the list of rules with their interface, logs through the host, and speaks protocol types; features do not know each other. A large one has a folder of its own name.',
      { path: `${language}features/([^/]+?)(?:\\.ts$|/)` },
      [
        `${language}features/$1/`,
        `${language}features/to-protocol\\.ts$`,
        `${language}model/`,
        `${language}schema/`,
        `${language}profiles/`,
        `${language}rules/(index|rule)\\.ts$`,
        `${language}host\\.ts$`,
        npm('vscode-languageserver-types'),
      ],
    ),
    only(
      'toolkit-worker',
      "The reading thread needs Python's grammar, which must stay out of the server's bundle.",
      { path: '^server/src/toolkit-worker\\.ts$' },
      [`${language}toolkit/`, '^server/src/toolkit-reader\\.ts$', nodeBuiltIn],
    ),
    only(
      'server-shell',
      'The shell enters the language core by its one door.',
      { path: '^server/src/', pathNot: [language, '^server/src/toolkit-worker\\.ts$'] },
      [
        '^server/src/(?!language/)',
        `${language}(language-service|host)\\.ts$`,
        '^common/protocol\\.ts$',
        nodeBuiltIn,
        npm('vscode-languageserver'),
        npm('vscode-languageserver-(protocol|types|textdocument)'),
        npm('vscode-jsonrpc'),
        npm('vscode-uri'),
        npm('image-size'),
        npm('picocolors'),
        npm('zeptomatch'),
        npm('tinyglobby'),
      ],
    ),
    only(
      'client',
      'The client speaks to the server through the protocol alone.',
      { path: '^client/src/', pathNot: writesConfigs },
      clientMayReach,
    ),
    only(
      'client-writes-configs',
      'The copy of a config that a run gets must keep comments and spelling and be made from the file as it lies on disk at that moment, so its writer parses YAML itself; everything else about configs is asked of the server.',
      { path: writesConfigs },
      [...clientMayReach, npm('yaml')],
    ),
    {
      name: 'command-line-is-pure',
      comment:
        'The command line of a training is a pure function of settings and a file: it imports types only.',
      severity: 'error',
      from: { path: '^client/src/training/command-line\\.ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'command-line-starts-nothing',
      comment: 'Nor does it know the editor or processes by type.',
      severity: 'error',
      from: { path: '^client/src/training/command-line\\.ts$' },
      to: { path: ['^vscode$', npm('@types/vscode'), '^(node:)?child_process$'] },
    },
    {
      name: 'protocol-is-alone',
      comment: 'The one file that both sides share imports nothing.',
      severity: 'error',
      from: { path: '^common/protocol\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mts', '.mjs', '.js', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
