import {
  askedPackages,
  judgePackageVersions,
  judgePython,
  type NeededPackage,
  type PythonReport,
  readPins,
} from '../../../../core/launch/index';
import { pathsOf } from '../files';
import type { PreflightCheck, PreflightContext } from '../preflight';

/** Whether Python, torch and the packages that this config imports are there and fit together. */
export const pythonCheck: PreflightCheck = {
  name: 'Python',
  async run(context) {
    const { gpu: decision, gpuRequired, python, start, askPython } = context;
    const toolkit = { subject: 'ai-toolkit', value: `${context.toolkitVersion} in ${context.toolkitFolder}` };
    if (!context.loadsModels) {
      return { findings: [], facts: [toolkit, { subject: 'Python', value: python.version }] };
    }
    // Without a GPU, torch cannot find one: only the missing GPU is worth telling, and importing torch takes seconds.
    const asksTorch = gpuRequired && decision.kind !== 'none';
    const needed = [...(start?.packages ?? []), ...(await importedByCheckout(context))];
    const modules = needed.map(({ module }) => module);
    const report = await askPython({ modules, packages: askedPackages, torch: asksTorch });
    const driver = decision.kind === 'take' ? decision.gpu.driver : undefined;
    const findings = [
      ...judgePython(python, report, needed, driver),
      ...judgePackageVersions(
        python,
        report,
        readPins(context.requirements ?? ''),
        pathsOf(context.platform).join(context.toolkitFolder, 'requirements.txt'),
      ),
    ];
    const facts = findings.length > 0 ? [] : pythonFacts(context, report, needed);
    return { findings, facts: [toolkit, ...facts] };
  },
};

function pythonFacts({ python }: PreflightContext, report: PythonReport, needed: readonly NeededPackage[]) {
  const build = report.torch.kind === 'cuda' ? report.torch.build : report.torchBuild;
  const torch = `torch ${python.torch}${build === undefined ? '' : ` (CUDA ${build})`}`;
  return [
    { subject: 'Python', value: `${python.version} from ${python.source}, ${torch}` },
    { subject: 'Packages', value: `all ${needed.length} that this config imports are installed` },
  ];
}

/** Packages that newer checkouts import at every start, and older ones do not. */
const newer = [
  { module: 'torchaudio', name: 'torchaudio', file: ['toolkit', 'config_modules.py'] },
  { module: 'av', name: 'av', file: ['toolkit', 'data_transfer_object', 'data_loader.py'] },
] as const;

async function importedByCheckout({ toolkitFolder, files, platform }: PreflightContext) {
  const { join } = pathsOf(platform);
  const found = await Promise.all(
    newer.map(async ({ module, name, file }) => {
      const text = (await files.readText(join(toolkitFolder, ...file))) ?? '';
      const isImported = new RegExp(`^import ${module}\\b`, 'm').test(text);
      return isImported ? [{ module, name, reason: 'ai-toolkit' }] : [];
    }),
  );
  return found.flat();
}
