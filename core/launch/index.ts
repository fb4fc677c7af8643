export { type JobFolderAnswer, judgeJobFolder, sizeText } from './job-folder';
export { launchCodes } from './launch-codes';
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
