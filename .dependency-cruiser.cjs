/** Who may import whom. The table is the one of ARCHITECTURE.md; everything that is not listed is forbidden. */
const rooms = {
  base: [],
  'contract/values': ['base'],
  'contract/wire': ['contract/values', 'base'],
  theory: ['base'],
  tasks: ['contract/values', 'base'],
  models: ['contract/values', 'base'],
  training: ['models', 'contract/values', 'base'],
  measures: ['theory', 'contract/values', 'base'],
  analysis: ['theory', 'contract/values', 'base'],
  experiments: ['contract/values'],
  engines: ['contract/values', 'base'],
  worker: ['engines', 'training', 'models', 'measures', 'tasks', 'analysis', 'theory', 'contract', 'base'],
  store: ['contract/values', 'contract/wire', 'base'],
  lab: ['store', 'contract', 'experiments', 'analysis', 'theory', 'tasks', 'base'],
  cli: ['lab', 'headless', 'contract', 'experiments', 'analysis', 'theory', 'tasks', 'base'],
  headless: ['lab', 'contract', 'base'],
  electron: ['lab', 'contract', 'base'],
};
/** Imports of types alone that are allowed besides. */
const typesOnly = { engines: ['training'], measures: ['models'] };
/** Packages and the only rooms that may import them. */
const packages = {
  electron: ['electron'],
  'better-sqlite3': ['store'],
  'onnxruntime-node': ['engines'],
  protobufjs: ['engines', 'lab'],
  'csv-parse': ['lab'],
  '@tensorflow': ['engines', 'models', 'training'],
  ws: ['headless'],
  yazl: ['lab'],
  yauzl: ['lab'],
  'hyparquet-writer': ['store'],
  commander: ['cli'],
  chevrotain: ['contract/values'],
};

const inRoom = (room) => `^src-main/${room}/`;
const anyOf = (list) => (list.length ? `^src-main/(${list.join('|')})/` : '^$');

const directions = Object.entries(rooms).flatMap(([room, allowed]) => {
  const may = [...allowed, room];
  const types = typesOnly[room] ?? [];
  const rules = [
    {
      name: `room-${room}`,
      severity: 'error',
      comment: `${room} may import ${allowed.join(', ') || 'nothing'}`,
      from: { path: inRoom(room) },
      to: { path: '^src-(main|renderer)/', pathNot: anyOf([...may, ...types]) },
    },
  ];
  if (types.length) {
    rules.push({
      name: `room-${room}-types-only`,
      severity: 'error',
      comment: `${room} may import types alone of ${types.join(', ')}`,
      from: { path: inRoom(room) },
      to: { path: anyOf(types), dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
});

const packageRules = Object.entries(packages).map(([name, allowed]) => ({
  name: `package-${name}`,
  severity: 'error',
  comment: `only ${allowed.join(', ')} may import ${name}`,
  from: { path: '^src-(main|renderer)/', pathNot: anyOf(allowed) },
  to: { path: `node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    ...packageRules,
    {
      name: 'renderer',
      severity: 'error',
      comment:
        'the renderer imports the contract, and the curve of a group; inside a Web Worker also theory and analysis',
      from: { path: '^src-renderer/', pathNot: '\\.worker\\.ts$' },
      to: { path: '^src-main/', pathNot: '^src-main/(contract/|analysis/group-curve\\.ts$)' },
    },
    {
      name: 'renderer-worker',
      severity: 'error',
      from: { path: '^src-renderer/.*\\.worker\\.ts$' },
      to: { path: '^src-main/', pathNot: '^src-main/(contract|theory|analysis|base)/' },
    },
    { name: 'no-tests-in-source', severity: 'error', from: { path: '^src-' }, to: { path: '^tests/' } },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'the peers of the benchmark bring packages of their own, which few have installed',
      from: { pathNot: '^tests/bench/peers/' },
      to: { couldNotResolve: true, pathNot: '^(electron|virtual:)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
