const { builtinModules } = require('node:module');

/**
 * Who may import whom. Each `only(…)` below lists what the modules of a folder may import besides their own folder;
 * everything else is forbidden.
 */

/** The entries of the bundles, and the list that the docs and the manifest are generated from. */
const entries =
  '^(client/src/extension|server/src/main|server/src/disk/(?:toolkit|disk)-worker|cli/src/(main|uninstall)|client/webviews/[^/]+/main|core/editor/diagnostics/known-codes)\\.ts$';

/** Core's facades: the only modules of core that the shells import. */
const facades =
  '^core/(language-service|host|project/index|plan/index|runs/index|comfyui/index|elsewhere/index|rehearsal/index|launch/index)\\.ts$';

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
/** How a JSON text becomes an object, for both sides of the protocol; it imports nothing. */
const jsonObject = '^common/json-object\\.ts$';
/** Facts as data, which every module of core may read. */
const facts = ['^core/profiles/', '^core/toolkit/'];

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
      comment: 'Every module is reached from an entry. Other modules are dead code.',
      severity: 'error',
      from: { path: entries },
      to: { path: '^(core|client|server|cli|common)/', pathNot: [entries, '\\.d\\.m?ts$'], reachable: false },
    },
    {
      name: 'no-orphans',
      comment: 'A module that imports nothing and that nothing imports has no effect.',
      severity: 'error',
      from: { orphan: true, pathNot: [entries, '\\.d\\.m?ts$'] },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment: 'An import that cannot be resolved cannot be checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },

    only(
      'core-is-pure',
      'Core reads the world through injected interfaces: no editor, no transport, no Node.',
      { path: '^core/' },
      [
        '^core/',
        jsonObject,
        npm('yaml'),
        npm('ajv'),
        npm('@lezer/[^/]+'),
        npm('vscode-languageserver-types'),
      ],
    ),
    only('syntax', 'Syntax knows only the text and its tree.', { path: '^core/syntax/' }, [
      '^core/syntax/',
      npm('yaml'),
    ]),
    only('trainer', 'The model of the trainer reads the tree and the facts.', { path: '^core/trainer/' }, [
      '^core/trainer/',
      '^core/syntax/',
      jsonObject,
      ...facts,
    ]),
    only('profiles', 'Profiles are data.', { path: '^core/profiles/' }, ['^core/profiles/']),
    only('toolkit', "Reading an installed ai-toolkit needs Python's grammar.", { path: '^core/toolkit/' }, [
      '^core/toolkit/',
      '^core/syntax/',
      npm('@lezer/[^/]+'),
    ]),
    only('schema', 'Structure findings come from the schema, with ajv.', { path: '^core/schema/' }, [
      '^core/schema/',
      '^core/syntax/',
      '^core/trainer/',
      ...facts,
      npm('ajv'),
    ]),
    only(
      'rules',
      'A rule reads the trainer model, the facts and the Rule interface. It does not import the parser, the schema or another rule. A rule that needs helpers is a folder of its name.',
      { path: '^core/rules/([^/]+?)(?:\\.ts$|/)', pathNot: '^core/rules/index\\.ts$' },
      [
        '^core/rules/$1/',
        // What all rules are made of, and the rows of those that are tables.
        '^core/rules/(?:rule|option-rows)\\.ts$',
        // A rule suggests the nearest word as the schema does.
        '^core/schema/key-distance\\.ts$',
        '^core/syntax/',
        '^core/trainer/',
        ...facts,
      ],
    ),
    only('rules-index', 'The index lists the rules, nothing else.', { path: '^core/rules/index\\.ts$' }, [
      '^core/rules/',
    ]),
    only(
      'editor',
      'An editor feature reads the trainer model, the schema, the facts, the plan and the list of rules. It speaks protocol types. Features do not import each other. A large feature has a folder of its name.',
      { path: '^core/editor/([^/]+?)(?:\\.ts$|/)' },
      [
        '^core/editor/$1/',
        '^core/editor/to-protocol\\.ts$',
        '^core/syntax/',
        '^core/trainer/',
        '^core/schema/',
        '^core/rules/(index|rule)\\.ts$',
        '^core/plan/index\\.ts$',
        '^core/host\\.ts$',
        // The list of every code contains those of the machine.
        '^core/launch/launch-codes\\.ts$',
        ...facts,
        npm('vscode-languageserver-types'),
      ],
    ),
    only('plan', 'The plan computes from the trainer model and the profiles.', { path: '^core/plan/' }, [
      '^core/plan/',
      '^core/trainer/',
      '^core/syntax/',
      ...facts,
    ]),
    only('project', 'A project file is read from its text.', { path: '^core/project/' }, [
      '^core/project/',
      '^core/syntax/',
    ]),
    only(
      'runs',
      'A run is read from its log and its files.',
      { path: '^core/runs/', pathNot: '^core/runs/config/' },
      [
        '^core/runs/',
        '^core/profiles/',
        '^core/trainer/checkpoint-[a-z-]+\\.ts$',
        '^core/trainer/file-probe\\.ts$',
        // A checkpoint's header says what it is.
        '^core/trainer/safetensors-header\\.ts$',
      ],
    ),
    only(
      'runs-config',
      "A run's config.yaml is read as ai-toolkit reads it.",
      { path: '^core/runs/config/' },
      ['^core/runs/config/', '^core/syntax/'],
    ),
    only('comfyui', 'Workflows are made from a config and a run.', { path: '^core/comfyui/' }, [
      '^core/comfyui/',
      '^core/trainer/',
      '^core/syntax/',
      '^core/runs/',
      ...facts,
    ]),
    only(
      'elsewhere',
      'Tasks for other machines are made from a config and its plan.',
      { path: '^core/elsewhere/' },
      ['^core/elsewhere/', '^core/trainer/', '^core/plan/', '^core/syntax/', ...facts, npm('yaml')],
    ),
    only(
      'rehearsal',
      'A rehearsal is a changed config and the reading of its run.',
      { path: '^core/rehearsal/' },
      ['^core/rehearsal/', jsonObject, '^core/trainer/', '^core/syntax/', '^core/runs/', ...facts],
    ),
    only(
      'launch',
      'The checks before a start that need more than the config and the disk are judged from plain answers of the machine.',
      { path: '^core/launch/' },
      ['^core/launch/', jsonObject, '^core/trainer/', '^core/syntax/', '^core/plan/', ...facts],
    ),
    only(
      'toolkit-worker',
      "The reading thread needs Python's grammar, which must stay out of the server's bundle.",
      { path: '^server/src/disk/toolkit-worker\\.ts$' },
      ['^core/toolkit/', '^server/src/disk/toolkit-reader\\.ts$', nodeBuiltIn],
    ),
    only(
      'server',
      'The server enters core by its facades.',
      { path: '^server/src/', pathNot: '^server/src/disk/toolkit-worker\\.ts$' },
      [
        '^server/src/',
        facades,
        '^common/',
        nodeBuiltIn,
        npm('vscode-languageserver'),
        npm('vscode-languageserver-(protocol|types|textdocument)'),
        npm('vscode-jsonrpc'),
        npm('image-size'),
        npm('picomatch'),
      ],
    ),
    only(
      'server-disk',
      'Reading the disk knows no connection, so that the command line uses it too.',
      { path: '^server/src/disk/' },
      [
        '^server/src/disk/',
        // The disk's thread reads the schema that ships with the package.
        '^server/src/connection/package-files\\.ts$',
        facades,
        '^core/toolkit/',
        '^common/',
        nodeBuiltIn,
        npm('image-size'),
      ],
    ),
    only(
      'cli',
      'The command line enters core by its facades and reads the disk as the server does.',
      { path: '^cli/src/' },
      [
        '^cli/src/',
        '^server/src/(disk|settings)/',
        '^server/src/connection/package-files\\.ts$',
        // The check before training is the editor's; these modules know no editor.
        '^client/src/launch/(?!editor-|vscode-)',
        '^client/src/config\\.ts$',
        facades,
        '^common/',
        nodeBuiltIn,
        npm('picocolors'),
        npm('tinyglobby'),
        npm('diff'),
        npm('@types/sarif'),
        npm('picomatch'),
        npm('@types/picomatch'),
      ],
    ),
    {
      name: 'command-line-without-editor',
      comment: 'Nothing that the command line reaches imports the editor.',
      severity: 'error',
      from: { path: '^cli/src/' },
      to: { path: '^vscode$', reachable: true },
    },
    only(
      'client',
      'The client asks the server about configs, and reads runs through their facade, their files as the command line does.',
      { path: '^client/src/' },
      [
        '^client/src/',
        '^server/src/disk/runs/',
        '^core/(runs|comfyui|elsewhere|rehearsal|launch|plan)/index\\.ts$',
        // A LoRA file is read in one way, by the command line and before the editor copies it.
        '^server/src/disk/lora/',
        '^common/',
        '^vscode$',
        nodeBuiltIn,
        npm('vscode-languageclient'),
        npm('vscode-languageserver-(protocol|types)'),
        npm('vscode-jsonrpc'),
        npm('@types/vscode'),
        npm('@vscode/python-extension'),
        npm('ws'),
      ],
    ),
    only(
      'webviews',
      'A page knows the messages that it gets and the types of what it shows; no editor and no Node.',
      { path: '^client/webviews/' },
      [
        '^client/webviews/',
        '^common/',
        '^core/(runs|plan|comfyui)/',
        npm('uplot'),
        npm('@vscode-elements/[^/]+'),
        npm('@vscode/codicons'),
        npm('lit[^/]*'),
        npm('@lit[^/]*'),
      ],
    ),
    {
      name: 'command-line-is-pure',
      comment:
        'The command line of a training is a pure function of settings and a file. It imports only types.',
      severity: 'error',
      from: { path: '^client/src/launch/command-line\\.ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'command-line-starts-nothing',
      comment: 'It does not know the editor or processes by type either.',
      severity: 'error',
      from: { path: '^client/src/launch/command-line\\.ts$' },
      to: { path: ['^vscode$', npm('@types/vscode'), '^(node:)?child_process$'] },
    },
    only(
      'common-is-alone',
      'The files that both sides share import nothing but each other, and the types of what they carry from core.',
      { path: '^common/' },
      ['^common/', '^core/(plan/plan|editor/job-summary)\\.ts$'],
    ),
    {
      name: 'common-has-no-code-of-core',
      comment:
        'A plan and a summary are data: their types say what a message carries. No code comes with them.',
      severity: 'error',
      from: { path: '^common/' },
      to: { path: '^core/', dependencyTypesNot: ['type-only'] },
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
