export { nearestModel } from '../profiles/nearest-model';
export { printable } from '../syntax/printable';
export { isNewerThanFacts, newestDescribedVersion } from '../toolkit/versions';
export { parseDotEnv } from '../trainer/environment';
export { isImageName } from '../trainer/media-names';
export { type CheckAnswer, type LaunchFact, sizeText } from './check-answer';
export {
  bytesToCome,
  type HubAnswer,
  type HubCacheAnswer,
  judgeHubAccess,
  judgeHubCache,
} from './hub-model';
export { type JobFolderAnswer, judgeJobFolder } from './job-folder';
export type { LaunchAction, LaunchFinding } from './launch-finding';
export {
  judgeGpuMemory,
  judgeMemory,
  judgeSharedMemory,
  type MachineMemory,
  type StartNeeds,
} from './memory';
export type { NeededPackage } from './needed-packages';
export { askedPackages, judgePackageVersions, type PinnedPackage, readPins } from './pinned-packages';
export {
  type PythonQuestion,
  type PythonReport,
  pythonScript,
  readPythonReport,
  type TorchGpu,
  type TorchReport,
} from './python-report';
export { judgePython, type LaunchPython } from './python-state';
