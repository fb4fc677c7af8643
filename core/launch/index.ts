export { isNewerThanFacts, newestDescribedVersion } from '../toolkit/versions';
export { isImageName } from '../trainer/media-names';
export { type JobFolderAnswer, judgeJobFolder } from './job-folder';
export type { LaunchAction, LaunchFinding } from './launch-finding';
export type { NeededPackage } from './needed-packages';
export {
  type PythonQuestion,
  type PythonReport,
  pythonScript,
  readPythonReport,
  type TorchGpu,
  type TorchReport,
} from './python-report';
export { judgePython, type LaunchPython } from './python-state';
